import { expect, it } from 'vitest';
import { type ConnectionRecord, newConnection } from '../../../src/workable/stages/connection.ts';
import type { ConnectedAccount, ConnectionParts } from '../../../src/workable/stages/parts.ts';
import { createTriggers } from '../../../src/workable/stages/trigger-index.ts';
import { workOnConnection } from '../../../src/workable/stages/work.ts';

const id = 'acme_connection';
const tasks = ['identify', 'subscribe', 'baseline', 'poll', 'compare', 'back-fill', 'discover'] as const;
const later = Object.fromEntries(tasks.map((task) => [task, { nextAt: 2_000_000, tries: 0 }]));

/** A connection of which only the jobs are to be looked at, and what becomes of it. */
function connectionToLookAt({
  aheadMs,
  clock = { isKnown: () => false, aheadMs: () => 0 },
}: {
  aheadMs?: number;
  clock?: { isKnown: () => boolean; aheadMs: () => number };
} = {}) {
  const record: ConnectionRecord = {
    ...newConnection({ id, account: 'acme' }, 0),
    subdomain: 'acme',
    ...(aheadMs === undefined ? {} : { aheadMs }),
    tasks: { ...later, discover: { nextAt: 0, tries: 0 } },
  };
  const did = {
    saved: [] as ConnectionRecord[],
    released: 0,
    woken: [] as string[],
    followed: [] as (number | undefined)[],
  };
  let isCurrent = true;
  const parts = {
    connections: {
      async save(saved: ConnectionRecord) {
        did.saved.push(saved);
        return { outcome: 'saved' };
      },
      async release() {
        did.released += 1;
      },
    },
    isCurrent: () => isCurrent,
    now: () => 1_000_000,
    monotonic: () => 0,
    wakeUp: (each: string) => void did.woken.push(each),
    hastenInvitations: async () => undefined,
  } as unknown as ConnectionParts;
  const account = {
    name: 'acme',
    connected: {
      follow: (known: ConnectionRecord) => void did.followed.push(known.aheadMs),
      clock,
      triggersWith: () => createTriggers([]),
      everyTrigger: () => [],
      stageName: undefined,
    },
  } as unknown as ConnectedAccount;
  const work = () => workOnConnection(parts, account, { record, version: 1, lease: { id, token: 'x' } } as never, 0);
  return {
    did,
    work,
    changeSettings() {
      isCurrent = false;
    },
  };
}

it('what is done is saved, and the lease goes with the last save', async () => {
  const { did, work } = connectionToLookAt();
  await work();
  expect(did.saved.map(({ tasks: { discover } }) => discover?.okAt)).toEqual([undefined, 1_000_000, 1_000_000]);
  expect([did.released, did.woken]).toEqual([0, []]);
});

it("Workable's clock is noted for processes that do not know it, and followed until it is known", async () => {
  const before = connectionToLookAt({ aheadMs: 300_000 });
  await before.work();
  expect(before.did.saved.at(-1)?.aheadMs).toBe(300_000);
  expect(before.did.followed).toEqual([300_000]);
  const learned = connectionToLookAt({ aheadMs: 300_000, clock: { isKnown: () => true, aheadMs: () => -60_000 } });
  await learned.work();
  expect(learned.did.saved.at(-1)?.aheadMs).toBe(-60_000);
  const equal = connectionToLookAt({ aheadMs: 300_000, clock: { isKnown: () => true, aheadMs: () => 0 } });
  await equal.work();
  expect(equal.did.saved.at(-1)).not.toHaveProperty('aheadMs');
});

it('what was done with settings that have changed meanwhile does not count: another process begins anew', async () => {
  const { did, work, changeSettings } = connectionToLookAt();
  changeSettings();
  await work();
  expect(did).toMatchObject({ saved: [], released: 1, woken: [id] });
});
