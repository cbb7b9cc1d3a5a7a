import type { Place } from '../../../applications/snapshot.ts';
import type { Turn } from '../../api/limiter.ts';
import { stageOf } from '../door.ts';
import type { Connected } from '../parts.ts';

/** Where a candidate stands now, by a read of its own; undefined for one who is out, or whose stage is unclear. */
export async function placeNow(
  { client, catalog }: Pick<Connected, 'client' | 'catalog'>,
  candidateId: string,
  turn: Turn,
): Promise<Place | undefined> {
  const candidate = await client.candidate(candidateId, turn);
  const { job, isDisqualified, isWithdrawn, isHired, isAnonymized } = candidate;
  if (!job || isDisqualified || isWithdrawn || isHired || isAnonymized) return undefined;
  const stage = await stageOf({ client, catalog }, candidate, turn);
  return stage === undefined ? undefined : { job: job.shortcode, stage };
}
