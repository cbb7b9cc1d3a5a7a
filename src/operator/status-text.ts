import type { BridgeAccount } from '../bridge-accounts.ts';
import { hasCallbacks, noCallbackYet } from './doctor/deliveries.ts';
import type { Finding } from './doctor/finding.ts';
import { noWebhookYet } from './doctor/stage/applications.ts';
import { iso } from './iso.ts';
import { hasStageDoor } from './queries/application-context.ts';
import type { AccountStatus } from './queries/status.ts';
import type { Stood } from './status.ts';

/** The whole in a plain sentence. */
export function sentenceOf(all: readonly Stood[], wrong: readonly Finding[], now: number): string {
  const at = `at ${iso(now)}`;
  if (all.some(({ status }) => status === undefined)) {
    return `Redis cannot be used ${at}: how deliveries stand is not known. ${counted(wrong.length, 'thing')} wrong.`;
  }
  const waiting = all.reduce((sum, { status }) => sum + (status?.waiting ?? 0), 0);
  const waits = waiting === 0 ? 'nothing waits' : `${waiting} ${waiting === 1 ? 'delivery waits' : 'deliveries wait'}`;
  if (wrong.length === 0) return `All is well ${at}: ${waits}${waiting === 0 ? '' : ', none of them for too long'}.`;
  const since = wrong.flatMap((each) => each.since ?? []);
  const oldest = since.length === 0 ? '' : `, the oldest since ${iso(Math.min(...since))}`;
  return `${counted(wrong.length, 'thing')} wrong ${at}${oldest}; ${waits}.`;
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what} is` : `${count} ${what}s are`;
}

/** Not all of many accounts have any. */
export function hasNews({ status, wrong }: Stood): boolean {
  if (!status) return true;
  const { waiting, failed, refused, not_invited, rejected_webhooks } = status;
  return wrong.length > 0 || waiting + failed + refused + not_invited + rejected_webhooks > 0;
}

export function figuresOf({ account, status }: Stood): string {
  if (!status) return `${account.name}: nothing is known without Redis`;
  const { waiting, failed, refused, not_invited, rejected_webhooks } = status;
  const paused = account.isPaused ? 'paused; ' : '';
  return `${account.name}: ${paused}${waiting} waiting, ${failed} failed, ${refused} refused, ${not_invited} not invited, ${rejected_webhooks} rejected webhooks`;
}

/** Circuits, the next try and the last contacts, a line each. */
export function detailsOf({ account, status }: Stood): string[] {
  if (!status) return [];
  const { circuits, next_try_at: next, last_contacts: last } = status;
  const open = circuits.map(({ destination, reason, until }) => `${destination} open (${reason}) until ${until}`);
  const lines = [
    ['circuits', open.length === 0 ? 'all closed' : open.join('; ')],
    ['next try', next ?? 'none is due'],
    [account.vendor.name, contactsOf(vendorContacts(last), 'no invitation and no webhook yet')],
    ['Workable', contactsOf(workableContacts(last), noContactYet(account))],
    ...(account.checkMail ? [['mail', contactsOf([['accepted', last.mail_accepted]], 'no invitation yet')]] : []),
  ];
  const width = Math.max(...lines.map(([head = '']) => head.length));
  return lines.map(([head = '', text]) => `${head.padEnd(width)}  ${text}`);
}

type Named = readonly [what: string, at: string | null];

function vendorContacts(last: AccountStatus['last_contacts']): Named[] {
  return [
    ['answer', last.vendor_answered],
    ['webhook', last.vendor_webhook],
  ];
}

function workableContacts(last: AccountStatus['last_contacts']): Named[] {
  return [
    ['request', last.workable_requested],
    ['callback accepted', last.callback_accepted],
    ['callback answered otherwise', last.callback_answered_otherwise],
    ['webhook', last.workable_webhook],
    ['timeline written', last.timeline_written],
  ];
}

/** In the doctor's words. */
function noContactYet(account: BridgeAccount): string {
  const silences = [hasCallbacks(account) ? noCallbackYet : [], hasStageDoor(account) ? noWebhookYet : []];
  return silences.flat().join('; ');
}

function contactsOf(all: readonly Named[], none: string): string {
  const known = all.flatMap(([what, at]) => (at === null ? [] : `${what} ${at}`));
  return known.length === 0 ? none : `last ${known.join(', ')}`;
}
