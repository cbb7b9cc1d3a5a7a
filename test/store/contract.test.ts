import type { InterviewRecord } from '../../src/interviews/record.ts';
import type { ClaimStore } from '../../src/records.ts';
import { leaseKey } from '../../src/store/keys.ts';
import { openStorage } from '../../src/store/open.ts';
import { emptyDatabase } from '../../testing/database.ts';
import { createMemoryStore, type StorePort, waitingFor } from '../../testing/memory-store.ts';
import { until } from '../../testing/world.ts';
import { describeStore } from '../contracts/store.ts';

describeStore('Redis', async () => {
  const storage = await openStorage({ redisUrl: await emptyDatabase(), dataDir: '', dataKeys: ['key'] }, 'guest', {
    circuits: ['other'],
  });
  await storage.untilReady(5000);
  const leaseLeftMs = async (id: string) => Math.max(0, await storage.connection.pttl(leaseKey(id)));
  return {
    store: { ...storage.interviews, ...(storage.claims as ClaimStore<InterviewRecord>), ...storage.circuits },
    schedule: storage.schedule,
    leaseLeftMs,
    untilLeaseEnds: async (id) =>
      void (await until('the lease has run out', async () => (await leaseLeftMs(id)) === 0)),
    tick: () => undefined,
    close: storage.close,
  };
});

describeStore('memory', async () => {
  let now = 0;
  const memory = createMemoryStore(() => now, ['callback', 'other']);
  const store = waitingFor<StorePort>(memory.calls);
  return {
    store,
    schedule: store,
    leaseLeftMs: async (id) => (memory.leasedUntil(id) ?? now) - now,
    untilLeaseEnds: async (id) => {
      now = memory.leasedUntil(id) ?? now;
    },
    tick: () => {
      now += 1;
    },
    close: async () => undefined,
  };
});
