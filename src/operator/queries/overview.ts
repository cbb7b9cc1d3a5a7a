import type { BridgeAccount } from '../../bridge-accounts.ts';
import { invitationFindings } from '../doctor/invitations.ts';
import type { BridgeParts } from '../parts.ts';
import { type Trouble, troublesOf } from '../troubles.ts';
import { ofEach } from './totals.ts';

type Parts = Pick<BridgeParts, 'accounts' | 'storage' | 'now'>;

export type AccountTrouble = Trouble & { account: string };

/** `oldestSince`: since when the result is due that waits longest, epoch ms. */
export type Overview = {
  waiting: number;
  failed: number;
  notInvited: number;
  rejected: number;
  oldestSince: number | undefined;
  /** In doctor's words; the first few. */
  troubles: AccountTrouble[];
  /** How many accounts have troubles that are not among them. */
  others: number;
};

const accountsShown = 20;
const troublesShown = 40;

/** How all accounts stand, from what is stored: neither vendors nor Workable are asked. */
export async function overviewOf(parts: Parts): Promise<Overview> {
  const { accounts } = parts;
  const standings = await ofEach(accounts, (account) => standingOf(parts, account));
  const sum = (of: (each: Standing) => number) => standings.reduce((all, each) => all + of(each), 0);
  const troubled = standings.filter(({ isTroubled }) => isTroubled);
  const shown = await ofEach(
    troubled.slice(0, accountsShown).map(({ account }) => account),
    (account) => allTroublesOf(parts, account),
  );
  const oldest = standings.flatMap(({ oldestSince }) => oldestSince ?? []);
  return {
    waiting: sum(({ waiting }) => waiting),
    failed: sum(({ failed }) => failed),
    notInvited: sum(({ notInvited }) => notInvited),
    rejected: sum(({ rejected }) => rejected),
    oldestSince: oldest.length === 0 ? undefined : Math.min(...oldest),
    troubles: shown.flat().slice(0, troublesShown),
    others: Math.max(0, troubled.length - accountsShown),
  };
}

type Standing = Awaited<ReturnType<typeof standingOf>>;

async function standingOf({ storage, now }: Parts, account: BridgeAccount) {
  const at = now();
  const backlog = await storage.backlogs.backlogOf(account.name, at);
  const { failed, parked, rejectedWebhooks: rejected, notInvited, circuits, undeliveredSince: since } = backlog;
  const waiting = Object.values(backlog.waiting).reduce((all, each) => all + each, 0);
  return {
    account,
    waiting,
    failed,
    rejected,
    notInvited,
    oldestSince: since !== undefined && since <= at ? since : undefined,
    isTroubled: failed + parked + rejected + notInvited + waiting + circuits.length > 0,
  };
}

async function allTroublesOf({ storage, now }: Parts, account: BridgeAccount): Promise<AccountTrouble[]> {
  const parts = { storage, now };
  const [troubles, invitations] = await Promise.all([troublesOf(account, parts), invitationFindings(account, parts)]);
  return [...troubles, ...invitations].map((each) => ({ ...each, account: account.name }));
}
