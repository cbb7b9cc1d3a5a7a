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
import type { StageNamings } from './stage-namings.ts';
import type { Said } from './written.ts';

type Parts = {
  account: string;
  connected: Pick<Connected, 'client' | 'catalog'>;
  gate: Gate;
  members: Members;
  namings: StageNamings;
  settings: FactSettings;
  policy: RatingPolicy;
  now: () => number;
};

/**
 * The acting member's evaluation of a candidate in the trigger's stage: one, which a newer one of ours replaces. One
 * that a person made under that name stays.
 */
export function createRatings(parts: Parts): Destination<Timeline> {
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
        const rated = { candidateId: record.candidateId, stay, stage: await stageOf(parts, stay, turn) };
        if (await isRatedByOther(parts.connected.client, rated, memberId, turn))
          return refused('this member has evaluated the candidate there, not through the bridge');
        return put(parts, rated, { memberId, comment, grade, scale }, turn);
      });
    },
  };
}

/** `stage`: as Workable lists it now; undefined where it is gone. */
type Rated = { candidateId: string; stay: Enrolment; stage: Stage | undefined };

/** As ratings were last taken, and where that is refused in each other way, until one is taken. */
async function put({ account, connected, namings }: Parts, rated: Rated, rating: SpiRating, turn: Turn): Promise<Said> {
  let refusal: SpiError | undefined;
  const ways = await namings.toTry(account);
  for (const by of ways) {
    const stageId = by === 'none' ? undefined : rated.stage?.[by];
    const isPossible = by === 'none' ? await standsThere(connected, rated, turn) : stageId !== undefined;
    if (!isPossible) continue;
    try {
      const about = stageId === undefined ? rating : { ...rating, stageId };
      await connected.client.putRating(rated.candidateId, about, turn);
    } catch (error) {
      if (!isOfStage(error)) throw error;
      refusal = error;
      continue;
    }
    // What goes first anyway need not be noted. Without an id that Workable could have taken it says nothing of others.
    if (by !== ways[0] && (by !== 'none' || refusal)) await namings.remember(account, by);
    return undefined;
  }
  if (refusal) throw refusal;
  return refused('the candidate has left the stage, which Workable has no id of');
}

async function standsThere(
  connected: Parts['connected'],
  { candidateId, stay: { job, stage } }: Rated,
  turn: Turn,
): Promise<boolean> {
  const place = await placeNow(connected, candidateId, turn);
  return place?.job === job && place.stage === stage;
}

function refused(error: string): Said {
  return { outcome: 'refused', answer: { error } };
}

/** A refusal that may be about how the stage was named; a 404 may be about the stage or the candidate. */
function isOfStage(error: unknown): error is SpiError {
  return error instanceof SpiError && ['invalid', 'refused', 'conflict', 'gone'].includes(error.kind);
}

async function stageOf({ connected }: Parts, { job, stage }: Enrolment, turn: Turn): Promise<Stage | undefined> {
  return (await connected.catalog.stagesOf(job, turn)).find(({ slug }) => slug === stage);
}

/** Whether the member has an evaluation in that stage that is none of ours: a person wrote it. */
async function isRatedByOther(
  client: Pick<SpiClient, 'activities'>,
  { candidateId, stay, stage }: Rated,
  memberId: string,
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
