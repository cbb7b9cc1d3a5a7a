import type { ApplicationRecord } from '../applications/record.ts';
import type { BridgeAccount } from '../bridge-accounts.ts';
import { describeAnswer } from '../interviews/history.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import type { OpenCircuit } from '../outbox/circuits.ts';
import type { DeliveryState } from '../outbox/delivery.ts';
import { kindOf } from '../store/ids.ts';
import { spiCircuit } from '../workable/stages/destinations/comments.ts';
import { answerText } from './answer-text.ts';
import { iso } from './iso.ts';
import { isWorthReporting } from './open-circuits.ts';
import type { BridgeParts } from './parts.ts';
import { readApplication, readRecord } from './read-record.ts';
import { describeOpenCircuit, putRight, remedyOfWaiting, restart } from './remedies.ts';

type Parts = Pick<BridgeParts, 'storage' | 'now'>;

/** `since`, epoch ms, and `count` of what the text speaks of. */
export type Trouble = { text: string; since?: number; count?: number };

/**
 * Everything that keeps results from reaching Workable, or webhooks from being accepted: a sentence each, with what to
 * do.
 */
export async function troublesOf(account: BridgeAccount, parts: Parts): Promise<Trouble[]> {
  const { storage, now } = parts;
  const { name } = account;
  const backlog = await storage.backlogs.backlogOf(name, now());
  const { failed: all, failedEntries, parked, tokenRefusals: refused, rejectedWebhooks, circuits: open } = backlog;
  const troubles: Trouble[] = open
    .filter(({ pause }) => isWorthReporting(pause, now()))
    .map((each) => ({ text: describeOpenCircuit(account, each), ...sinceOf(each.pause.since) }));
  if (troubles.length === 0 && refused > 0) {
    const text = `Workable has refused our callback token for ${refused === 1 ? '1 interview' : `${refused} interviews`}, and accepted nothing since. If it is wrong, ${putRight}`;
    troubles.push({ text, count: refused });
  }
  // What an operator has paused waits as they wish.
  const some = account.isPaused ? [] : peers.filter(({ circuit }) => (backlog.waiting[circuit] ?? 0) > 0);
  const waiting = await Promise.all(some.map((peer) => waitingOf(account, peer, open, parts)));
  troubles.push(...waiting.flatMap((each) => each ?? []));
  const late = account.isPaused ? undefined : await lateOf(account, parts);
  if (late) troubles.push(late);
  if (parked > 0) {
    const text = `${parked === 1 ? '1 interview is' : `${parked} interviews are`} parked: processing fails, and is retried every 30 s. The event "work" in the log says which and why`;
    troubles.push({ text, count: parked });
  }
  // The stage door speaks of the others.
  const failed = all - failedEntries;
  if (failed > 0) {
    const since = await storage.schedule.oldest(name, 'failed');
    const text = `${failed} ${failed === 1 ? 'delivery has' : 'deliveries have'} failed${sinceText(since)}. See "bridge failed", then "bridge replay" or "bridge dismiss"`;
    troubles.push({ text, count: failed, ...sinceOf(since) });
  }
  const disallowed = await disallowedHosts(account, storage);
  if (disallowed.length > 0) {
    const text = `deliveries have failed since their callback host is not in WORKABLE_CALLBACK_HOSTS: ${disallowed.join(', ')}. If it should be, add it, ${restart}, then "bridge replay"`;
    troubles.push({ text });
  }
  if (rejectedWebhooks > 0) {
    const since = await storage.schedule.oldest(name, 'rejected');
    const text = `${rejectedWebhooks} ${rejectedWebhooks === 1 ? 'webhook was' : 'webhooks were'} rejected${sinceText(since)}. See "bridge rejected", then "bridge replay-rejected" or "bridge discard"`;
    troubles.push({ text, count: rejectedWebhooks, ...sinceOf(since) });
  }
  return troubles;
}

