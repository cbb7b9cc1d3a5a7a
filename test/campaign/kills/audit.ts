import type { EventLog } from '../../../sandbox/event-log.ts';
import type { CallbackBody, ReceivedCallback } from '../../../sandbox/workable/types.ts';
import { type Expected, expectedAfter, isAsExpected } from './expectation.ts';
import { pathOf, personOf, type SentState, type VendorLifeKept, type WorkableLifeKept } from './kept.ts';

export type Audit = {
  /** Answered 201, and repeats of those. */
  created: number;
  repeated: number;
  /** Webhooks answered 200. */
  acknowledged: number;
  /** Interviews of which Workable has the last state, and of those the ones it had by `until`. */
  arrived: number;
  arrivedBy(until: number): number;
  /** PUTs that repeat the one before. */
  duplicates: number;
  /** What has not arrived, and is lost if nothing is in flight any more; each a sentence. */
  missing: string[];
  doubleInvitations: string[];
  wrongOrder: string[];
  /** Other violations. */
  findings: string[];
};

type Read<Kept extends Record<string, unknown>> = Pick<EventLog<Kept>, 'read'>;

/** Compares what the bridge has acknowledged, according to the event logs of its callers, with what Workable has. */
export function audit(vendor: Read<VendorLifeKept>, workable: Read<WorkableLifeKept>): Audit {
  const created = workable.read('created');
  const repeated = workable.read('repeated');
  const numbers = workable.read('requested');
  const invitations = groupBy(vendor.read('invitation'), ({ email }) => email);
  const sent = groupBy(vendor.read('sent'), ({ person }) => person);
  const acknowledged = vendor.read('acknowledged');
  const lastAct = new Map(acknowledged.map(({ person, act }) => [person, act]));
  const ended = new Set(vendor.read('ended'));
  const callbacks = workable.read('callback');
  const taken = groupBy(
    callbacks.filter(({ isTaken }) => isTaken),
    ({ path }) => path,
  );
  const ids = new Map(created.map(({ number, interviewId }) => [number, interviewId]));

  const missing: string[] = [];
  const wrongOrder: string[] = [];
  const arrivals: number[] = [];
  let duplicates = 0;
  for (const number of numbers) {
    const person = personOf(number);
    const received = taken.get(pathOf(number)) ?? [];
    duplicates += received.filter(({ body }, i) => i > 0 && isSame(body, received[i - 1]?.body)).length;
    const isOutOfOrder = firstOutOfOrder(sent.get(person) ?? [], received);
    if (isOutOfOrder) wrongOrder.push(`interview ${number}: ${isOutOfOrder}`);
    if (!ids.has(number)) missing.push(`create ${number} is not answered`);
    else if (!ended.has(person)) missing.push(`the candidate of interview ${number} is not ready`);
    const states = (sent.get(person) ?? []).filter(({ act }) => act <= (lastAct.get(person) ?? -1));
    const expected = expectedAfter(states.map(({ payload }) => payload));
    const last = received.at(-1);
    if (!expected) continue;
    if (last && isAsExpected(last.body as CallbackBody, expected)) arrivals.push(last.at);
    else missing.push(`interview ${number}: Workable has ${text(last?.body)}, the vendor ${text(expected)}`);
  }

  return {
    created: created.length,
    repeated: repeated.length,
    acknowledged: acknowledged.length,
    arrived: arrivals.length,
    arrivedBy: (until) => arrivals.filter((at) => at <= until).length,
    duplicates,
    missing,
    wrongOrder,
    doubleInvitations: numbers.flatMap((number) => {
      const found = invitations.get(personOf(number)) ?? [];
      const id = ids.get(number);
      const isRight = id === undefined ? found.length <= 1 : found.length === 1 && found[0]?.externalId === id;
      return isRight ? [] : [`interview ${number}, ${id}: invited as ${text(found.map((each) => each.externalId))}`];
    }),
    findings: [
      ...repeated
        .filter(({ number, interviewId }) => ids.get(number) !== interviewId)
        .map(({ number, interviewId }) => `create ${number} was ${ids.get(number)} and is ${interviewId}`),
      ...workable
        .read('most in flight')
        .filter((most) => most > 1)
        .map((most) => `${most} PUTs of one interview in flight`),
      ...callbacks.flatMap(({ problems }) => problems).map((problem) => `a callback was refused: ${problem}`),
      ...[...workable.read('unexpected'), ...vendor.read('unexpected')],
    ],
  };
}

/** Workable's bodies must be states that the vendor went through, in that order; left out ones and repeats are fine. */
function firstOutOfOrder(sent: readonly SentState[], received: readonly ReceivedCallback[]): string | undefined {
  const states = sent.map((_, i) => expectedAfter(sent.slice(0, i + 1).map(({ payload }) => payload)));
  let at = 0;
  for (const { body } of received) {
    const found = states.findIndex((state, i) => i >= at && state && couldBe(body as CallbackBody, state));
    if (found < 0) return `${text(body)} came after state ${at} of ${states.length}`;
    at = found;
  }
  return undefined;
}

/** The list of results, where a result may be seen first, has no analysis. */
function couldBe(body: CallbackBody, state: Expected): boolean {
  const { summary, ...listed } = state;
  return isAsExpected(
    body,
    body.interview?.summary === undefined ? listed : { ...listed, ...(summary === undefined ? {} : { summary }) },
  );
}

function groupBy<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function text(value: unknown): string {
  const words = JSON.stringify(value) ?? 'nothing';
  return words.length > 300 ? `${words.slice(0, 300)}…` : words;
}
