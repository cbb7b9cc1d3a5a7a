import type { Timeline } from '../../../applications/context.ts';
import { type Completed, patienceMs } from '../../../applications/entries.ts';
import { asFailure } from '../../../errors.ts';
import { within } from '../../../http/within.ts';
import type { InterviewRecord } from '../../../interviews/record.ts';
import type { SpokenTurn, Transcript } from '../../../interviews/transcript.ts';
import { limits } from '../../../limits.ts';
import type { WriteResult } from '../../../outbox/destination.ts';

/** What was said in the attempt of a result, as the vendor tells it now. Throws Failure, also once the signal aborts. */
export type LoadTranscript = (
  result: { record: InterviewRecord; outcome: Completed },
  signal: AbortSignal,
) => Promise<Transcript>;

/** Between tries to have it from the vendor. */
const againMs = 60_000;

type Wanted = {
  load: LoadTranscript;
  result: Parameters<LoadTranscript>[0];
  /** The name of the delivery. */
  key: string;
  signal: AbortSignal;
  now: number;
};

/**
 * The turns for a comment: none where the vendor has not given them for half an hour, and the link has to do. Or what
 * becomes of the comment instead.
 */
export function spokenFor(
  timeline: Pick<Timeline, 'record'>,
  wanted: Wanted,
): Promise<readonly SpokenTurn[] | WriteResult> {
  return within(limits.attachmentMs, ({ signal }) =>
    spokenBefore(AbortSignal.any([wanted.signal, signal]), timeline, wanted),
  );
}

async function spokenBefore(
  inTime: AbortSignal,
  { record }: Pick<Timeline, 'record'>,
  { load, result, key, now }: Wanted,
): Promise<readonly SpokenTurn[] | WriteResult> {
  try {
    const { turns } = await load(result, inTime);
    return turns.length > 0 ? turns : { outcome: 'refused', answer: { error: 'the vendor has no transcript' } };
  } catch (error) {
    const { kind } = asFailure(error);
    const since = record.deliveries[key]?.trying?.since ?? now;
    // A call that waits for others of ours says nothing against the vendor.
    if (kind !== 'busy' && now >= since + patienceMs) return [];
    const why = inTime.aborted ? 'not in time' : kind;
    return { outcome: 'postponed', answer: { error: `no transcript from the vendor: ${why}` }, until: now + againMs };
  }
}
