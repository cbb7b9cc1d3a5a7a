import { randomBytes, randomUUID } from 'node:crypto';
import { plan } from '../src/interviews/plan.ts';
import type { Account } from '../src/interviews/ports.ts';
import { type InterviewRecord, newRecord } from '../src/interviews/record.ts';
import { newInterviewId } from '../src/store/ids.ts';
import type { Storage } from '../src/store/open.ts';
import { originOf } from '../src/workable/contract.ts';
import { completed, documentOf } from './completed.ts';

const atOnce = 200;

/**
 * Completed interviews whose delivery Workable answered 404 to, one a millisecond until `now`; stored as the bridge
 * stores them. `callbackUrlOf` gives each its callback URL.
 */
export async function storeFailedDeliveries(
  { interviews }: Pick<Storage, 'interviews'>,
  account: Account,
  { count, now, callbackUrlOf }: { count: number; now: number; callbackUrlOf: (number: number) => string },
): Promise<void> {
  for (let first = 0; first < count; first += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, count - first) }, (_, i) => first + i);
    await Promise.all(numbers.map(async (number) => store(failedAt(now - count + number, callbackUrlOf(number)))));
  }

  function failedAt(at: number, callbackUrl: string): InterviewRecord {
    const given = {
      id: newInterviewId(account.name),
      account: account.name,
      templateId: 'template-1',
      origin: originOf(callbackUrl),
      vendor: 'jobmojito',
      candidate: { firstName: 'Ana', email: `${randomUUID()}@example.test` },
      reportKey: randomBytes(32).toString('base64url'),
    };
    const record = completed(newRecord(given, at));
    const { digest } = documentOf(record, account);
    const failed = { digest, at, answer: { status: 404, text: 'Not Found' } };
    return { ...record, deliveries: { 'callback/result': { failed } } };
  }

  async function store(record: InterviewRecord): Promise<void> {
    const { schedule } = plan(record, account, now);
    const { version } = await interviews.create(record, schedule);
    if ((await interviews.save(record, version, schedule)).outcome !== 'saved')
      throw new Error('The interview is leased by another process');
  }
}
