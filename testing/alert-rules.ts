import { readFileSync } from 'node:fs';

export type AlertRule = {
  alert: string;
  expr: string;
  /** For how long it has to be true. */
  forMs: number;
  severity: string;
  summary: string;
  description: string;
  runbook: string;
};

const alertsFile = 'ops/prometheus-alerts.yaml';

/** The rules, read from the few forms of YAML that the file uses: a name and a value on each line. */
export function alertRules(text = readFileSync(alertsFile, 'utf8')): AlertRule[] {
  return text
    .split(/^ {6}- (?=alert:)/m)
    .slice(1)
    .map(ruleOf);
}

function ruleOf(text: string): AlertRule {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^ *(\w+): (.+)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name, unquoted(value));
  }
  const field = (name: string): string => {
    const value = fields.get(name);
    if (value === undefined) throw new Error(`${fields.get('alert')} has no ${name}`);
    return value;
  };
  return {
    alert: field('alert'),
    expr: field('expr'),
    forMs: durationMs(fields.get('for') ?? '0s'),
    severity: field('severity'),
    summary: field('summary'),
    description: field('description'),
    runbook: field('runbook_url'),
  };
}

function unquoted(value: string): string {
  if (value.startsWith("'")) return value.slice(1, -1).replaceAll("''", "'");
  return value.startsWith('"') ? JSON.parse(value) : value;
}

/** As Prometheus writes durations: `15m`. */
export function durationMs(text: string): number {
  const [, count, unit = ''] = /^(\d+)([smh])$/.exec(text) ?? [];
  const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 }[unit];
  if (count === undefined || unitMs === undefined) throw new Error(`${text} is no duration`);
  return Number(count) * unitMs;
}
