import { expect, it } from 'vitest';
import { type ConnectionRecord, newConnection } from '../../../src/workable/stages/connection.ts';
import type { ConnectedAccount, ConnectionParts } from '../../../src/workable/stages/parts.ts';
import { createTriggers } from '../../../src/workable/stages/trigger-index.ts';
import { workOnConnection } from '../../../src/workable/stages/work.ts';

const id = 'acme_connection';
const tasks = ['identify', 'subscribe', 'baseline', 'poll', 'compare', 'back-fill', 'discover'] as const;
const later = Object.fromEntries(tasks.map((task) => [task, { nextAt: 2_000_000, tries: 0 }]));

/** A connection of which only the jobs are to be looked at, and what becomes of it. */
function connectionToLookAt() {
  const record: ConnectionRecord = {
    ...newConnection({ id, account: 'acme' }, 0),
    subdomain: 'acme',
    tasks: { ...later, discover: { nextAt: 0, tries: 0 } },
  };
  const did = { saved: [] as ConnectionRecord[], released: 0, woken: [] as string[] };
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
      follow: () => undefined,
      clock: { isKnown: () => false, aheadMs: () => 0 },
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

it('what was done with settings that have changed meanwhile does not count: another process begins anew', async () => {
  const { did, work, changeSettings } = connectionToLookAt();
  changeSettings();
  await work();
  expect(did).toEqual({ saved: [], released: 1, woken: [id] });
});
