import { type ApplicationRecord, forgotten } from '../../applications/record.ts';
import { asFailure } from '../../errors.ts';
import { isSamePerson } from '../../interviews/person.ts';
import type { Versioned } from '../../records.ts';
import { applicationIds } from '../../store/application-ids.ts';
import type { BridgeParts } from '../parts.ts';
import type { ForgetTotals, Forgotten } from './forget.ts';

type Asked = {
  email: string;
  isDone: boolean;
  onFound: (found: Forgotten) => void;
  /** Called for each application that was read, of so many. */
  onRead: (read: number, all: number) => void;
};

/**
 * Finds the applications of a person in one account and, where `isDone`, erases them. Resolves to how many there were.
 * Every application is read: most have no interview through which they could be found.
 */
export async function forgetApplications(
  { storage: { applications, ...storage }, now }: Pick<BridgeParts, 'storage' | 'now'>,
  account: string,
  { email, isDone, onFound, onRead }: Asked,
  totals: Pick<ForgetTotals, 'unreadable'>,
): Promise<number> {
  let [count, read] = [0, 0];
  const all = await storage.applicationCounts.count(account);
  for await (const ids of applicationIds({ ...storage, applications }, account)) {
    for (const id of ids) {
      if (await isErased(id)) count += 1;
      read += 1;
      onRead(read, all);
    }
  }
  return count;

  async function isErased(id: string): Promise<boolean> {
    for (;;) {
      const current = await applications.read(id).catch((error: unknown) => {
        if (asFailure(error).kind === 'internal') return 'unreadable' as const;
        throw error;
      });
      if (current === 'unreadable') {
        totals.unreadable += 1;
        onFound({ kind: 'unreadable-application', account, id });
        return false;
      }
      if (!current || !isSamePerson(current.record.person.email ?? '', email)) return false;
      // A process may save it meanwhile: it is read again then.
      if (isDone && !(await erase(current))) continue;
      onFound({ kind: 'application', account, id });
      return true;
    }
  }

  async function erase({ record, version }: Versioned<ApplicationRecord>): Promise<boolean> {
    const kept = forgotten(record);
    if (!kept) return applications.erase(record, version);
    return (await applications.save(kept, version, { dueAt: now() })).outcome === 'saved';
  }
}
