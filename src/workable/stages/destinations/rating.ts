import { hash } from 'node:crypto';
import type { Timeline } from '../../../applications/context.ts';
import type { Enrolment } from '../../../applications/record.ts';
import type { Destination, Document } from '../../../outbox/destination.ts';
import type { Activity } from '../../api/candidates.ts';
import type { SpiClient, Rating as SpiRating } from '../../api/client.ts';
import type { Stage } from '../../api/contract.ts';
import type { Turn } from '../../api/limiter.ts';
import { everyPage } from '../../api/page.ts';
import { SpiError } from '../../api/spi-error.ts';
import type { ResultFacts } from '../entries/facts.ts';
import { type Rating, type RatingPolicy, renderRating } from '../entries/rating.ts';
import { parseRef } from '../entries/ref.ts';
import type { Connected } from '../parts.ts';
import { spiCircuit } from './comments.ts';
import { type FactSettings, factsOf } from './facts.ts';
import type { Gate } from './gate.ts';
import type { Members } from './member.ts';
import { newestResults, type ResultEntry } from './newest-result.ts';
import { placeNow } from './place-now.ts';
import { refOfStay } from './ref-of-stay.ts';
import type { Said } from './written.ts';

type Parts = {
  connected: Pick<Connected, 'client' | 'catalog'>;
  gate: Gate;
  members: Members;
  settings: FactSettings;
  policy: RatingPolicy;
  now: () => number;
};

/** How a rating names its stage; `none`: it is that where the candidate stands. */
type StageForm = 'identifier' | 'id' | 'none';
const stageForms = ['identifier', 'id', 'none'] as const satisfies readonly StageForm[];

/**
 * The acting member's evaluation of a candidate in the trigger's stage: one, which a newer one of ours replaces. One
 * that a person made under that name stays.
 */
export function createRatings(parts: Parts): Destination<Timeline> {
  /** What Workable was seen to take, which goes first: its reference does not say. Every process finds it out itself. */
  let known: StageForm = 'identifier';

  return {
    id: 'rating',
    circuit: spiCircuit,
    documents: (timeline) => newestResults(timeline.entries).flatMap((entry) => documentOf(parts, entry, timeline)),
    async write({ record }, { key, body }, { signal }) {
      const stay = record.enrolments.find(({ number }) => keyOf(number) === key);
      if (!stay) return { outcome: 'refused', answer: { error: 'the stay is not known any more' } };
      const { grade, scale, comment } = JSON.parse(body) as Rating;
      return parts.gate.run({ job: stay.job, destinationId: 'rating' }, signal, async () => {
        const turn: Turn = { priority: 'result', signal };
        const memberId = await parts.members.actingId(turn);
        const stage = await stageOf(parts, stay, turn);
        if (await isRatedByOther(parts.connected.client, record.candidateId, { memberId, stay, stage }, turn))
          return refused('this member has evaluated the candidate there, not through the bridge');
        return put(record.candidateId, stay, stage, { memberId, comment, grade, scale }, turn);
      });
    },
  };

  /** By the form that worked last, and where that is refused by each, until one does. */
  async function put(
    candidateId: string,
    stay: Enrolment,
    stage: Stage | undefined,
    rating: SpiRating,
    turn: Turn,
  ): Promise<Said> {
    let last: unknown;
    for (const form of new Set([known, ...stageForms])) {
      const stageId = form === 'none' ? undefined : stage?.[form];
      if (form !== 'none' && stageId === undefined) continue;
      if (form === 'none' && !(await standsThere(candidateId, stay, turn)))
        return last ? thrown(last) : refused('the candidate has left the stage, which Workable has no id of');
      try {
        await parts.connected.client.putRating(
          candidateId,
          { ...rating, ...(stageId === undefined ? {} : { stageId }) },
          turn,
        );
        known = form;
        return undefined;
      } catch (error) {
        if (!isOfForm(error)) throw error;
        last = error;
      }
    }
    return thrown(last);
  }

  async function standsThere(candidateId: string, { job, stage }: Enrolment, turn: Turn): Promise<boolean> {
    const place = await placeNow(parts.connected, candidateId, turn);
    return place?.job === job && place.stage === stage;
  }
}

function thrown(error: unknown): never {
  throw error ?? new SpiError('refused', 'Workable has no id of the stage');
}

function refused(error: string): Said {
  return { outcome: 'refused', answer: { error } };
}

/** A refusal that may be about how the stage was named; a 404 may be about the stage or the candidate. */
function isOfForm(error: unknown): boolean {
  return error instanceof SpiError && ['invalid', 'refused', 'conflict', 'gone'].includes(error.kind);
}

async function stageOf({ connected }: Parts, { job, stage }: Enrolment, turn: Turn): Promise<Stage | undefined> {
  return (await connected.catalog.stagesOf(job, turn)).find(({ slug }) => slug === stage);
}

/** Whether the member has an evaluation in that stage that is none of ours: a person wrote it. */
async function isRatedByOther(
  client: Pick<SpiClient, 'activities'>,
  candidateId: string,
  { memberId, stay, stage }: { memberId: string; stay: Enrolment; stage: Stage | undefined },
  turn: Turn,
): Promise<boolean> {
  const { rows, isCut } = await everyPage((next) =>
    client.activities(candidateId, next === undefined ? { actions: ['rating'] } : { next }, turn),
  );
  if (isCut) throw new SpiError('unsent', 'The timeline is too long to look for evaluations');
  const newest = rows.findLast((row) => row.member?.id === memberId && isIn(row, stay, stage));
  return newest !== undefined && parseRef(newest.body ?? '')?.key !== 'rating';
}

/** One that does not say of which stage it is may be of this one. */
function isIn({ action, rating, stage: of }: Activity, { stage: slug }: Enrolment, stage: Stage | undefined): boolean {
  if (action !== 'rating' && rating === undefined) return false;
  if (!of) return true;
  const ids = [of.id, of.identifier].filter((id) => id !== undefined);
  return of.slug === slug || ids.some((id) => id === stage?.id || id === stage?.identifier);
}

function keyOf(enrolment: number): string {
  return `rating:${enrolment}`;
}

function documentOf({ settings, policy, now }: Parts, entry: ResultEntry, timeline: Timeline): Document[] {
  const { number } = entry.enrolment;
  const ref = refOfStay(timeline.record, entry.enrolment, 'rating', 1);
  const facts = factsOf(settings, entry, timeline) as ResultFacts;
  const rating = renderRating(facts, policy, ref, now());
  if (!rating) return [];
  const { score, decision } = facts;
  return [
    {
      key: keyOf(number),
      label: `rating ${rating.grade}`,
      digest: hash('sha256', JSON.stringify([rating.scale, rating.grade, score, decision]), 'base64url').slice(0, 22),
      body: JSON.stringify(rating),
      outline: () => ({ grade: rating.grade }),
      isScoreAboveMaximum: false,
    },
  ];
}
