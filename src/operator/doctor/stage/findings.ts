import type { BridgeAccount } from '../../../bridge-accounts.ts';
import type { BridgeParts } from '../../parts.ts';
import { hasStageDoor } from '../../queries/application-context.ts';
import { connectionOf } from '../../queries/triggers.ts';
import { type Finding, wrong } from '../finding.ts';
import { accessFindings, type Known } from './access.ts';
import { applicationFindings } from './applications.ts';
import { connectionFindings } from './connection.ts';
import { expiryFindings } from './expiry.ts';
import { lostFindings, placeFindings } from './places.ts';
import { triggerFindings } from './triggers.ts';

/**
 * How the stage door of an account stands: its token and member at Workable, what comes from there, its triggers and
 * what is written. Workable is asked before everybody else, and not where the account is paused, nor without `asks`.
 */
export async function stageFindings(
  account: BridgeAccount,
  parts: Pick<BridgeParts, 'storage' | 'now'>,
  asks: boolean,
): Promise<Finding[]> {
  if (!hasStageDoor(account)) return [];
  try {
    const known = { account, record: await connectionOf(parts, account), now: parts.now() };
    const asksNow = asks && !account.isPaused;
    const found = [
      ...(asksNow ? await accessFindings(known) : []),
      ...notedFindings(known),
      ...(asksNow ? await placeFindings(known) : lostFindings(known)),
      ...(await applicationFindings(account, parts)),
    ];
    return found.map((each) => ({ ...each, text: `stage door: ${each.text}` }));
  } catch {
    return [wrong('stage door: without Redis nothing is known of it')];
  }
}

/** All that is known without asking Workable. Pure. */
export function rememberedFindings(known: Known): Finding[] {
  return [...notedFindings(known), ...lostFindings(known)];
}

function notedFindings(known: Known): Finding[] {
  return [...expiryFindings(known), ...connectionFindings(known), ...triggerFindings(known)];
}
