import type { Observation } from './observation.ts';
import { type InterviewRecord, idAtVendor } from './record.ts';

/** The largest difference between the vendor's clock and ours. */
const skewMs = 60_000;

/**
 * The attempts of this interview, among all that the vendor lists for a candidate and a template. An attempt stays with
 * the interview that has it; otherwise it belongs to the newest interview of that person and template that existed when
 * it began.
 */
export function ownAttempts(
  record: InterviewRecord,
  others: readonly InterviewRecord[],
  listed: readonly Observation[],
): Observation[] {
  const rivals = others.filter(
    (other) => idAtVendor(other) !== idAtVendor(record) && other.templateId === record.templateId,
  );
  return listed.filter((observation) => {
    const { attemptId, startedAt, createdAt } = observation;
    if (attemptId in record.attempts) return true;
    if (rivals.some((rival) => attemptId in rival.attempts)) return false;
    const beganAt = startedAt ?? createdAt ?? observation.at;
    const isNewerRival = (rival: InterviewRecord) => rival.createdAt > record.createdAt && rival.createdAt <= beganAt;
    return beganAt + skewMs >= record.createdAt && !rivals.some(isNewerRival);
  });
}
