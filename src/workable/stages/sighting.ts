import type { Sighting } from '../../applications/record.ts';
import type { CandidateState, SnapshotSource } from '../../applications/snapshot.ts';
import type { Candidate, CandidateRow } from '../api/candidates.ts';

/**
 * Where and how a candidate was seen. `at` by our clock and `firedAt` by Workable's: epoch ms. `aheadMs`: how far Workable's
 * is ahead. `stage`: the slug, where it is certain.
 */
type Seen = {
  source: SnapshotSource;
  at: number;
  aheadMs: number;
  firedAt?: number | undefined;
  stage: string | undefined;
};

/** What Workable says of a candidate, in the words of the middle. Pure. */
export function sightingOf(
  candidate: CandidateRow & Partial<Pick<Candidate, 'isWithdrawn'>>,
  { source, at, aheadMs, firedAt, stage }: Seen,
): Sighting {
  const { job, firstName, lastName, name, email, phone } = candidate;
  const updatedAt = candidate.updatedAt ?? firedAt ?? at + aheadMs;
  const end = endOf(candidate);
  const first = firstName ?? (lastName === undefined ? name : undefined);
  return {
    snapshot: {
      source,
      at,
      updatedAt,
      ...(aheadMs === 0 ? {} : { aheadMs }),
      ...(candidate.updatedAt === undefined && source !== 'read' ? { isUndated: true } : {}),
      ...(firedAt === undefined ? {} : { firedAt }),
      ...(job === undefined ? {} : { job: job.shortcode }),
      ...(stage === undefined ? {} : { stage }),
      ...(end === undefined ? {} : { end }),
    },
    person: {
      ...(first ? { firstName: first } : {}),
      ...(lastName ? { lastName } : {}),
      ...(email ? { email } : {}),
      ...(phone ? { phone } : {}),
    },
    ...(job?.title ? { jobTitle: job.title } : {}),
  };
}

function endOf(candidate: CandidateRow & Partial<Pick<Candidate, 'isWithdrawn'>>): CandidateState['end'] {
  if (candidate.isAnonymized) return 'anonymized';
  if (candidate.isWithdrawn) return 'withdrawn';
  if (candidate.isDisqualified) return 'disqualified';
  return candidate.isHired ? 'hired' : undefined;
}
