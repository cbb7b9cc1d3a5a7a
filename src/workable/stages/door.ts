import type { StagePolicy, Timeline } from '../../applications/context.ts';
import type { StageDoor } from '../../applications/ports.ts';
import { Failure } from '../../errors.ts';
import type { Destination } from '../../outbox/destination.ts';
import type { Activity, Candidate } from '../api/candidates.ts';
import type { Turn } from '../api/limiter.ts';
import { everyPage } from '../api/page.ts';
import { SpiError } from '../api/spi-error.ts';
import { refOfStay } from './destinations/ref-of-stay.ts';
import { parseRef } from './entries/ref.ts';
import type { Parking } from './parking.ts';
import type { Connected } from './parts.ts';
import { sightingOf } from './sighting.ts';

type Parts = {
  account: string;
  connected: Pick<Connected, 'client' | 'clock' | 'catalog' | 'members' | 'member'>;
  parking: Pick<Parking, 'refuse' | 'mayTry'>;
  policy: StagePolicy;
  destinations: readonly Destination<Timeline>[];
  now: () => number;
};

/** What waits for a turn takes a place from other work, such as a result: a read is made when the next window begins. */
const readWaitMs = 1_000;

/** The stage door of one account, as the middle needs it. */
export function createStageDoor({ account, connected, policy, destinations, parking, now }: Parts): StageDoor {
  const { client, member, members } = connected;
  return {
    policy,
    destinations,
    async readCandidate(candidateId, { signal, isUrgent, isForPerson }) {
      const priority = isForPerson ? 'person' : isUrgent ? 'invitation' : 'truth';
      const turn: Turn = { priority, signal, ...(isForPerson ? {} : { waitMs: readWaitMs }) };
      const at = now();
      try {
        const candidate = await client.candidate(candidateId, turn);
        const stage = await stageOf(connected, candidate, turn);
        return sightingOf(candidate, { source: 'read', at, aheadMs: connected.clock.aheadMs(), stage });
      } catch (error) {
        if (!(error instanceof SpiError)) throw error;
        if (error.kind !== 'gone') throw failureOf(error, now());
        await findAny(client, turn, now);
        return 'gone';
      }
    },
    async mayInvite(job, applicationId, { signal }) {
      if (member === undefined) return false;
      try {
        const why = await members.whyNotComment(job, { priority: 'invitation', signal });
        if (why === undefined) return await parking.mayTry(account, job, { member, applicationId });
        const place = { ...(why === 'forbidden' ? { job } : {}), destinationId: 'comments' };
        await parking.refuse(account, place, { member, isCertain: true, why });
        return false;
      } catch (error) {
        throw error instanceof SpiError ? failureOf(error, now()) : error;
      }
    },
    async isContinued(candidateId, earlier, { signal }) {
      try {
        const isGone = earlier.gone?.why === 'deleted';
        const asked = isGone ? {} : { actions: ['comment'] };
        const { rows } = await everyPage((next) =>
          client.activities(candidateId, next === undefined ? asked : { next }, { priority: 'invitation', signal }),
        );
        if (isGone && rows.some(isMoveFromElsewhere)) return true;
        const refs = rows.flatMap(({ body }) => (body === undefined ? [] : (parseRef(body) ?? [])));
        return refs.some(({ code, key, n }) =>
          earlier.enrolments.some((stay) => refOfStay(earlier, stay, key, n).code === code),
        );
      } catch (error) {
        throw error instanceof SpiError ? failureOf(error, now()) : error;
      }
    },
  };
}

/** From another job: a move between stages has the slug of the stage. */
function isMoveFromElsewhere({ action, targetStage }: Activity): boolean {
  return action === 'moved' && targetStage === undefined;
}

/** To a token of another company Workable answers of every candidate that there is none. Throws Failure then. */
async function findAny(client: Pick<Connected['client'], 'candidates'>, turn: Turn, now: () => number): Promise<void> {
  try {
    await client.candidates({ updatedAfter: now() }, turn);
  } catch (error) {
    throw error instanceof SpiError ? failureOf(error, now()) : error;
  }
}

/**
 * The slug of the candidate's stage. Where its name fits several, the last move says which; of a candidate who was never
 * moved the first row of the timeline does.
 */
export async function stageOf(
  { client, catalog }: Pick<Connected, 'client' | 'catalog'>,
  { id, job, stage }: Candidate,
  turn: Turn,
): Promise<string | undefined> {
  if (!job || !stage) return undefined;
  const slug = await catalog.slugOf(job.shortcode, stage, turn);
  if (slug !== undefined) return slug;
  const { rows } = await everyPage((next) => client.activities(id, next === undefined ? {} : { next }, turn));
  const moved = rows.findLast(({ targetStage }) => targetStage?.slug !== undefined)?.targetStage;
  const last = moved ?? rows[0]?.stage;
  const stages = await catalog.stagesOf(job.shortcode, turn);
  const found = stages.find((each) => each.slug === last?.slug);
  return found && (found.name === stage || last?.name === stage) ? found.slug : undefined;
}

/** What a failed call to Workable means to a caller who knows nothing of Workable. */
export function failureOf(error: SpiError, now: number): Failure {
  const { kind, message, retryAt } = error;
  const waits = retryAt === undefined ? {} : { retryAfterMs: Math.max(1, retryAt - now) };
  if (kind === 'token') return new Failure('workable-token-rejected', message, { cause: error });
  const isPassing = kind === 'rate' || kind === 'unsent' || kind === 'unclear';
  return new Failure(isPassing ? 'workable-not-reached' : 'workable-refused', message, { cause: error, ...waits });
}
