import type { SpiClient } from '../api/client.ts';
import type { Member } from '../api/contract.ts';
import type { Turn } from '../api/limiter.ts';
import { everyPage } from '../api/page.ts';

type Parts = { client: Pick<SpiClient, 'members' | 'recruiters' | 'permissions'>; now: () => number };

/** A page has a hundred. */
const mostPages = 5;

/** `recruiters`: external ones, of whom their list says no role. `permissions`: by ability the roles that have it. */
export type CompanyPeople = {
  members: readonly Member[];
  recruiters: readonly Member[];
  permissions: ReadonlyMap<string, readonly string[]>;
  /** There are more members. */
  isCut: boolean;
};

/** Who works in one company at Workable. Throws SpiError and Failure. */
export type People = ReturnType<typeof createPeople>;

export function createPeople({ client, now }: Parts) {
  let last: { at: number; people: CompanyPeople } | undefined;
  return {
    /** `keptMs`: as they were no longer ago than this; by default as they are now, which takes three requests or more. */
    async read(turn: Turn, keptMs = 0): Promise<CompanyPeople> {
      if (last && now() - last.at < keptMs) return last.people;
      const at = now();
      const [{ rows: members, isCut }, { rows: recruiters }, permissions] = await Promise.all([
        everyPage((next) => client.members(next === undefined ? { status: 'all' } : { next }, turn), mostPages),
        client.recruiters(turn),
        client.permissions(turn),
      ]);
      last = { at, people: { members, recruiters, permissions, isCut } };
      return last.people;
    },
  };
}
