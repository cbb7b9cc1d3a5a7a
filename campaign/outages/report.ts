import type { Outage } from './suffer.ts';

const widths = [42, 7, 10, 10, 7, 8, 8, 13, 5, 9];

export const headings = [
  `${' '.repeat(51)}seconds after the end of it`,
  row([
    'fault',
    'lasted',
    '1st deliv.',
    'all deliv.',
    'ready',
    'created',
    'refused',
    'acknowledged',
    'lost',
    'repeated',
  ]),
];

export function describeOutage(number: number, name: string, outage: Outage): string[] {
  const { lastedMs, firstDeliveryMs, allDeliveredMs, readyMs, created, refused } = outage;
  const { acknowledged, lost, repeated, mostInFlight, ended } = outage;
  const times = [lastedMs, firstDeliveryMs, allDeliveredMs, readyMs].map(seconds);
  const counts = [created, refused, acknowledged, lost, repeated].map(String);
  return [
    row([`${String(number).padStart(2)} ${name}`, ...times, ...counts]),
    ...(mostInFlight > 1 ? [`   ${mostInFlight} PUTs of one interview were in flight`] : []),
    ...ended.map((sentence) => `   ${sentence}`),
  ];
}

export function hasHeld(outage: Outage, limitMs: number): boolean {
  const { firstDeliveryMs, allDeliveredMs, readyMs, acknowledged, lost, mostInFlight, ended } = outage;
  const isInTime = [firstDeliveryMs, allDeliveredMs, readyMs].every((ms) => ms !== undefined && ms <= limitMs);
  return isInTime && acknowledged > 0 && lost === 0 && mostInFlight === 1 && ended.length === 0;
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? 'never' : (ms / 1000).toFixed(1);
}

function row([name = '', ...cells]: string[]): string {
  return [name.padEnd(widths[0] ?? 0), ...cells.map((cell, i) => cell.padStart(widths[i + 1] ?? 0))]
    .join(' ')
    .trimEnd();
}
