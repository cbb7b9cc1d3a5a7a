import type { BridgeAccount } from '../../bridge-accounts.ts';
import { findingsFromRedis } from '../doctor/account.ts';
import { findingsOfView } from '../doctor/accounts.ts';
import type { Finding } from '../doctor/finding.ts';
import { processFindings } from '../doctor/processes.ts';
import { rememberedFindings } from '../doctor/stage/findings.ts';
import type { BridgeParts } from '../parts.ts';
import { viewsOfName } from './accounts.ts';
import { hasStageDoor } from './application-context.ts';
import { ofEach } from './totals.ts';
import { connectionOf } from './triggers.ts';

/** `publicUrl`: of this process. */
type Parts = Pick<BridgeParts, 'accounts' | 'storage' | 'now' | 'sources' | 'manage'> & { publicUrl: string };

/** Without an account it is of the whole deployment. */
export type KnownTrouble = Pick<Finding, 'text' | 'since' | 'count'> & { account?: string };

/** `oldestSince`: since when the result is due that waits longest, epoch ms. */
export type Overview = {
  waiting: number;
  failed: number;
  notInvited: number;
  rejected: number;
  oldestSince: number | undefined;
  /** In doctor's words; the first few. */
  troubles: KnownTrouble[];
  /** How many accounts have troubles that are not among them. */
  others: number;
  /** How many warnings doctor has of accounts, beside what is wrong. */
  warnings: { account: string; count: number }[];
  /** Not all accounts were looked at for them. */
  isCut: boolean;
};

const accountsShown = 20;
const troublesShown = 40;

/** How all accounts stand, from what is stored: neither vendors nor Workable are asked. */
export async function overviewOf(parts: Parts): Promise<Overview> {
  const { accounts } = parts;
  const standings = await ofEach(accounts, (account) => standingOf(parts, account));
  const sum = (of: (each: Standing) => number) => standings.reduce((all, each) => all + of(each), 0);
  const troubled = standings.filter(({ isTroubled }) => isTroubled);
  const names = [
    ...parts.sources.unusable().slice(0, accountsShown),
    ...[...troubled, ...standings.filter(({ isTroubled }) => !isTroubled)].map(({ account }) => account.name),
  ];
  const looked = [...new Set(names)].slice(0, accountsShown);
  const found = await Promise.all(looked.map(async (name) => ({ name, findings: await findingsOf(parts, name) })));
  const ofAll = await processFindings(parts, parts.publicUrl);
  const oldest = standings.flatMap(({ oldestSince }) => oldestSince ?? []);
  return {
    waiting: sum(({ waiting }) => waiting),
    failed: sum(({ failed }) => failed),
    notInvited: sum(({ notInvited }) => notInvited),
    rejected: sum(({ rejected }) => rejected),
    oldestSince: oldest.length === 0 ? undefined : Math.min(...oldest),
    troubles: [...troublesIn(ofAll), ...found.flatMap(({ name, findings }) => troublesIn(findings, name))].slice(
      0,
      troublesShown,
    ),
    others: troubled.filter(({ account }) => !looked.includes(account.name)).length,
    warnings: found.flatMap(({ name, findings }) => warningsIn(name, findings)),
    isCut: new Set(names).size > looked.length,
  };
}

function troublesIn(findings: readonly Finding[], account?: string): KnownTrouble[] {
  return findings.flatMap(({ isFine, isUncertain: _, ...said }) =>
    isFine ? [] : { ...said, ...(account === undefined ? {} : { account }) },
  );
}

/** The same of one account, from what is stored. */
export async function troublesOfAccount(parts: Parts, account: BridgeAccount): Promise<KnownTrouble[]> {
  return troublesIn(await findingsFromRedis(account, parts, { asks: false }), account.name);
}

function warningsIn(account: string, findings: readonly Finding[]): Overview['warnings'] {
  const count = findings.filter(({ isFine, isUncertain }) => isFine && isUncertain).length;
  return count === 0 ? [] : [{ account, count }];
}

type Standing = Awaited<ReturnType<typeof standingOf>>;

async function standingOf({ storage, now }: Parts, account: BridgeAccount) {
  const at = now();
  const [backlog, isDoorTroubled] = await Promise.all([
    storage.backlogs.backlogOf(account.name, at),
    isStageDoorTroubled({ storage }, account, at),
  ]);
  const { failed, parked, rejectedWebhooks: rejected, notInvited, circuits, undeliveredSince: since } = backlog;
  const waiting = Object.values(backlog.waiting).reduce((all, each) => all + each, 0);
  return {
    account,
    waiting,
    failed,
    rejected,
    notInvited,
    oldestSince: since !== undefined && since <= at ? since : undefined,
    isTroubled: isDoorTroubled || failed + parked + rejected + notInvited + waiting + circuits.length > 0,
  };
}

async function isStageDoorTroubled(parts: Pick<Parts, 'storage'>, account: BridgeAccount, now: number) {
  if (!hasStageDoor(account)) return false;
  const record = await connectionOf(parts, account);
  return rememberedFindings({ account, record, now }).some(({ isFine }) => !isFine);
}

/** Of every account of a name: one that is used, and one that cannot be. */
async function findingsOf(parts: Parts, name: string): Promise<Finding[]> {
  const account = parts.accounts.find((each) => each.name === name);
  const found = account ? await findingsFromRedis(account, parts, { asks: false }) : [];
  return [...viewsOfName(parts, name).flatMap(findingsOfView), ...found];
}
