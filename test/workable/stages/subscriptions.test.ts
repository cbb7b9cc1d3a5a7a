import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Subscription } from '../../../src/workable/api/contract.ts';
import {
  type ConnectionRecord,
  newConnection,
  type SubscribedEvent,
  subscribedEvents,
} from '../../../src/workable/stages/connection.ts';
import {
  nextSubscriptionStep,
  targetOf,
  withAddress,
  withId,
  withoutReplaced,
} from '../../../src/workable/stages/subscriptions.ts';

const day = 86_400_000;
const bases = ['https://bridge.example/webhooks/workable/acme', 'https://new.example/webhooks/workable/acme'] as const;

type Row = Subscription & { token?: string };

function listed(given: Pick<Subscription, 'id' | 'event' | 'target'>): Row {
  return { ...given, expiresAt: undefined, job: undefined, stage: undefined, state: undefined };
}

/** Workable, as far as subscriptions go. A target is taken once. */
function openWorkable(foreign: readonly Row[]) {
  let rows: Row[] = [...foreign];
  const taken = new Set<string>();
  let last = 0;
  return {
    rows: () => rows,
    takeUnlisted: (target: string) => void taken.add(target),
    subscribe(target: string, event: string, token: string): 'made' | 'conflict' {
      if (taken.has(target) || rows.some((each) => each.target === target)) return 'conflict';
      last += 1;
      rows.push({ ...listed({ id: String(last), target, event }), token } as Row);
      return 'made';
    },
    unsubscribe(id: string): void {
      rows = rows.filter((each) => each.id !== id);
    },
    change(index: number, to: (row: Row) => Row | undefined): void {
      const own = rows.filter((each) => !foreign.includes(each));
      const chosen = own[index % Math.max(1, own.length)];
      rows = rows.flatMap((each) => (each === chosen ? (to(each) ?? []) : [each]));
    },
  };
}

type Settings = { base: string; credential: string };

/**
 * The bridge: one piece of its work at a time, as `subscribe.ts` does it. A kill between a call and what is saved of it
 * loses the answer alone: `isKilled` says so before each save that follows a call.
 */
function openBridge(workable: ReturnType<typeof openWorkable>) {
  let record: ConnectionRecord = newConnection({ id: 'acme_connection.x', account: 'acme' }, 0);
  let nonces = 0;
  return {
    record: () => record,
    /** False once there is nothing to do. */
    piece({ base, credential }: Settings, now: number, isKilled: () => boolean): boolean {
      const found = [...workable.rows()];
      for (;;) {
        const step = nextSubscriptionStep(record, found, { base, credential, now });
        if (!step) {
          record = withoutReplaced(record, now);
          return false;
        }
        if (isKilled()) return true;
        if (step.do === 'choose') choose(step.event, credential, now);
        else if (step.do === 'adopt') record = withId(record, step.nonce, step.id);
        else if (step.do === 'remove') {
          workable.unsubscribe(step.id);
          return true;
        } else {
          const target = targetOf(base, step.event, step.nonce);
          const made = workable.subscribe(target, step.event, credential);
          if (made === 'conflict' && !isKilled() && !workable.rows().some((each) => each.target === target))
            choose(step.event, credential, now);
          return true;
        }
      }
    },
  };

  function choose(event: SubscribedEvent, credential: string, now: number): void {
    nonces += 1;
    record = withAddress(record, { event, nonce: `nonce-${nonces}`, credential }, now);
  }
}

const foreign: readonly Row[] = [
  listed({ id: 'f1', event: 'candidate_moved', target: 'https://other.example/hook' }),
  listed({
    id: 'f2',
    event: 'candidate_moved',
    target: 'https://bridge.example/webhooks/workable/acme-two/candidate_moved/n',
  }),
  listed({ id: 'f3', event: 'employee_created', target: 'https://bridge.example/webhooks/workable' }),
];

type Happening =
  | { do: 'work'; kills: readonly boolean[] }
  | { do: 'lose'; index: number }
  | { do: 'expire'; index: number; inMs: number }
  | { do: 'narrow'; index: number }
  | { do: 'change settings'; base: number; token: number }
  | { do: 'take next address' }
  | { do: 'wait'; ms: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('work' as const), kills: fc.array(fc.boolean()) }) },
  fc.record({ do: fc.constant('lose' as const), index: fc.nat(5) }),
  fc.record({ do: fc.constant('expire' as const), index: fc.nat(5), inMs: fc.integer({ min: 0, max: 5 * day }) }),
  fc.record({ do: fc.constant('narrow' as const), index: fc.nat(5) }),
  fc.record({ do: fc.constant('change settings' as const), base: fc.nat(1), token: fc.nat(2) }),
  fc.constant({ do: 'take next address' as const }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat(9 * day) }),
);

