import fc from 'fast-check';
import type { Observation } from '../../src/interviews/observation.ts';
import type { Policy } from '../../src/interviews/policy.ts';
import { day, hour, minute, t0 } from './given.ts';

/** Few values each, so that ties and repetitions are common. */
const at = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 20 * day })).map((ms) => t0 + ms);
const points = fc.oneof(fc.constantFrom(0, 4.212, 10, 12), fc.double({ min: -1, max: 11, noNaN: true }));
const score = fc.oneof(
  { weight: 4, arbitrary: fc.record({ points, of: fc.constantFrom(10, 100) }) },
  { weight: 1, arbitrary: fc.record({ word: fc.constantFrom('Senior', 'B2') }) },
);
const texts = fc.array(fc.constantFrom('fluent', 'late', ''), { maxLength: 3 });
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 3 });

/** Everything that a source may say or leave out, of a handful of attempts. */
export const observation: fc.Arbitrary<Observation> = fc.record(
  {
    attemptId: fc.constantFrom('a', 'b', 'c'),
    source: fc.constantFrom('webhook' as const, 'fetch' as const, 'details' as const),
    at,
    state: fc.constantFrom('running' as const, 'failed' as const, 'finished' as const),
    isSubmitted: fc.boolean(),
    vendorStatus: orNull(fc.constantFrom('ongoing', 'completed, stopped early')),
    candidateRef: orNull(fc.constantFrom('p1', 'p2')),
    score: orNull(score),
    analysis: orNull(fc.constantFrom('Good.', 'Better.')),
    decision: orNull(fc.boolean()),
    reasonsToHire: orNull(texts),
    reasonsNotToHire: orNull(texts),
    report: orNull(
      fc.record(
        { url: fc.constantFrom('https://v.test/1', 'https://v.test/2'), validUntil: at },
        { requiredKeys: ['url'] },
      ),
    ),
    startedAt: orNull(at),
    endedAt: orNull(at),
    durationSeconds: orNull(fc.nat({ max: 10_000 })),
    ratings: orNull(fc.array(fc.record({ label: fc.constantFrom('Tempo', 'Language'), score }), { maxLength: 2 })),
    questions: orNull(fc.array(fc.record({ question: fc.constantFrom('Why?', 'How?'), score }), { maxLength: 2 })),
  },
  { requiredKeys: ['attemptId', 'source', 'at', 'state', 'isSubmitted'] },
);

const duration = fc.constantFrom(1, 2, 7, 500, 20_000, 10 * minute, hour, day, 3 * day, 14 * day);

/** From settings for a demonstration to those of a patient customer; and some unusual ones. */
export const policies: fc.Arbitrary<Policy> = fc.record({
  invitationExpiresAfterMs: duration,
  retryGraceMs: duration,
  resultHoldMs: duration,
  retentionMs: fc.constant(36_500 * day),
  askEveryMs: duration,
  asksDetails: fc.boolean(),
  retryScheduleMs: fc.array(duration, { minLength: 1, maxLength: 4 }),
  giveUpAfterMs: duration,
});
