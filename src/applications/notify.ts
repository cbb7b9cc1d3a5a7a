import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import type { ApplicationStore } from './ports.ts';

type Parts = {
  applications: Pick<ApplicationStore, 'read' | 'save'>;
  now: () => number;
  wakeUp: (id: string) => void;
};

/** Makes an application due, since something that decides about it has changed. False where there is none. */
export async function makeDue({ applications, now, wakeUp }: Parts, id: string): Promise<boolean> {
  for (let tries = 0; tries < limits.savesInARow; tries += 1) {
    const current = await applications.read(id);
    if (!current) return false;
    const saved = await applications.save(current.record, current.version, { dueAt: now() });
    if (saved.outcome !== 'saved') continue;
    wakeUp(id);
    return true;
  }
  throw new Failure('busy', 'The application changes all the time');
}
