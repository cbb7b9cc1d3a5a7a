import type { InterviewRecord } from '../../interviews/record.ts';
import type { BridgeParts } from '../parts.ts';
import { readRecord } from '../read-record.ts';

export const sampleSize = 50;

/** The newest interviews of an account that can be read. */
export async function newestRecords(account: string, storage: BridgeParts['storage']): Promise<InterviewRecord[]> {
  const newest = await storage.schedule.newest(account, 'all', sampleSize);
  const found = await Promise.all(newest.map(({ id }) => readRecord(storage, id, () => undefined)));
  return found.filter((record) => record !== undefined);
}