function sinceOf(since: number | undefined): Pick<Trouble, 'since'> {
  return since === undefined ? {} : { since };
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

/** In a burst every entry waits for its turn among the requests to Workable. */
const overdueEntryMs = 10 * 60_000;

/** Who deliveries wait for. `isOf`: whether a delivery of that key does. */
type Peer = {
  circuit: string;
  name: string;
  one: string;
  many: string;
  see: string;
  overdueMs: number;
  isOf: (key: string) => boolean;
};

const results = { see: '"bridge interviews --state delivering"', overdueMs };
const peers: readonly Peer[] = [
  {
    circuit: 'callback',
    name: 'Workable',
    one: 'result waits for Workable',
    many: 'results wait for Workable',
    isOf: (key) => key.startsWith('callback/'),
    ...results,
  },
  {
    circuit: 'mail',
    name: 'The mail server',
    one: 'mail waits',
    many: 'mails wait',
    isOf: (key) => key.startsWith('mail/'),
    ...results,
    see: '"bridge interviews --state inviting"',
  },
  {
    circuit: spiCircuit,
    name: 'Workable',
    one: 'application has an entry that waits for Workable',
    many: 'applications have entries that wait for Workable',
    isOf: () => true,
    see: '"bridge applications"',
    overdueMs: overdueEntryMs,
  },
];

/** Results are worked out before they wait for Workable: without a worker they would go unseen. */
async function lateOf({ name }: BridgeAccount, { storage, now }: Parts): Promise<Trouble | undefined> {
  const { count, since } = await storage.schedule.late(name, now() - overdueMs);
  if (count === 0 || since === undefined) return undefined;
  const what = count === 1 ? 'the work on 1 interview has' : `the work on ${count} interviews has`;
  return { text: `${what} been due since ${iso(since)}: is a worker running?`, count, since };
}

type Waiting = { since: number; nextAt: number; record: AnyDelivering };

/**
 * All waiting deliveries while the circuit is open or tries fail; otherwise only those that no worker has tried although
 * they have been due for a minute.
 */
async function waitingOf(
  { name }: BridgeAccount,
  peer: Peer,
  open: readonly OpenCircuit[],
  { storage, now }: Parts,
): Promise<Trouble | undefined> {
  const late = now() - peer.overdueMs;
  const { all, overdue, some } = await storage.schedule.outbox(name, late, sampleSize, [peer.circuit]);
  const pauses = open.flatMap(({ circuit, pause }) => (circuit === peer.circuit ? pause : []));
  const read = await Promise.all(
    some.map(async ({ id, at }): Promise<Waiting | undefined> => {
      // An unreadable record is reported as parked.
      const record = await readAny(storage, id);
      return record && { since: tryingFor(peer, record)?.since ?? at, nextAt: at, record };
    }),
  );
  const waiting = read.filter((each) => each !== undefined).sort((a, b) => a.since - b.since);
  const tried = waiting.find(({ record }) => tryingFor(peer, record));
  const isDelayed = tried !== undefined || pauses.length > 0;
  const count = isDelayed ? all : overdue;
  if (count === 0) return undefined;

  const head = `${count} ${count === 1 ? peer.one : peer.many}`;
  const [oldest] = waiting;
  if (!oldest) return { text: `${head}. See ${peer.see}`, count };
  const openUntil = Math.max(0, ...pauses.map(({ until }) => until));
  const nextAt = Math.max(openUntil, Math.min(...waiting.map((each) => each.nextAt)));
  const since = `${count === 1 ? '' : ', the oldest'} since ${iso(oldest.since)}`;
  const next = nextTry(nextAt, late);
  const todo = pauses.length === 0 && next.endsWith('.') ? ` ${remedyOfWaiting(peer.circuit)}.` : '';
  const text = `${head}${since}; ${lastAnswer(peer, tried?.record, isDelayed)}; ${next}${todo} See ${peer.see}`;
  return { text, count, since: oldest.since };
}

function lastAnswer(peer: Peer, tried: AnyDelivering | undefined, isDelayed: boolean): string {
  const answer = tried && tryingFor(peer, tried)?.answer;
  if (!tried || !answer) return isDelayed ? 'all deliveries wait' : 'none was tried yet';
  if (answer.status === undefined) return `the last try had no answer: ${describeAnswer(answer)}`;
  return `${peer.name} last answered ${`${describeAnswer(answer)} ${answerText(answer, tried)}`.trim()}`;
}

/** What only waits for its turn was not tried. */
function tryingFor({ isOf }: Peer, { deliveries }: AnyDelivering): DeliveryState['trying'] {
  return Object.entries(deliveries).find(([key, { trying }]) => isOf(key) && trying && trying.tries > 0)?.[1].trying;
}

type AnyDelivering = InterviewRecord | ApplicationRecord;

function readAny(storage: Parts['storage'], id: string): Promise<AnyDelivering | undefined> {
  const read = kindOf(id) === 'application' ? readApplication : readRecord;
  return read(storage, id, () => undefined);
}

function nextTry(at: number, late: number): string {
  return at >= late ? `next try at ${iso(at)}.` : `a try has been due since ${iso(at)}: is a worker running?`;
}

function sinceText(at: number | undefined): string {
  return at === undefined ? '' : `, the first at ${iso(at)}`;
}
