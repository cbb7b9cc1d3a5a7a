import type { BridgeAccount } from '../../bridge-accounts.ts';
import type { LastContacts } from '../../store/contacts.ts';
import { iso } from '../iso.ts';
import type { BridgeParts } from '../parts.ts';
import { troublesOf } from '../troubles.ts';
import { type Finding, fine, uncertain, wrong } from './finding.ts';

/** Workable has no call to test the token with, so its last answers to callbacks decide. */
export async function deliveryFindings(
  account: BridgeAccount,
  parts: Pick<BridgeParts, 'storage' | 'now'>,
): Promise<Finding[]> {
  try {
    const troubles = await troublesOf(account, parts);
    if (troubles.length > 0) return troubles.map(({ text, ...about }) => wrong(text, about));
    return hasCallbacks(account) ? [lastCallback(await parts.storage.contacts.read(account.name))] : [];
  } catch {
    const isAsked = hasCallbacks(account);
    return isAsked ? [wrong('without Redis it cannot be checked whether Workable accepts our callbacks')] : [];
  }
}

/** The results of the stage door alone go to timelines. */
export function hasCallbacks({ settings }: BridgeAccount): boolean {
  return settings.stage === undefined || settings.workable.callbackToken !== undefined;
}

/** Before Workable has answered any. */
export const noCallbackYet = 'the callback token has not been used yet';

function lastCallback({ callback: accepted, answer }: LastContacts): Finding {
  if (accepted !== undefined) return fine(`Workable last accepted a callback at ${iso(accepted)}`);
  if (answer === undefined) return uncertain(noCallbackYet);
  return uncertain(`Workable last answered a callback at ${iso(answer)}, and has accepted none`);
}
