import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import { unplanned, type Versioned } from '../records.ts';
import type { ApplicationStore } from './ports.ts';
import { type ApplicationRecord, newApplication, type Sighting, see } from './record.ts';

type Parts = {
  applications: Pick<ApplicationStore, 'idOf' | 'read' | 'readSurely' | 'add' | 'save'>;
  now: () => number;
  newKey: () => string;
  wakeUp: (id: string) => void;
};

/**
 * Adds what was seen of a candidate to their application, and has a worker look at it where it says anything new.
 * Resolves once that is durable. `isKept` false: one that is not known yet is passed over.
 */
export async function seeCandidate(
  { applications, now, newKey, wakeUp }: Parts,
  account: string,
  candidateId: string,
  sighting: Sighting,
  { isKept }: { isKept: boolean },
): Promise<'new' | 'seen' | 'known' | 'passed'> {
  const id = await applications.idOf(account, candidateId);
  let current = await applications.read(id);
  for (let tries = 0; tries < limits.savesInARow; tries += 1) {
    if (!current) {
      if (!isKept) return 'passed';
      const record = see(newApplication({ id, account, candidateId, againKey: newKey() }, now()), sighting);
      if (await applications.add(record, unplanned(now()))) {
        wakeUp(id);
        return 'new';
      }
    } else {
      const outcome = await save(current, sighting);
      if (outcome) return outcome;
    }
    current = await applications.read(id);
  }
  throw new Failure('busy', 'The application changes all the time');

  async function save(
    { record, version }: Versioned<ApplicationRecord>,
    seen: Sighting,
  ): Promise<'seen' | 'known' | undefined> {
    // An index is no proof of whose an application is.
    if (record.account !== account || record.candidateId !== candidateId) throw misplaced(id);
    const next = see(record, seen);
    if (isSame(record, next)) {
      // Another process saved it, and a failover may still take it back.
      const sure = await applications.readSurely(id);
      return sure?.version === version ? 'known' : undefined;
    }
    const saved = await applications.save(next, version, unplanned(now()));
    if (saved.outcome !== 'saved') return undefined;
    wakeUp(id);
    return 'seen';
  }
}

/** What comes again changes nothing but, maybe, times at which it was seen: those of a read and of the first of all count. */
function isSame(before: ApplicationRecord, after: ApplicationRecord): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

function misplaced(id: string): Failure {
  return new Failure('internal', `The record stored for ${id} is of another candidate`);
}

/** Everything about a candidate is to be erased: the applicant tracking system says that they are gone. */
export async function endCandidate(
  { applications, now, wakeUp }: Omit<Parts, 'newKey'>,
  account: string,
  candidateId: string,
): Promise<void> {
  const id = await applications.idOf(account, candidateId);
  for (let tries = 0; tries < limits.savesInARow; tries += 1) {
    const current = await applications.readSurely(id);
    if (!current || current.record.gone) return;
    const record: ApplicationRecord = { ...current.record, gone: { at: now(), why: 'deleted' } };
    const saved = await applications.save(record, current.version, unplanned(now()));
    if (saved.outcome === 'saved') return wakeUp(id);
  }
  throw new Failure('busy', 'The application changes all the time');
}
