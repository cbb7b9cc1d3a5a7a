import { readFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { openEventLog } from '../../src/operator/event-log.ts';
import { openMetrics } from '../../src/operator/metrics.ts';
import { openProcessMetrics } from '../../src/operator/process-metrics.ts';
import { countRedisRefusals } from '../../src/operator/redis-refusals.ts';
import { openRefusals } from '../../src/operator/refusals.ts';
import { openStageMetrics } from '../../src/operator/stage-metrics.ts';
import { watchPublicUrl } from '../../src/operator/watch-public-url.ts';
import { metricsIn } from '../../testing/alert-expressions.ts';
import { alertRules } from '../../testing/alert-rules.ts';

type Panel = { title: string; targets: { expr: string; datasource: { uid: string } }[] };
const dashboard: { panels: Panel[]; templating: { list: { name: string; type: string }[] } } = JSON.parse(
  readFileSync('ops/grafana-dashboard.json', 'utf8'),
);
const runbook = readFileSync('docs/operations.md', 'utf8');
const rules = alertRules();

/** Every metric of a bridge, by name, with its labels. */
function metricsOfBridge(): Map<string, readonly string[]> {
  const registry = new Registry();
  const log = createLog('silent');
  const now = () => 0;
  const accounts = { all: () => [] };
  const unused = {} as never;
  const health = async () => ({ isAlive: true, isReady: true, isRedisUsable: true, missing: [], warnings: [] });
  openEventLog(log, registry);
  openRefusals({ log, registry, now });
  countRedisRefusals(registry);
  openMetrics({ registry, accounts, backlogs: unused, schedule: unused, oldestDue: unused, scheduler: unused, now });
  openStageMetrics({ registry, accounts, storage: unused, now });
  openProcessMetrics({ registry, health }).close();
  watchPublicUrl({ beat: async () => [], publicUrl: '', log, registry, now }).close();
  const found = registry.getMetricsAsArray() as unknown as { name: string; labelNames: string[] }[];
  return new Map(found.map(({ name, labelNames }) => [name, labelNames]));
}

/** Prometheus adds these by itself. */
const ofPrometheus = ['instance', 'job'];

const expressions: [where: string, expression: string][] = [
  ...rules.map(({ alert, expr }): [string, string] => [alert, expr]),
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }): [string, string] => [title, expr])),
];

test.each(expressions)('%s uses metrics and labels that there are: %s', (_where, expression) => {
  const known = metricsOfBridge();
  const used = metricsIn(expression);
  expect(used.length).toBeGreaterThan(0);
  for (const { name, labels } of used) {
    expect(known.has(name), name).toBe(true);
    expect([...ofPrometheus, ...(known.get(name) ?? [])], name).toEqual(expect.arrayContaining(labels));
  }
});

test.each(rules.map((rule) => [rule.alert, rule] as const))('%s says whose it is and what to do', (_alert, rule) => {
  expect(['critical', 'warning']).toContain(rule.severity);
  const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title.toLowerCase().replace(/[^\w]+/g, '-'),
  );
  const [file, anchor] = rule.runbook.split('#');
  expect(file).toBe('docs/operations.md');
  expect(anchors).toContain(anchor);
  if (rule.expr.includes('account')) expect(rule.summary + rule.description).toContain('{{ $labels.account }}');
  expect(rule.description).toMatch(/[.?]$/);
});

test('the runbook has every alarm, and every metric', () => {
  for (const { alert } of rules) expect(runbook).toContain(`\`${alert}\``);
  for (const name of metricsOfBridge().keys()) expect(runbook).toContain(`\`${name}`);
});

test('the dashboard asks for one data source, and every panel uses it', () => {
  expect(dashboard.templating.list).toEqual([expect.objectContaining({ name: 'datasource', type: 'datasource' })]);
  const used = dashboard.panels.flatMap(({ targets }) => targets.map(({ datasource }) => datasource.uid));
  expect(new Set(used)).toEqual(new Set([`\${datasource}`]));
});
