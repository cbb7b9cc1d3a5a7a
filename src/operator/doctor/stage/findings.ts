import type { BridgeAccount } from '../../../bridge-accounts.ts';
import { spiCircuit } from '../../../workable/stages/destinations/comments.ts';
import type { BridgeParts } from '../../parts.ts';
import { hasStageDoor } from '../../queries/application-context.ts';
import { connectionOf } from '../../queries/triggers.ts';
import { type Finding, wrong } from '../finding.ts';
import { accessFindings, type Known } from './access.ts';
import { applicationFindings } from './applications.ts';
import { connectionFindings } from './connection.ts';
import { expiryFindings } from './expiry.ts';
import { parkedFindings } from './parked.ts';
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
    const now = parts.now();
    const [record, { waiting }] = await Promise.all([
      connectionOf(parts, account),
      parts.storage.backlogs.backlogOf(account.name, now),
    ]);
    const known = { account, record, now, waiting: waiting[spiCircuit] ?? 0 };
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

type KnownWaiting = Known & { waiting?: number };

/** All that is known without asking Workable. `waiting`: so many applications have something to write. Pure. */
export function rememberedFindings(known: KnownWaiting): Finding[] {
  return [...notedFindings(known), ...lostFindings(known)];
}

/** What the settings say, and what the workers have noted of the connection. */
function notedFindings(known: KnownWaiting): Finding[] {
  return [
    ...expiryFindings(known),
    ...connectionFindings(known),
    ...(known.account.isPaused ? [] : memberFindings(known)),
    ...triggerFindings(known),
  ];
}

function memberFindings({ record, account, now, waiting = 0 }: KnownWaiting): Finding[] {
  const { member } = account.connected;
  if (member === undefined)
    return [wrong('WORKABLE_MEMBER is not set, so nothing can be written and no candidate is invited: name a member')];
  return parkedFindings({ parked: record?.parked ?? {}, member, now, waiting });
}
