import { fileURLToPath } from 'node:url';
import { startBridge } from '../../../testing/bridge-process.ts';
import { freePort } from '../../../testing/free-port.ts';
import type { Measure, Round } from '../measure.ts';
import { footprintOf } from '../support/footprint.ts';
import { openStage, type Stage } from '../support/stage.ts';

const lookEveryMs = 5;
const root = fileURLToPath(new URL(import.meta.url.endsWith('.js') ? '../../../..' : '../../..', import.meta.url));

/** How soon a new process, which may use all cores, is ready, and how much disk space it needs. */
export const start: Measure = {
  summary: 'milliseconds from start to ready, production packages and their size',
  async run({ rounds, print }) {
    const stage = await openStage();
    try {
      // The first start reads the files from the disk.
      await timeStart(stage);
      const times: Round[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        const ours = await timeStart(stage);
        print(`round ${round}: ${Math.round(ours)} ms`);
        times.push({ ours });
      }
      const { packages, bytes } = await footprintOf(root);
      return [
        { name: 'start to ready', unit: 'ms', rounds: times, goal: { atMost: 1000 } },
        { name: 'production packages', unit: 'packages', rounds: [{ ours: packages }] },
        { name: 'production packages and the built bridge', unit: 'MB', rounds: [{ ours: bytes / 1e6 }] },
      ];
    } finally {
      await stage.close();
    }
  },
};

async function timeStart(stage: Stage): Promise<number> {
  const settings = { ...stage.settings('web,worker'), PORT: String(await freePort()) };
  const startedAt = performance.now();
  const bridge = await startBridge(settings, lookEveryMs);
  const ms = performance.now() - startedAt;
  bridge.signal('SIGTERM');
  await bridge.exited;
  return ms;
}
