import type { BridgeAccount } from '../bridge-accounts.ts';
import type { OpenCircuit } from '../outbox/circuits.ts';
import { spiCircuit } from '../workable/stages/destinations/comments.ts';
import { iso } from './iso.ts';
import { describeCircuit } from './open-circuits.ts';

/** Wherever a setting is to be corrected. */
export const restart = 'restart (managed accounts need none)';
export const putRight = `set WORKABLE_CALLBACK_TOKEN and ${restart}`;

/** Why deliveries of an account wait together, and what to do. */
export function describeOpenCircuit(account: BridgeAccount, open: OpenCircuit): string {
  return `${whyOpen(account, open)}. ${remedyOf(account, open)}`;
}

function whyOpen({ settings }: BridgeAccount, { circuit, pause }: OpenCircuit): string {
  const from = pause.since === undefined ? '' : ` since ${iso(pause.since)}`;
  const next = `the next try is at ${iso(pause.until)}`;
  if (pause.reason !== 'token') return `all deliveries ${describeCircuit({ circuit, pause })}`;
  if (circuit === 'mail') return `the mail server refuses our log-in or our sender${from}; all mails wait, ${next}`;
  if (circuit === spiCircuit) return `Workable's API refuses our token${from}; comments and ratings wait, ${next}`;
  if (settings.workable.callbackToken === undefined) {
    return `all deliveries wait${from}: WORKABLE_CALLBACK_TOKEN is not set`;
  }
  return `Workable refuses our callback token${from}; all deliveries wait, ${next}`;
}

/** What to do about it, as a sentence without its stop. */
export function remedyOf({ name, settings }: BridgeAccount, { circuit, pause }: OpenCircuit): string {
  if (pause.reason !== 'token') {
    return `Nothing is lost; if that is a mistake, "bridge close-circuit ${name}" sends them now`;
  }
  if (circuit === 'mail') return `Correct SMTP_URL or MAIL_FROM and ${restart}; everything that waits is then sent`;
  if (circuit === spiCircuit) {
    return `Make another one there, set WORKABLE_API_TOKEN and ${restart}; everything that waits is then written`;
  }
  if (settings.workable.callbackToken === undefined) {
    return `Everything goes out once it is: "bridge connect-link ${name}" lets the customer enter it`;
  }
  return `Get the right one from Workable, and ${putRight}; everything that waits is then delivered`;
}

/** What to do where tries fail and go on, as a sentence without its stop. */
export function remedyOfWaiting(circuit: string): string {
  const again = 'It is tried again by itself, and nothing is lost';
  return circuit === 'mail' ? `See to the mail server, or correct SMTP_URL and ${restart}. ${again}` : again;
}
