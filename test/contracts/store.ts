import { describe } from 'vitest';
import { describeAcquire } from './store/acquire.ts';
import { describeCircuits } from './store/circuits.ts';
import { describeClaim } from './store/claim.ts';
import { describeCreate } from './store/create.ts';
import { describeErase } from './store/erase.ts';
import { type StoreWorld, useStore } from './store/given.ts';
import { describePause } from './store/pause.ts';
import { describePerson } from './store/person.ts';
import { describeSave } from './store/save.ts';
import { describeSchedule } from './store/schedule.ts';
import { describeSubjects } from './store/subjects.ts';

/** What the middle relies on, for any memory of interviews. */
export function describeStore(name: string, open: () => Promise<StoreWorld>): void {
  describe(`${name} as the store`, () => {
    const used = useStore(open);
    describeCreate(used);
    describeSave(used);
    describeSchedule(used);
    describeAcquire(used);
    describeClaim(used);
    describeSubjects(used);
    describeErase(used);
    describePause(used);
    describeCircuits(used);
    describePerson(used);
  });
}
