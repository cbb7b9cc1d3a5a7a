import { expect, it, onTestFinished } from 'vitest';
import { newRecord, observe } from '../../src/interviews/record.ts';
import { openStorage } from '../../src/store/open.ts';
import { originOf } from '../../src/workable/contract.ts';
import { emptyDatabase } from '../../testing/database.ts';
import { namesOf } from '../../testing/peek.ts';

const id = `default_${'0'.repeat(32)}`;

it('leaves no trace of what was saved after the record that shall be erased was read', async () => {
  const redisUrl = await emptyDatabase();
  const { interviews, untilReady, close } = await openStorage({ redisUrl, dataDir: '', dataKeys: [] }, 'guest');
  onTestFinished(close);
  await untilReady(10_000);
  const candidate = { firstName: 'Ines', email: 'ines@example.test' };
  const given = {
    id,
    account: 'default',
    templateId: 't',
    origin: originOf('https://example.test/1'),
    vendor: 'v',
    candidate,
  };
  const record = newRecord({ ...given, reportKey: 'k' }, 1);
  await interviews.create(record, { dueAt: 1 });
  const attempt = { attemptId: 'a', source: 'webhook', at: 1, state: 'running', isSubmitted: false } as const;
  await interviews.save(observe(record, { ...attempt, candidateRef: 'p' }), 1, { dueAt: 1 });

  await interviews.erase(record);
  // Of the account is left when to look at it next.
  expect((await namesOf(redisUrl)).toSorted()).toEqual([
    'bridge:index-key',
    'bridge:schema',
    expect.stringMatching(/^bridge:\{next:\d\}$/),
  ]);
});
