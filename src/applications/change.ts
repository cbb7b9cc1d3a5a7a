import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import { unplanned } from '../records.ts';
import type { ApplicationStore } from './ports.ts';
import type { ApplicationRecord } from './record.ts';

export type ChangeParts = {
  applications: Pick<ApplicationStore, 'read' | 'save'>;
  now: () => number;
  wakeUp: (id: string) => void;
};

/**
 * Changes an application and makes it due, whichever process works on it meanwhile. `to` is called again where the
 * record has changed since; where it answers undefined, nothing is saved.
 */
export async function changeApplication(
  { applications, now, wakeUp }: ChangeParts,
  id: string,
  to: (record: ApplicationRecord) => ApplicationRecord | undefined,
): Promise<'changed' | 'unchanged' | 'gone'> {
  for (let tries = 0; tries < limits.savesInARow; tries += 1) {
    const current = await applications.read(id);
    if (!current) return 'gone';
    const record = to(current.record);
    if (!record) return 'unchanged';
    const saved = await applications.save(record, current.version, unplanned(now()));
    if (saved.outcome !== 'saved') continue;
    wakeUp(id);
    return 'changed';
  }
  throw new Failure('busy', 'The application changes all the time');
}
