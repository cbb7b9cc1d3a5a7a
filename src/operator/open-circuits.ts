import type { Pause } from '../outbox/circuits.ts';
import { isWaiting } from '../outbox/circuits.ts';
import { iso } from './iso.ts';

const reasons: Readonly<Record<Pause['reason'], string>> = {
  rate: 'Workable asked for it (rate limit)',
  token: 'Workable refuses our callback token',
  outage: 'many tries in a row had no answer',
};

/** Until when the deliveries of an account wait, why, and since when: `wait until …` */
export function describeCircuit({ until, reason, since, isProbed }: Pause): string {
  const from = since === undefined ? '' : `, since ${iso(since)}`;
  const then = isProbed ? ', and then go out one at a time until one is answered' : '';
  return `wait until ${iso(until)}${then}: ${reasons[reason]}${from}`;
}

/** Not an outage: this wait is over before an operator has read about it. */
export function isWorthReporting(pause: Pause, now: number): boolean {
  return pause.reason !== 'outage' && isWaiting(pause, now);
}

/** For `/readyz`, which is public: the number of accounts with an open circuit, not their names. */
export function warningsOf(pauses: readonly Pause[], now: number): string[] {
  const reported = pauses.filter((pause) => isWorthReporting(pause, now));
  const [rate, token] = [
    reported.filter(({ reason }) => reason === 'rate'),
    reported.filter(({ reason }) => reason === 'token'),
  ];
  const warnings: string[] = [];
  if (rate.length > 0) {
    const ends = iso(Math.max(...rate.map(({ until }) => until)));
    const wait = rate.length === 1 ? `wait until ${ends}` : `wait, the longest until ${ends}`;
    warnings.push(`deliveries of ${accounts(rate)} ${wait}: ${reasons.rate}`);
  }
  if (token.length > 0) warnings.push(`the callback token of ${accounts(token)} is refused`);
  return warnings;
}

function accounts({ length }: readonly Pause[]): string {
  return length === 1 ? '1 account' : `${length} accounts`;
}
