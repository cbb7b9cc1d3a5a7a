import type { Outage } from './suffer.ts';

/** Each column of the table with its width. */
const columns = {
  lasted: 6,
  flows: 6,
  'caught up': 10,
  ready: 6,
  slowest: 8,
  created: 8,
  refused: 8,
  acknowledged: 13,
  lost: 5,
  repeated: 9,
};

export const headings = [
  'Seconds: how long the fault lasted; after its end, or after it struck where it stays, until new results flow, all that',
  'was acknowledged has arrived, /readyz is 200; the slowest result of all from its acknowledgement to its arrival.',
  row('fault', Object.keys(columns)),
];

export function describeOutage(number: number, name: string, outage: Outage): string[] {
  const { lastedMs, flowsMs, allDeliveredMs, readyMs, slowestMs, created, refused } = outage;
  const { acknowledged, lost, repeated, mostInFlight, ended } = outage;
  const times = [lastedMs, flowsMs, allDeliveredMs, readyMs, slowestMs].map(seconds);
  const counts = [created, refused, acknowledged, lost, repeated].map(String);
  return [
    row(`${String(number).padStart(2)} ${name}`, [...times, ...counts]),
    ...(mostInFlight > 1 ? [`   ${mostInFlight} PUTs of one interview were in flight`] : []),
    ...ended.map((sentence) => `   ${sentence}`),
  ];
}

export function hasHeld(outage: Outage, limitMs: number): boolean {
  const { flowsMs, allDeliveredMs, readyMs, acknowledged, lost, mostInFlight, ended } = outage;
  const isInTime = [flowsMs, allDeliveredMs, readyMs].every((ms) => ms !== undefined && ms <= limitMs);
  return isInTime && acknowledged > 0 && lost === 0 && mostInFlight === 1 && ended.length === 0;
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? 'never' : (ms / 1000).toFixed(1);
}

function row(name: string, cells: readonly string[]): string {
  const widths = Object.values(columns);
  return name.padEnd(40) + cells.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('');
}
