import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { dashboardFile, expressionsIn } from '../../testing/dashboard.ts';

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

test.skipIf(!isInstalled)(`Prometheus reads every expression of the dashboard${title}`, () => {
  const expressions = expressionsIn(JSON.parse(readFileSync(dashboardFile, 'utf8')));
  // Grafana puts a duration in its place.
  const rules = expressions.map(([, expr], i) => ({
    record: `panel:${i}`,
    expr: expr.replaceAll('$__rate_interval', '2m'),
  }));
  const file = join(mkdtempSync(join(tmpdir(), 'dashboard-')), 'rules.json');
  // JSON is YAML too.
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
  expect(promtool('check', 'rules', file)).toEqual({
    status: 0,
    said: expect.stringContaining(`${expressions.length} rules found`),
  });
});

test.skipIf(!isInstalled)(`Prometheus in Docker reads its configuration${title}`, ({ onTestFinished }) => {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-prometheus-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const token = join(folder, 'operator-token');
  writeFileSync(token, 'token');
  const mounted = readFileSync('ops/compose/prometheus.yml', 'utf8')
    .replace('/etc/prometheus/alerts.yaml', resolve('ops/prometheus-alerts.yaml'))
    .replace('/tmp/operator-token', token);
  const path = join(folder, 'prometheus.yml');
  writeFileSync(path, mounted);
  expect(promtool('check', 'config', path)).toEqual({ status: 0, said: expect.stringContaining('31 rules found') });
});
