import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const isInstalled = spawnSync('promtool', ['--version']).error === undefined;
const title = isInstalled ? '' : ' (not run: Debian has promtool in its package prometheus)';

function promtool(...words: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync('promtool', words, { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}

test.skipIf(!isInstalled)(`Prometheus reads the rules${title}`, () => {
  expect(promtool('check', 'rules', 'ops/prometheus-alerts.yaml')).toEqual({
    status: 0,
    said: expect.stringContaining('31 rules found'),
  });
});

test.skipIf(!isInstalled)(`the rules do in Prometheus what they ought to${title}`, () => {
  expect(promtool('test', 'rules', 'ops/prometheus-alerts.test.yaml')).toEqual({
    status: 0,
    said: expect.stringContaining('SUCCESS'),
  });
});
