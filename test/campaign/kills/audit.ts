import type { EventLog } from '../../../sandbox/event-log.ts';
import type { CallbackBody, ReceivedCallback } from '../../../sandbox/workable/types.ts';
import { type Expected, isSame, names, saidIn } from './expectation.ts';
import { pathOf, personOf, type SentState, type VendorLifeKept, type WorkableLifeKept } from './kept.ts';
import type { CampaignVendor } from './vendor.ts';

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

/** The event logs of a round. `mail`: empty where the vendor mails its candidates. */
export type Logs = {
  vendor: Read<VendorLifeKept>;
  workable: Read<WorkableLifeKept>;
  mail: Read<Record<string, unknown>>;
};

/** What of the vendor decides. */
type Rules = Pick<CampaignVendor, 'expectedAfter' | 'mayLack' | 'waysOf' | 'markOf' | 'invitations'>;

/** Compares what the bridge has acknowledged, according to the event logs of its callers, with what Workable has. */
export function audit(rules: Rules, { vendor, workable, mail }: Logs): Audit {
  const created = workable.read('created');
  const repeated = workable.read('repeated');
  const numbers = workable.read('requested');
  const invitations = groupBy(rules.invitations(vendor, mail), ({ person }) => person);
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
    duplicates += received.filter(({ body }, i) => i > 0 && isEqual(body, received[i - 1]?.body)).length;
    const isOutOfOrder = firstOutOfOrder(rules, sent.get(person) ?? [], received);
    if (isOutOfOrder) wrongOrder.push(`interview ${number}: ${isOutOfOrder}`);
    if (!ids.has(number)) missing.push(`create ${number} is not answered`);
    else if (!ended.has(person)) missing.push(`the candidate of interview ${number} is not ready`);
    const states = (sent.get(person) ?? []).filter(({ act }) => act <= (lastAct.get(person) ?? -1));
    const expected = rules.expectedAfter(states.map(({ state }) => state));
    const last = received.at(-1);
    if (!expected) continue;
    if (last && isSame(said(rules, last.body), expected)) arrivals.push(last.at);
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
      const isOurs = found.every(({ interviewId = id }) => interviewId === id);
      const isRight = id === undefined ? found.length <= 1 : found.length === 1 && isOurs;
      if (isRight) return [];
      return [
        `interview ${number}, ${id}: invited ${found.length} times, as ${text(found.map((each) => each.interviewId))}`,
      ];
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
function firstOutOfOrder(
  rules: Rules,
  sent: readonly SentState[],
  received: readonly ReceivedCallback[],
): string | undefined {
  const { mayLack = [], waysOf = [names] } = rules;
  const states = sent.map((_, i) => rules.expectedAfter(sent.slice(0, i + 1).map(({ state }) => state)));
  for (const way of waysOf) {
    let at = 0;
    for (const { body } of received) {
      const is = said(rules, body);
      const fields = way.filter((name) => is[name] !== undefined || !mayLack.includes(name));
      const found = states.findIndex((state, i) => i >= at && state && isSame(is, state, fields));
      if (found < 0) return `${text(body)} came after state ${at} of ${states.length}`;
      at = found;
    }
  }
  return undefined;
}

function said({ markOf }: Rules, body: unknown): Expected {
  const mark = markOf?.(body as CallbackBody);
  return { ...saidIn(body as CallbackBody), ...(mark === undefined ? {} : { mark }) };
}

function groupBy<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function text(value: unknown): string {
  const words = JSON.stringify(value) ?? 'nothing';
  return words.length > 300 ? `${words.slice(0, 300)}…` : words;
}
