import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { newRecord, observe } from '../../src/interviews/record.ts';
import { openStorage } from '../../src/store/open.ts';
import { originOf } from '../../src/workable/contract.ts';
import { emptyDatabase } from '../../testing/database.ts';

const record = newRecord(
  {
    id: 'default_0000000000000000000000',
    account: 'default',
    templateId: 't',
    origin: originOf('https://example.test/1'),
    vendor: 'vendor',
    candidate: { firstName: 'Ines', email: 'ines@example.test' },
    reportKey: 'k',
  },
  1,
);

async function open() {
  const redisUrl = await emptyDatabase();
  const storage = await openStorage({ redisUrl, dataDir: '', dataKeys: [] }, 'guest');
  onTestFinished(() => storage.close());
  await storage.untilReady(5000);
  await storage.interviews.create(record, { dueAt: 1 });
  return storage;
}

it('never says that a save is on its way while Redis is known to be away', async () => {
  const { connection, interviews } = await open();
  connection.disconnect();
  await once(connection, 'end');
  let isOnItsWay = false;
  const onSent = () => {
    isOnItsWay = true;
  };
  await expect(interviews.save(record, 1, { dueAt: 2 }, { onSent })).rejects.toMatchObject({
    kind: 'store-unavailable',
  });
  expect(isOnItsWay).toBe(false);
});

it('leaves nothing of an erased interview, whatever it was found by', async () => {
  const { connection, interviews } = await open();
  const said = { attemptId: 'a', source: 'webhook', at: 1, state: 'running', isSubmitted: false } as const;
  const heard = ['p1', 'p2'].reduce((known, candidateRef) => observe(known, { ...said, candidateRef }), record);
  await interviews.save(heard, 1, { dueAt: 2 });
  await interviews.erase(heard);
  expect(await connection.keys('bridge:{default}:*')).toEqual([]);
});

it('stores no times of an interview whose work failed, until it is saved', async () => {
  const { schedule, interviews } = await open();
  await schedule.postpone('default', record.id, 5);
  const first = (await interviews.acquire(record.id, 60_000)) ?? expect.fail('another process has the interview');
  expect(first.schedule).toEqual({ dueAt: Number.POSITIVE_INFINITY });
  await interviews.save(record, first.version, { dueAt: 7 }, { under: { ...first.lease, ms: 0 } });
  expect((await interviews.acquire(record.id, 60_000))?.schedule).toEqual({ dueAt: 7 });
});
