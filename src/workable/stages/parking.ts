import type { NotWritable } from '../../applications/context.ts';
import type { Emit } from '../../interviews/ports.ts';
import { noteInConnection } from './change-connection.ts';
import type { ConnectionRecord, Parked } from './connection.ts';
import type { ConnectionStore } from './parts.ts';

type Parts = {
  connections: ConnectionStore;
  now: () => number;
  emit: Emit;
  /** Who waits for an invitation there may have it now. */
  onUnparked: (account: string) => Promise<void>;
};

/** Every destination in one job, or one destination in every job. */
export type ParkedPlace = { job: string; destinationId: string } | { destinationId: string };

/** Refusals of one place at Workable, which all processes remember. Throws Failure. */
export type Parking = {
  /**
   * Notes that it was refused. `isCertain`: trying again soon would change nothing. `why`: Workable's lists say that it
   * would be. Resolves to when to try again.
   */
  refuse(account: string, place: ParkedPlace, refusal: Refusal): Promise<number>;
  /**
   * Whether a candidate of a job may be invited, whom Workable's lists say nothing against. Where comments were refused
   * before, one application at a time may: what comes of it shows whether they still are.
   */
  mayTry(account: string, job: string, by: { member: string; applicationId: string }): Promise<boolean>;
  /** Notes that it was taken: nothing waits there any more. */
  allow(account: string, place: ParkedPlace): Promise<void>;
  /** Whether it is to be left alone for now. */
  isRefused(account: string, place: ParkedPlace, member: string): Promise<boolean>;
};

type Refusal = { member: string; isCertain?: true; why?: NonNullable<Parked['why']> };

/** After so many refusals in a row it is certain. */
const mostTries = 3;
const againMs = [30_000, 5 * 60_000];
const retestMs = 60 * 60_000;
/** Comments that wait are tried again first. */
const commentsFirstMs = 5 * 60_000;

export function createParking({ connections, now, emit, onUnparked }: Parts): Parking {
  return {
    async refuse(account, place, { member, isCertain, why }) {
      const name = nameOf(place);
      let parked: Parked = { since: now(), retestAt: now(), member };
      let isNew = false;
      await noteInConnection(connections, account, (record) => {
        const before = record.parked[name]?.member === member ? record.parked[name] : undefined;
        if (before && why !== undefined && before.why === why && before.retestAt > now()) {
          parked = before;
          return undefined;
        }
        const earlier = before ? (before.tries ?? mostTries) : 0;
        const tries = isCertain ? Math.max(mostTries, earlier + 1) : earlier + 1;
        const wait = tries < mostTries ? (againMs[tries - 1] ?? retestMs) : retestMs;
        parked = { since: before?.since ?? now(), retestAt: now() + wait, tries, member, ...(why ? { why } : {}) };
        isNew = tries >= mostTries && earlier < mostTries;
        return { ...record, parked: { ...record.parked, [name]: parked } };
      });
      if (isNew) emit({ event: 'connection', outcome: 'parked', account, detail: name });
      return parked.retestAt;
    },

    async allow(account, place) {
      const name = nameOf(place);
      let wasParked = false;
      await noteInConnection(connections, account, (record) => {
        const { [name]: before, ...parked } = record.parked;
        wasParked = before !== undefined && isParkedForGood(before);
        return before ? { ...record, parked } : undefined;
      });
      if (!wasParked) return;
      emit({ event: 'connection', outcome: 'unparked', account, detail: name });
      await onUnparked(account);
    },

    async mayTry(account, job, { member, applicationId }) {
      let unparked: string[] = [];
      let may = true;
      await noteInConnection(connections, account, (record) => {
        const parked = { ...record.parked };
        const entries = entriesOf(record, { job, destinationId: 'comments' }, member);
        const others = entries.filter(([, { why, retest }]) => why === undefined && retest !== applicationId);
        may = others.every(([, entry]) => inviteAgainAt(entry) <= now());
        if (!may) return undefined;
        unparked = entries.flatMap(([name, { why }]) => (why === undefined ? [] : name));
        for (const name of unparked) delete parked[name];
        for (const [name, entry] of others)
          parked[name] = { ...entry, retest: applicationId, retestAt: now() + retestMs };
        return unparked.length + others.length > 0 ? { ...record, parked } : undefined;
      });
      for (const detail of unparked) emit({ event: 'connection', outcome: 'unparked', account, detail });
      if (unparked.length > 0) await onUnparked(account);
      return may;
    },

    async isRefused(account, place, member) {
      const current = await connections.read(connections.idOf(account));
      return ((current && parkedOf(current.record, nameOf(place), member)?.retestAt) ?? 0) > now();
    },
  };
}

/**
 * Until when a destination takes nothing about candidates of a job under this member's name, epoch ms. The application
 * that may try it again does not wait.
 */
export function parkedUntil(
  { parked }: Pick<ConnectionRecord, 'parked'>,
  place: { job: string; destinationId: string },
  member: string | undefined,
  applicationId?: string,
): number | undefined {
  const entries = entriesOf({ parked }, place, member).filter(([, each]) => !isTriedBy(each, applicationId));
  return entries.length === 0 ? undefined : Math.max(...entries.map(([, { retestAt }]) => retestAt));
}

/** Why a candidate of a job is not invited under this member's name, and until when; undefined where nothing is known. */
export function notInvited(
  { parked }: Pick<ConnectionRecord, 'parked'>,
  { job, applicationId }: { job: string; applicationId: string },
  member: string,
): NotWritable | undefined {
  const entries = entriesOf({ parked }, { job, destinationId: 'comments' }, member);
  const found = entries.filter(([, each]) => !isTriedBy(each, applicationId)).map(([, each]) => each);
  const [longest] = found.sort((a, b) => inviteAgainAt(b) - inviteAgainAt(a));
  return longest && { why: longest.why ?? 'forbidden', until: inviteAgainAt(longest) };
}

function isTriedBy({ retest }: Parked, applicationId: string | undefined): boolean {
  return retest !== undefined && retest === applicationId;
}

/** What Workable's lists say can be read again without anything being written. */
function inviteAgainAt({ why, retestAt }: Parked): number {
  return why === undefined ? retestAt + commentsFirstMs : retestAt;
}

/** So often refused that trying again soon would change nothing. */
export function isParkedForGood({ tries = mostTries }: Parked): boolean {
  return tries >= mostTries;
}

/** What is parked of a place, or of its destination everywhere, by its name. */
function entriesOf(
  record: Pick<ConnectionRecord, 'parked'>,
  place: { job: string; destinationId: string },
  member: string | undefined,
): [string, Parked][] {
  return [nameOf(place), nameOf({ destinationId: place.destinationId })].flatMap((name): [string, Parked][] => {
    const found = parkedOf(record, name, member);
    return found ? [[name, found]] : [];
  });
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
