import { readFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { openEventLog } from '../../src/operator/event-log.ts';
import { openEventListeners } from '../../src/operator/events/listeners.ts';
import { openEventRecorder } from '../../src/operator/events/recorder.ts';
import { openMetrics } from '../../src/operator/metrics.ts';
import { openProcessMetrics } from '../../src/operator/process-metrics.ts';
import { countRedisRefusals } from '../../src/operator/redis-refusals.ts';
import { openRefusals } from '../../src/operator/refusals.ts';
import { openStageMetrics } from '../../src/operator/stage-metrics.ts';
import { watchPublicUrl } from '../../src/operator/watch-public-url.ts';
import { metricsIn } from '../../testing/alert-expressions.ts';
import { alertRules } from '../../testing/alert-rules.ts';
import { type Dashboard, dashboardFile, expressionsIn } from '../../testing/dashboard.ts';

const dashboard: Dashboard = JSON.parse(readFileSync(dashboardFile, 'utf8'));
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
  openEventRecorder({ streams: unused, registry, now });
  openEventListeners({ readAfter: unused, registry, monotonic: now });
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
  ...expressionsIn(dashboard),
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

describe('the dashboard', () => {
  const { panels } = dashboard;

  test('can be imported: its form, its id, and a data source to choose', () => {
    // The form of Grafana 9 and later, which it reads without changing it, and no number of a database of ours.
    expect(dashboard).toMatchObject({
      schemaVersion: 39,
      uid: expect.stringMatching(/^[\w-]{1,40}$/),
      title: 'Interview bridge',
    });
    expect(dashboard).not.toHaveProperty('id');
    expect(dashboard).not.toHaveProperty('__inputs');
    expect(dashboard.templating.list).toEqual([
      expect.objectContaining({ name: 'datasource', type: 'datasource', query: 'prometheus' }),
    ]);
    const used = panels.flatMap(({ datasource, targets }) => [datasource, ...targets.map((each) => each.datasource)]);
    for (const each of used) expect(each).toEqual({ type: 'prometheus', uid: `\${datasource}` });
  });

  test('has panels of its own ids and places, none over another or beyond its 24 columns', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    const taken = new Map<string, string>();
    for (const { title, gridPos } of panels) {
      const { x, y, w, h } = gridPos;
      expect([x >= 0, y >= 0, w > 0, h > 0, x + w <= 24], title).toEqual(Array(5).fill(true));
      for (let cell = 0; cell < w * h; cell += 1) {
        const place = `${x + (cell % w)} ${y + Math.floor(cell / w)}`;
        expect(taken.get(place), `${title} at ${place}`).toBeUndefined();
        taken.set(place, title);
      }
    }
  });

  test.each(panels.map((panel) => [panel.title, panel] as const))('%s says what it is, line by line', (_, panel) => {
    expect(panel.type).toBe('timeseries');
    expect(panel.description).toMatch(/\.$/);
    const ids = panel.targets.map(({ refId }) => refId);
    expect(ids).toEqual([...'ABCDE'].slice(0, ids.length));
    for (const { expr, legendFormat } of panel.targets) {
      const [, grouped = ''] = /by \(([^)]*)\)/.exec(expr) ?? [];
      const labels = grouped.split(/,\s*/).filter((each) => each !== '' && each !== 'le');
      expect(legendFormat.match(/(?<=\{\{)\w+(?=\}\})/g) ?? [], expr).toEqual(labels);
      expect(legendFormat).not.toBe('');
    }
  });

  test('shows every metric', () => {
    const shown = new Set(expressionsIn(dashboard).flatMap(([, expr]) => metricsIn(expr).map(({ name }) => name)));
    expect([...metricsOfBridge().keys()].filter((name) => !shown.has(name))).toEqual([]);
  });
});
