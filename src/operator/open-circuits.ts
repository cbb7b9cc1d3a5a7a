import type { OpenCircuit, Pause } from '../outbox/circuits.ts';
import { isWaiting } from '../outbox/circuits.ts';
import { spiCircuit } from '../workable/stages/destinations/comments.ts';
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

const reasonsOfApi: Reasons = { ...reasons, token: "Workable's API refuses our token" };

/** Until when the deliveries of an account wait, why, and since when: `wait until …` */
export function describeCircuit({ circuit, pause: { until, reason, since, isProbed } }: OpenCircuit): string {
  const from = since === undefined ? '' : `, since ${iso(since)}`;
  const then = isProbed ? ', and then go out one at a time until one is answered' : '';
  return `wait until ${iso(until)}${then}: ${(byCircuit[circuit] ?? reasons)[reason]}${from}`;
}

const byCircuit: Readonly<Record<string, Reasons>> = { mail: reasonsOfMail, [spiCircuit]: reasonsOfApi };

/** Not the first wait of an outage: it is over before an operator has read about it. */
export function isWorthReporting(pause: Pause, now: number): boolean {
  return (pause.reason !== 'outage' || pause.waits > 1) && isWaiting(pause, now);
}

/** For `/readyz`, which is public: the number of accounts with an open circuit, not their names. */
export function warningsOf(open: readonly OpenCircuit[], now: number): string[] {
  const reported = open.filter(({ pause }) => isWorthReporting(pause, now));
  const about = (reason: Pause['reason'], isMeant: (circuit: string) => boolean) =>
    reported.flatMap(({ circuit, pause }) => (pause.reason === reason && isMeant(circuit) ? pause : []));
  const isMail = (circuit: string) => circuit === 'mail';
  const isApi = (circuit: string) => circuit === spiCircuit;
  const rate = about('rate', (circuit) => !isMail(circuit));
  const outage = about('outage', (circuit) => !isMail(circuit));
  const token = about('token', (circuit) => !isMail(circuit) && !isApi(circuit));
  const [login, apiToken] = [about('token', isMail), about('token', isApi)];
  const warnings: string[] = [];
  if (rate.length > 0) {
    const ends = iso(Math.max(...rate.map(({ until }) => until)));
    const wait = rate.length === 1 ? `wait until ${ends}` : `wait, the longest until ${ends}`;
    warnings.push(`deliveries of ${accounts(rate)} ${wait}: ${reasons.rate}`);
  }
  if (outage.length > 0) warnings.push(`deliveries of ${accounts(outage)} go out one at a time: ${reasons.outage}`);
  if (token.length > 0) warnings.push(`the callback token of ${accounts(token)} is refused or not set`);
  if (apiToken.length > 0) warnings.push(`the API token of ${accounts(apiToken)} is refused by Workable`);
  if (login.length > 0) warnings.push(`the mail server of ${accounts(login)} refuses our log-in or our sender`);
  return warnings;
}

function accounts({ length }: readonly Pause[]): string {
  return length === 1 ? '1 account' : `${length} accounts`;
}
