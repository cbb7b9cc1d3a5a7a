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
    const { settings } = account;
    // The results of the stage door go to timelines.
    const isStageAlone = settings.stage !== undefined && settings.workable.callbackToken === undefined;
    return isStageAlone ? [] : [lastCallback(await parts.storage.contacts.read(account.name))];
  } catch {
    return [wrong('without Redis it cannot be checked whether Workable accepts our callbacks')];
  }
}

function lastCallback({ callback: accepted, answer }: LastContacts): Finding {
  if (accepted !== undefined) return fine(`Workable last accepted a callback at ${iso(accepted)}`);
  if (answer === undefined) return uncertain('the callback token has not been used yet');
  return uncertain(`Workable last answered a callback at ${iso(answer)}, and has accepted none`);
}