describe('subscriptions at Workable', () => {
  test('whatever happens and wherever it is killed, the next run ends in the same three', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 25 }), (happenings) => {
        const workable = openWorkable(foreign);
        const bridge = openBridge(workable);
        let settings: Settings = { base: bases[0], credential: 'token-0' };
        let now = 100 * day;
        for (const each of happenings) {
          if (each.do === 'work') {
            const kills = [...each.kills];
            bridge.piece(settings, now, () => kills.shift() ?? false);
          } else if (each.do === 'lose') workable.change(each.index, () => undefined);
          else if (each.do === 'expire') {
            const expiresAt = now + each.inMs;
            workable.change(each.index, (row) => ({ ...row, expiresAt }));
          } else if (each.do === 'narrow') workable.change(each.index, (row) => ({ ...row, job: '9CD658E13E' }));
          else if (each.do === 'change settings') {
            settings = { base: bases[each.base] ?? bases[0], credential: `token-${each.token}` };
          } else if (each.do === 'take next address') {
            const wanted = bridge.record().subscriptions.find(({ id, endedAt }) => !id && !endedAt);
            if (wanted) workable.takeUnlisted(targetOf(settings.base, wanted.event, wanted.nonce));
          } else now += each.ms;
        }
        let pieces = 0;
        while (bridge.piece(settings, now, () => false)) {
          pieces += 1;
          expect(pieces).toBeLessThan(40);
        }
        const own = workable.rows().filter((row) => !foreign.includes(row));
        expect(own.map(({ event }) => event).sort()).toEqual([...subscribedEvents].sort());
        for (const row of own) {
          expect(row.target.startsWith(`${settings.base}/${row.event}/`)).toBe(true);
          expect(row).toMatchObject({ token: settings.credential });
          expect(row.expiresAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(now);
          expect(row.job).toBeUndefined();
          const known = bridge.record().subscriptions.filter(({ id }) => id === row.id);
          expect(known).toMatchObject([{ event: row.event, credential: settings.credential }]);
        }
        expect(workable.rows().filter((row) => foreign.includes(row))).toEqual(foreign);
      }),
      { numRuns: 500 },
    );
  });

  it('there is no moment without one once there was one, whatever the bridge replaces', () => {
    fc.assert(
      fc.property(fc.nat(1), fc.nat(1), fc.array(fc.boolean(), { maxLength: 30 }), (base, token, kills) => {
        const workable = openWorkable(foreign);
        const bridge = openBridge(workable);
        while (bridge.piece({ base: bases[0], credential: 'token-0' }, 0, () => false));
        const settings = { base: bases[base] ?? bases[0], credential: `token-${token}` };
        const left = [...kills];
        for (let pieces = 0; pieces < 60; pieces += 1) {
          const isOver = !bridge.piece(settings, 0, () => left.shift() ?? false);
          const events = new Set(workable.rows().flatMap((row) => (foreign.includes(row) ? [] : [row.event])));
          expect(events.size).toBe(3);
          if (isOver) break;
        }
      }),
    );
  });

  it('what comes to an address that was replaced is known for a week', () => {
    const made = { event: 'candidate_moved', nonce: 'old', credential: 'a' } as const;
    const first = withAddress(newConnection({ id: 'acme_connection.x', account: 'acme' }, 0), made, 0);
    const second = withAddress(first, { ...made, nonce: 'new', credential: 'b' }, 10);
    expect(second.subscriptions.map(({ nonce, endedAt }) => [nonce, endedAt])).toEqual([
      ['old', 10],
      ['new', undefined],
    ]);
    expect(withoutReplaced(second, 9 + 7 * day)).toEqual(second);
    expect(withoutReplaced(second, 10 + 7 * day).subscriptions.map(({ nonce }) => nonce)).toEqual(['new']);
  });

  it('addresses that are refused one after the other are forgotten, the oldest first', () => {
    let record = newConnection({ id: 'acme_connection.x', account: 'acme' }, 0);
    record = withAddress(record, { event: 'candidate_created', nonce: 'other', credential: 'a' }, 0);
    for (let i = 0; i < 300; i += 1)
      record = withAddress(record, { event: 'candidate_moved', nonce: `n${i}`, credential: 'a' }, i);
    const nonces = record.subscriptions.map(({ nonce }) => nonce);
    expect(nonces).toHaveLength(52);
    expect([nonces[0], nonces[1], nonces.at(-1)]).toEqual(['other', 'n249', 'n299']);
  });

  it('an event that Workable does not know is left out', () => {
    const record = { ...newConnection({ id: 'x', account: 'acme' }, 0), unsupported: [...subscribedEvents] };
    const desired = { base: bases[0], credential: 'a', now: 0 };
    expect(nextSubscriptionStep(record, foreign, desired)).toBeUndefined();
  });
});
