import type { BridgeAccount } from '../bridge-accounts.ts';
import { describeAnswer } from '../interviews/history.ts';
import { type InterviewRecord, tryingOf } from '../interviews/record.ts';
import type { Pause } from '../outbox/circuits.ts';
import { isWaiting } from '../outbox/circuits.ts';
import { answerText } from './answer-text.ts';
import { iso } from './iso.ts';
import { describeCircuit, isWorthReporting } from './open-circuits.ts';
import type { OperatorParts } from './parts.ts';
import { readRecord } from './read-record.ts';

type Parts = Pick<OperatorParts, 'storage' | 'now'>;

/**
 * Everything that keeps results from reaching Workable, or webhooks from being accepted: a sentence each, with what to
 * do.
 */
export async function troublesOf(account: BridgeAccount, parts: Parts): Promise<string[]> {
  const { storage, now } = parts;
  const { name } = account;
  const [{ failed, parked, refused, rejectedWebhooks }, open] = await Promise.all([
    storage.schedule.counts(name, now()),
    storage.schedule.pausesOf(name),
  ]);
  const pauses = open.map(({ pause }) => pause);
  const troubles = pauses
    .filter((pause) => isWorthReporting(pause, now()))
    .map((pause) => describeOpenCircuit(name, pause));
  if (troubles.length === 0 && refused > 0) {
    troubles.push(
      `Workable has refused our callback token for ${refused === 1 ? '1 interview' : `${refused} interviews`}, and accepted nothing since. If it is wrong, set WORKABLE_CALLBACK_TOKEN and restart`,
    );
  }
  const waiting = await waitingOf(account, pauses, parts);
  if (waiting !== undefined) troubles.push(waiting);
  if (parked > 0) {
    troubles.push(
      `${parked === 1 ? '1 interview is' : `${parked} interviews are`} parked: processing fails, and is retried every 30 s. The event "work" in the log says which and why`,
    );
  }
  if (failed > 0) {
    const since = sinceText(await storage.schedule.oldest(name, 'failed'));
    troubles.push(
      `${failed} ${failed === 1 ? 'delivery has' : 'deliveries have'} failed${since}. See "bridge failed", then "bridge replay" or "bridge dismiss"`,
    );
  }
  const disallowed = await disallowedHosts(account, storage);
  if (disallowed.length > 0) {
    troubles.push(
      `deliveries have failed since their callback host is not in WORKABLE_CALLBACK_HOSTS: ${disallowed.join(', ')}. If it should be, add it, restart, then "bridge replay"`,
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

function describeOpenCircuit(account: string, pause: Pause): string {
  const from = pause.since === undefined ? '' : ` since ${iso(pause.since)}`;
  if (pause.reason === 'token') {
    return `Workable refuses our callback token${from}; all deliveries wait, the next try is at ${iso(pause.until)}. Get the right one from Workable, set WORKABLE_CALLBACK_TOKEN and restart; everything that waits is then delivered`;
  }
  return `all deliveries ${describeCircuit(pause)}. Nothing is lost; if that is a mistake, "bridge close-circuit ${account}" sends them now`;
}

/** Of the newest failed deliveries. */
async function disallowedHosts(
  { name, isAllowedCallback }: BridgeAccount,
  storage: Parts['storage'],
): Promise<string[]> {
  const newest = await storage.schedule.newest(name, 'failed', sampleSize);
  const found = await Promise.all(newest.map(({ id }) => readRecord(storage, id, () => undefined)));
  const urls = found.flatMap((record) => record?.origin.key ?? []).filter((url) => !isAllowedCallback(url));
  return [...new Set(urls.map((url) => new URL(url).host))].sort();
}

/** A result that has been due for less time is not late. */
const overdueMs = 60_000;
const sampleSize = 25;

type Waiting = { since: number; nextAt: number; record: InterviewRecord };

/**
 * All waiting results while the circuit is open or tries fail; otherwise only those that no worker has tried although
 * they have been due for a minute.
 */
async function waitingOf(
  { name }: BridgeAccount,
  pauses: readonly Pause[],
  { storage, now }: Parts,
): Promise<string | undefined> {
  const late = now() - overdueMs;
  const { all, overdue, some } = await storage.schedule.outbox(name, late, sampleSize);
  const read = await Promise.all(
    some.map(async ({ id, at }): Promise<Waiting | undefined> => {
      // An unreadable record is reported as parked.
      const record = await readRecord(storage, id, () => undefined);
      return record && { since: tryingOf(record)?.since ?? at, nextAt: at, record };
    }),
  );
  const waiting = read.filter((each) => each !== undefined).sort((a, b) => a.since - b.since);
  const tried = waiting.find(({ record }) => tryingOf(record));
  const isDelayed = tried !== undefined || pauses.some((pause) => isWaiting(pause, now()));
  const count = isDelayed ? all : overdue;
  if (count === 0) return undefined;

  const head = `${count} ${count === 1 ? 'result waits' : 'results wait'} for Workable`;
  const [oldest] = waiting;
  if (!oldest) return `${head}. See "bridge interviews --state waiting"`;
  const openUntil = Math.max(0, ...pauses.map(({ until }) => until));
  const nextAt = Math.max(openUntil, Math.min(...waiting.map((each) => each.nextAt)));
  return `${head}${count === 1 ? '' : ', the oldest'} since ${iso(oldest.since)}; ${lastAnswer(tried?.record, isDelayed)}; ${nextTry(nextAt, late)}. See "bridge interviews --state waiting"`;
}

function lastAnswer(tried: InterviewRecord | undefined, isDelayed: boolean): string {
  const answer = tried && tryingOf(tried)?.answer;
  if (!tried || !answer) return isDelayed ? 'all deliveries wait' : 'none was tried yet';
  if (answer.status === undefined) return `the last try had no answer: ${describeAnswer(answer)}`;
  return `Workable last answered ${`${describeAnswer(answer)} ${answerText(answer, tried)}`.trim()}`;
}

function nextTry(at: number, late: number): string {
  return at >= late ? `next try at ${iso(at)}` : `a try has been due since ${iso(at)}: is a worker running?`;
}

function sinceText(at: number | undefined): string {
  return at === undefined ? '' : `, the first at ${iso(at)}`;
}
