import type { OpenCircuit, Pause } from '../outbox/circuits.ts';
import { isWaiting } from '../outbox/circuits.ts';
import { iso } from './iso.ts';

type Reasons = Readonly<Record<Pause['reason'], string>>;

const reasons: Reasons = {
  rate: 'Workable asked for it (rate limit)',
  token: 'Workable refuses our callback token, or none is set',
  outage: 'many tries in a row had no answer',
};

const reasonsOfMail: Reasons = {
  rate: 'the mail server asked for it',
  token: 'the mail server refuses our log-in or our sender',
  outage: reasons.outage,
};

/** Until when the deliveries of an account wait, why, and since when: `wait until …` */
export function describeCircuit({ circuit, pause: { until, reason, since, isProbed } }: OpenCircuit): string {
  const from = since === undefined ? '' : `, since ${iso(since)}`;
  const then = isProbed ? ', and then go out one at a time until one is answered' : '';
  return `wait until ${iso(until)}${then}: ${(circuit === 'mail' ? reasonsOfMail : reasons)[reason]}${from}`;
}

/** Not the first wait of an outage: it is over before an operator has read about it. */
export function isWorthReporting(pause: Pause, now: number): boolean {
  return (pause.reason !== 'outage' || pause.waits > 1) && isWaiting(pause, now);
}

/** For `/readyz`, which is public: the number of accounts with an open circuit, not their names. */
export function warningsOf(open: readonly OpenCircuit[], now: number): string[] {
  const reported = open.filter(({ pause }) => isWorthReporting(pause, now));
  const about = (isMail: boolean, reason: Pause['reason']) =>
    reported.flatMap(({ circuit, pause }) => ((circuit === 'mail') === isMail && pause.reason === reason ? pause : []));
  const [rate, token, login] = [about(false, 'rate'), about(false, 'token'), about(true, 'token')];
  const outage = about(false, 'outage');
  const warnings: string[] = [];
  if (rate.length > 0) {
    const ends = iso(Math.max(...rate.map(({ until }) => until)));
    const wait = rate.length === 1 ? `wait until ${ends}` : `wait, the longest until ${ends}`;
    warnings.push(`deliveries of ${accounts(rate)} ${wait}: ${reasons.rate}`);
  }
  if (outage.length > 0) warnings.push(`deliveries of ${accounts(outage)} go out one at a time: ${reasons.outage}`);
  if (token.length > 0) warnings.push(`the callback token of ${accounts(token)} is refused or not set`);
  if (login.length > 0) warnings.push(`the mail server of ${accounts(login)} refuses our log-in or our sender`);
  return warnings;
}

function accounts({ length }: readonly Pause[]): string {
  return length === 1 ? '1 account' : `${length} accounts`;
}
