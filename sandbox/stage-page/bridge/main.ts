import { openBridge } from '../../../src/bridge.ts';
import { readConfig } from '../../../src/config.ts';
import { createLog } from '../../../src/log.ts';
import { sleepByClock } from '../../sleep-by-clock.ts';

/** The bridge of the stage page, a process of its own that can be killed. Its clock is moved by messages. */
let aheadMs = Number(process.env.SANDBOX_AHEAD_MS ?? 0);
const now = () => Date.now() + aheadMs;
process.on('message', (message: { aheadMs: number }) => {
  aheadMs = message.aheadMs;
});

const { SANDBOX_AHEAD_MS: _ahead, ...settings } = process.env;
const config = readConfig(settings, () => '');
const opening = openBridge(config, {
  log: createLog(config.logLevel, { write: (line) => void process.stdout.write(line) }),
  now,
  random: Math.random,
  userAgent: 'interview-bridge/sandbox',
  onRefusal: (reasons) => {
    process.stderr.write(`${reasons.join('\n')}\n`);
    process.exit(1);
  },
  sleepUntilTurn: sleepByClock(now),
});

async function close(): Promise<void> {
  await (await opening).close();
  process.exit(0);
}
process.on('SIGTERM', () => void close());
// Ctrl+C reaches the whole group; the page says when it is time.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => void close());
