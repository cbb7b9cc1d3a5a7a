import type { BridgeAccount } from '../../bridge-accounts.ts';
import { invitationFindings } from '../doctor/invitations.ts';
import { newestRecords } from '../doctor/newest-records.ts';
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
const dayMs = 24 * 3_600_000;

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

/** Cheap for an account to which nothing has happened lately. */
async function standingOf({ storage, now }: Parts, account: BridgeAccount) {
  const { name } = account;
  const [counts, outbox, newest] = await Promise.all([
    storage.schedule.counts(name, now()),
    storage.schedule.outbox(name, now(), 1),
    storage.schedule.newest(name, 'all', 1),
  ]);
  const isRecent = newest.some(({ at }) => at > now() - dayMs);
  const notInvited = isRecent ? await notInvitedOf({ storage, now }, name) : 0;
  const { failed, parked, refused, rejectedWebhooks: rejected, isPaused } = counts;
  const first = outbox.some[0]?.at;
  return {
    account,
    waiting: outbox.all,
    failed,
    rejected,
    notInvited,
    oldestSince: first !== undefined && first <= now() ? first : undefined,
    isTroubled: failed + parked + refused + rejected + notInvited + outbox.all > 0 || isPaused,
  };
}

async function notInvitedOf({ storage, now }: Pick<Parts, 'storage' | 'now'>, name: string): Promise<number> {
  const [finding] = invitationFindings(await newestRecords(name, storage), now());
  return finding?.count ?? 0;
}

async function allTroublesOf({ storage, now }: Parts, account: BridgeAccount): Promise<AccountTrouble[]> {
  const { name } = account;
  const [troubles, newest] = await Promise.all([troublesOf(account, { storage, now }), newestRecords(name, storage)]);
  return [...troubles, ...invitationFindings(newest, now())].map((each) => ({ ...each, account: name }));
}
