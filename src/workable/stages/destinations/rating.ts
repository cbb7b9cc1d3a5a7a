import { hash } from 'node:crypto';
import type { Timeline } from '../../../applications/context.ts';
import type { Entry } from '../../../applications/entries.ts';
import type { Destination, Document } from '../../../outbox/destination.ts';
import type { SpiClient } from '../../api/client.ts';
import type { Catalog } from '../catalog.ts';
import type { ResultFacts } from '../entries/facts.ts';
import { type Rating, type RatingPolicy, renderRating } from '../entries/rating.ts';
import { refOf } from '../entries/ref.ts';
import { spiCircuit } from './comments.ts';
import { type FactSettings, factsOf } from './facts.ts';
import type { Members } from './member.ts';
import { written } from './written.ts';

type Parts = {
  client: Pick<SpiClient, 'putRating'>;
  catalog: Pick<Catalog, 'stagesOf'>;
  members: Members;
  settings: FactSettings;
  policy: RatingPolicy;
  now: () => number;
};

type RatedEntry = Extract<Entry, { key: 'result' }>;

/** The acting member's evaluation of a candidate in the trigger's stage: one, which a newer one replaces. */
export function createRatings(parts: Parts): Destination<Timeline> {
  return {
    id: 'rating',
    circuit: spiCircuit,
    documents: (timeline) => timeline.entries.flatMap((entry) => documentOf(parts, entry, timeline)),
    async write({ record }, { key, body }, { signal }) {
      const stay = record.enrolments.find(({ number }) => keyOf(number) === key);
      const { grade, scale, comment } = JSON.parse(body) as Rating;
      return written(async () => {
        const turn = { priority: 'result' as const, signal };
        const memberId = await parts.members.actingId(turn);
        const stages = stay ? await parts.catalog.stagesOf(stay.job, turn) : [];
        const stage = stages.find(({ slug }) => slug === stay?.stage);
        const stageId = stage?.identifier ?? stage?.id;
        const rating = { memberId, comment, grade, scale, ...(stageId === undefined ? {} : { stageId }) };
        await parts.client.putRating(record.candidateId, rating, turn);
      });
    },
  };
}

function keyOf(enrolment: number): string {
  return `rating:${enrolment}`;
}

function documentOf({ settings, policy, now }: Parts, entry: Entry, timeline: Timeline): Document[] {
  if (entry.key !== 'result' || entry.isLate) return [];
  const { number } = entry.enrolment;
  const ref = refOf({ applicationId: timeline.record.id, enrolment: number }, 'rating', 1);
  const facts = factsOf(settings, entry satisfies RatedEntry, timeline) as ResultFacts;
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
