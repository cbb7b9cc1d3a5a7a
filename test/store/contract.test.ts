import { createMemoryStore, type StorePort, waitingFor } from '../../campaign/interleavings/memory-store.ts';
import { interviewKey } from '../../src/store/keys.ts';
import { openStorage } from '../../src/store/open.ts';
import { describeStore } from '../contracts/store.ts';
import { emptyDatabase } from '../support/redis.ts';
import { until } from '../support/world.ts';

describeStore('Redis', async () => {
  const storage = await openStorage(
    { redisUrl: await emptyDatabase(), dataDir: '', dataKeys: ['key'], accounts: [] },
    'guest',
  );
  await storage.untilReady(5000);
  const holdLeftMs = async (id: string) => Math.max(0, await storage.connection.pttl(interviewKey(id, 'hold')));
  return {
    store: storage.interviews,
    agenda: storage.agenda,
    holdLeftMs,
    untilHoldEnds: async (id) => void (await until('the hold has run out', async () => (await holdLeftMs(id)) === 0)),
    tick: () => undefined,
    close: storage.close,
  };
});

describeStore('memory', async () => {
  let now = 0;
  const memory = createMemoryStore(() => now);
  const store = waitingFor<StorePort>(memory.calls);
  return {
    store,
    agenda: store,
    holdLeftMs: async (id) => (memory.heldUntil(id) ?? now) - now,
    untilHoldEnds: async (id) => {
      now = memory.heldUntil(id) ?? now;
    },
    tick: () => {
      now += 1;
    },
    close: async () => undefined,
  };
});
