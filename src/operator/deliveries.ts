import type { BridgeAccount } from '../bridge-accounts.ts';
import { isWaiting } from '../interviews/circuits.ts';
import { describeAnswer } from '../interviews/history.ts';
import type { Pause } from '../interviews/ports.ts';
import { type InterviewRecord, tryingOf } from '../interviews/record.ts';
import { iso } from './iso.ts';
import { wordsOf } from './look.ts';
import type { OperatorParts } from './parts.ts';
import { readRecord } from './read-record.ts';
import { describeWait, isWorthTelling } from './waits.ts';

type Parts = Pick<OperatorParts, 'storage' | 'now'>;

/** What keeps results of an account from Workable, or webhooks from being taken in: a sentence for each, with what to do. */
export async function troublesOf(account: BridgeAccount, parts: Parts): Promise<string[]> {
  const { storage, now } = parts;
  const { name } = account;
  const [{ failed, parked, refused, rejectedWebhooks }, pause] = await Promise.all([
    storage.schedule.counts(name, now()),
    storage.schedule.pauseOf(name),
  ]);
  const troubles: string[] = [];
  if (isWorthTelling(pause, now())) troubles.push(describePause(name, pause));
  else if (refused > 0) {
    troubles.push(
      `Workable has refused our callback token for ${refused === 1 ? '1 interview' : `${refused} interviews`}, and taken nothing since. If it is wrong, set WORKABLE_CALLBACK_TOKEN and restart`,
    );
  }
  const waiting = await waitingOf(account, pause, parts);
  if (waiting !== undefined) troubles.push(waiting);
  if (parked > 0) {
    troubles.push(`the work on ${parked} interviews fails again and again. See "settle" in the log for which and why`);
  }
  if (failed > 0) {
    const since = sinceText(await storage.schedule.oldest(name, 'failed'));
    troubles.push(
      `${failed} ${failed === 1 ? 'delivery has' : 'deliveries have'} failed${since}. See "bridge failed", then "bridge replay" or "bridge dismiss"`,
    );
  }
  const barred = await barredHosts(account, storage);
  if (barred.length > 0) {
    troubles.push(
      `deliveries have failed since their callback host is not in WORKABLE_CALLBACK_HOSTS: ${barred.join(', ')}. If it should be, add it, restart, then "bridge replay"`,
    );
  }
  if (rejectedWebhooks > 0) {
    const since = sinceText(await storage.schedule.oldest(name, 'rejected'));
    troubles.push(
      `${rejectedWebhooks} ${rejectedWebhooks === 1 ? 'webhook was' : 'webhooks were'} rejected${since}. See "bridge rejected", then "bridge replay-rejected" or "bridge discard"`,
    );
  }
  return troubles;
}

function describePause(account: string, pause: Pause): string {
  const from = pause.since === undefined ? '' : ` since ${iso(pause.since)}`;
  if (pause.reason === 'token') {
    return `Workable refuses our callback token${from}; all deliveries wait, the next try is at ${iso(pause.until)}. Get the right one from Workable, set WORKABLE_CALLBACK_TOKEN and restart; everything that waits is then delivered`;
  }
  return `all deliveries ${describeWait(pause)}. Nothing is lost; should it be a mistake, "bridge close-circuit ${account}" lets them out now`;
}

/** Of the newest failed deliveries. */
async function barredHosts({ name, isAllowedCallback }: BridgeAccount, storage: Parts['storage']): Promise<string[]> {
  const newest = await storage.schedule.newest(name, 'failed', lookedAt);
  const found = await Promise.all(newest.map(({ id }) => readRecord(storage, id, () => undefined)));
  const urls = found.flatMap((record) => record?.callbackUrl ?? []).filter((url) => !isAllowedCallback(url));
  return [...new Set(urls.map((url) => new URL(url).host))].sort();
}

/** A result of this moment does not wait. */
const overdueMs = 60_000;
const lookedAt = 25;

type Waiting = { since: number; nextAt: number; record: InterviewRecord };

/**
 * Everything that is to be sent, where something is known to hold it up: all deliveries wait, or tries go on without success.
 * Else what nobody has tried although it has been due for a minute.
 */
async function waitingOf(
  { name }: BridgeAccount,
  pause: Pause | undefined,
  { storage, now }: Parts,
): Promise<string | undefined> {
  const late = now() - overdueMs;
  const { all, overdue, some } = await storage.schedule.outbox(name, late, lookedAt);
  const read = await Promise.all(
    some.map(async ({ id, at }): Promise<Waiting | undefined> => {
      // One that cannot be read is told of as work that fails.
      const record = await readRecord(storage, id, () => undefined);
      return record && { since: tryingOf(record)?.since ?? at, nextAt: at, record };
    }),
  );
  const waiting = read.filter((each) => each !== undefined).sort((a, b) => a.since - b.since);
  const tried = waiting.find(({ record }) => tryingOf(record));
  const isHeldUp = tried !== undefined || (pause !== undefined && isWaiting(pause, now()));
  const count = isHeldUp ? all : overdue;
  if (count === 0) return undefined;

  const head = `${count} ${count === 1 ? 'result waits' : 'results wait'} for Workable`;
  const [oldest] = waiting;
  if (!oldest) return `${head}. See "bridge interviews --state waiting"`;
  const nextAt = Math.max(pause?.until ?? 0, Math.min(...waiting.map((each) => each.nextAt)));
  return `${head}${count === 1 ? '' : ', the oldest'} since ${iso(oldest.since)}; ${lastAnswer(tried?.record, isHeldUp)}; ${nextTry(nextAt, late)}. See "bridge interviews --state waiting"`;
}

function lastAnswer(tried: InterviewRecord | undefined, isHeldUp: boolean): string {
  const answer = tried && tryingOf(tried)?.answer;
  if (!tried || !answer) return isHeldUp ? 'all deliveries wait' : 'none was tried';
  return `Workable last answered ${`${describeAnswer(answer)} ${wordsOf(answer, tried)}`.trim()}`;
}

function nextTry(at: number, late: number): string {
  return at >= late ? `next try at ${iso(at)}` : `a try is due since ${iso(at)}: is a worker running?`;
}

function sinceText(at: number | undefined): string {
  return at === undefined ? '' : `, the first at ${iso(at)}`;
}
