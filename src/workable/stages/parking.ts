import { Failure } from '../../errors.ts';
import type { Emit } from '../../interviews/ports.ts';
import { limits } from '../../limits.ts';
import { type ConnectionRecord, dueAtOf, type Parked } from './connection.ts';
import type { ConnectionStore } from './parts.ts';

type Parts = { connections: ConnectionStore; now: () => number; emit: Emit };

/** Every destination in one job, or one destination in every job. */
export type ParkedPlace = { job: string; destinationId: string } | { destinationId: string };

/** Refusals of one place at Workable, which all processes remember. Throws Failure. */
export type Parking = {
  /** Notes that it was refused. `isCertain`: trying again soon would change nothing. Resolves to when to try again. */
  refuse(account: string, place: ParkedPlace, refusal: { member: string; isCertain?: true }): Promise<number>;
  /** Notes that it was taken: nothing waits there any more. */
  allow(account: string, place: ParkedPlace): Promise<void>;
  /** Whether it is to be left alone for now. */
  isRefused(account: string, place: ParkedPlace, member: string): Promise<boolean>;
};

/** After so many refusals in a row it is certain. */
const mostTries = 3;
const againMs = [30_000, 5 * 60_000];
const retestMs = 60 * 60_000;

export function createParking({ connections, now, emit }: Parts): Parking {
  return {
    async refuse(account, place, { member, isCertain }) {
      const name = nameOf(place);
      let parked: Parked = { since: now(), retestAt: now(), member };
      let isNew = false;
      await change(account, (record) => {
        const before = record.parked[name]?.member === member ? record.parked[name] : undefined;
        const earlier = before ? (before.tries ?? mostTries) : 0;
        const tries = isCertain ? Math.max(mostTries, earlier + 1) : earlier + 1;
        const wait = tries < mostTries ? (againMs[tries - 1] ?? retestMs) : retestMs;
        parked = { since: before?.since ?? now(), retestAt: now() + wait, tries, member };
        isNew = tries >= mostTries && earlier < mostTries;
        return { ...record, parked: { ...record.parked, [name]: parked } };
      });
      if (isNew) emit({ event: 'connection', outcome: 'parked', account, detail: name });
      return parked.retestAt;
    },

    async allow(account, place) {
      const name = nameOf(place);
      let wasParked = false;
      await change(account, (record) => {
        const { [name]: before, ...parked } = record.parked;
        wasParked = before !== undefined && isParkedForGood(before);
        return before ? { ...record, parked } : undefined;
      });
      if (wasParked) emit({ event: 'connection', outcome: 'unparked', account, detail: name });
    },

    async isRefused(account, place, member) {
      const current = await connections.read(connections.idOf(account));
      return ((current && parkedOf(current.record, nameOf(place), member)?.retestAt) ?? 0) > now();
    },
  };

  /** Undefined leaves it as it is. */
  async function change(account: string, to: (record: ConnectionRecord) => ConnectionRecord | undefined) {
    for (let tries = 0; tries < limits.savesInARow; tries += 1) {
      const current = await connections.read(connections.idOf(account));
      const next = current && to(current.record);
      if (!current || !next) return;
      const saved = await connections.save(next, current.version, { dueAt: dueAtOf(next) });
      if (saved.outcome === 'saved') return;
    }
    throw new Failure('busy', 'The connection changes all the time');
  }
}

/** Until when a destination takes nothing about candidates of a job under this member's name, epoch ms. */
export function parkedUntil(
  { parked }: Pick<ConnectionRecord, 'parked'>,
  place: { job: string; destinationId: string },
  member: string | undefined,
): number | undefined {
  const names = [nameOf(place), nameOf({ destinationId: place.destinationId })];
  const times = names.flatMap((name) => parkedOf({ parked }, name, member)?.retestAt ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** So often refused that trying again soon would change nothing. */
export function isParkedForGood({ tries = mostTries }: Parked): boolean {
  return tries >= mostTries;
}

function parkedOf({ parked }: Pick<ConnectionRecord, 'parked'>, name: string, member: string | undefined) {
  const found = parked[name];
  return found && (found.member ?? member) === member ? found : undefined;
}

/** Comments are what a member needs first of all: where they are forbidden, the job's own name says so. */
function nameOf(place: ParkedPlace): string {
  if (!('job' in place)) return place.destinationId;
  return place.destinationId === 'comments' ? place.job : `${place.job} ${place.destinationId}`;
}
