import { emailOf } from '../../../src/interviews/person.ts';
import type { Known } from '../../../src/interviews/plan.ts';
import type { History } from './history.ts';
import type { Lived } from './live.ts';
import { place, type Row, type Truth } from './simulation.ts';

const minute = 60_000;
/** A signed webhook is believed for so long, and a read. */
const believedMs = 2 * minute;

/** Rows of which a stay may have more than one, where each says something else than the one before. */
const repeatable: ReadonlySet<string> = new Set(['result', 'continues', 'withdrawn', 'blocked', 'moved-date']);

type Stay = { from: number; to: number };

/** The first promise that the history has broken, in words; undefined where every one has held. */
export function brokenPromise(history: History, lived: Lived): string | undefined {
  return promises.find(({ holds }) => !holds(history, lived))?.is;
}

const promises: readonly { is: string; holds: (history: History, lived: Lived) => boolean }[] = [
  { is: 'in the end a stay is open where the candidate stands in the stage, and nowhere else', holds: standsInTheEnd },
  { is: 'who stands in the stage in the end has an interview, unless something is in the way', holds: isInterviewed },
  { is: 'who has left has no open interview that the vendor could end', holds: isWithdrawn },
  { is: 'no candidate is invited who does not stand in the stage or cannot be reached', holds: areInvitationsDue },
  { is: 'one stay, one invitation', holds: areInvitationsFew },
  { is: 'who has not left reads nothing of a withdrawal', holds: areWithdrawalsTrue },
  { is: 'a result stands on the timeline, with its last score', holds: areResultsWritten },
  { is: 'with STAGE_ON_LEAVE=keep nothing is withdrawn', holds: areKept },
  { is: 'an open interview that was moved to another time says the last one', holds: areMovesWritten },
  { is: 'an interview that came to nothing is told once, as it happened', holds: areEndsWritten },
  { is: 'no row stands there twice, and the invitation before the result', holds: areRowsInOrder },
];

function standsInTheEnd({ truths }: History, { record }: Lived): boolean {
  const stay = record().enrolments.at(-1);
  return (stay !== undefined && !stay.left) === isIn(truths.at(-1));
}

function isInterviewed({ truths }: History, { record, interviews }: Lived): boolean {
  const last = truths.at(-1);
  const stay = record().enrolments.at(-1);
  if (!isIn(last) || !stay || stay.held || !isReachable(last)) return true;
  const known = interviews.get(stay.interviewId ?? '');
  return known !== undefined && known.record.cancellation === undefined;
}

function isWithdrawn({ truths, canCancel, policy }: History, { interviews }: Lived): boolean {
  if (isIn(truths.at(-1)) || !canCancel || policy.onLeave === 'keep') return true;
  return ![...interviews.values()].some(isOpen);
}

function areInvitationsDue({ truths }: History, { done }: Lived): boolean {
  const stays = staysOf(truths);
  return done.every(({ step, at }) => {
    if (step !== 'invite') return true;
    const wasThere = stays.some(({ from, to }) => from <= at && at <= to + believedMs);
    return wasThere && truths.some((truth, i) => isReachable(truth) && wasTrue(truths, i, at - believedMs, at));
  });
}

function areInvitationsFew({ truths }: History, { done }: Lived): boolean {
  return done.filter(({ step }) => step === 'invite').length <= staysOf(truths).length;
}

function areWithdrawalsTrue({ truths }: History, { rows, record }: Lived): boolean {
  const stays = staysOf(truths);
  const hasLeftBy = (at: number) => stays.some(({ to }) => to <= at);
  const lefts = record().enrolments.flatMap(({ left }) => left?.at ?? []);
  const withdrawals = rows.filter(({ key }) => key === 'withdrawn').map(({ at }) => at);
  return [...lefts, ...withdrawals].every(hasLeftBy);
}

function areResultsWritten(_history: History, { record, interviews, rows }: Lived): boolean {
  return record().enrolments.every(({ number, interviewId = '' }) => {
    const outcome = interviews.get(interviewId)?.outcome;
    const written = rows.filter((row) => row.key === 'result' && row.number === number).map(({ says }) => says);
    if (outcome?.status !== 'completed') return written.length === 0;
    return written.at(-1) === String(outcome.attempt.score);
  });
}

function areKept({ policy }: History, { rows, record, done }: Lived): boolean {
  if (policy.onLeave !== 'keep') return true;
  const isWithdrawal = rows.some(({ key }) => key === 'withdrawn') || done.some(({ step }) => step === 'withdraw');
  return !isWithdrawal && record().enrolments.every(({ left }) => !left || left.goesOn);
}

function areMovesWritten(_history: History, { record, interviews, rows }: Lived): boolean {
  return record().enrolments.every(({ number, interviewId = '', left }) => {
    const known = interviews.get(interviewId);
    const to = known?.outcome.status === 'pending' ? known.record.rescheduled?.to : undefined;
    if (to === undefined || (left && !left.goesOn)) return true;
    return rows.findLast((row) => row.key === 'moved-date' && row.number === number)?.says === String(to);
  });
}

function areEndsWritten(_history: History, { record, interviews, rows }: Lived): boolean {
  return record().enrolments.every(({ number, interviewId = '', left }) => {
    const known = interviews.get(interviewId);
    const told = rows.filter((row) => row.number === number && ['cancelled', 'not-taken'].includes(row.key));
    if (known?.outcome.status !== 'declined' || known.record.cancellation) return told.length <= 1;
    const { final = 'failed' } = known.record.attempts[interviewId]?.observed.webhook ?? {};
    const isRight = told.every(({ says }) => says === final);
    return isRight && (left && !left.goesOn ? told.length <= 1 : told.length === 1);
  });
}

function areRowsInOrder(_history: History, { rows }: Lived): boolean {
  return rows.every((row, i) => {
    const last = rows.slice(0, i).findLast(({ key, number }) => key === row.key && number === row.number);
    if (last && (!repeatable.has(row.key) || last.says === row.says)) return false;
    return row.key !== 'result' || isBefore(rows, i, ({ key, number }) => key === 'invited' && number === row.number);
  });
}

function isBefore(rows: readonly Row[], index: number, is: (row: Row) => boolean): boolean {
  const found = rows.findIndex(is);
  return found >= 0 && found < index;
}

function isOpen({ record, outcome }: Known): boolean {
  return outcome.status === 'pending' && !record.cancellation;
}

function isIn(truth: Truth | undefined): boolean {
  return truth?.stage === place.stage && truth.end === undefined;
}

function isReachable(truth: Truth | undefined): boolean {
  return truth?.email === undefined || emailOf(truth.email) !== undefined;
}

/** That truth held at some time from `from` to `to`. */
function wasTrue(truths: readonly Truth[], index: number, from: number, to: number): boolean {
  return (truths[index]?.at ?? 0) <= to && from < (truths[index + 1]?.at ?? Number.POSITIVE_INFINITY);
}

/** When stays in the stage truly begin and end. */
function staysOf(all: readonly Truth[]): Stay[] {
  return all.flatMap((truth, i) => {
    if (!isIn(truth) || (i > 0 && isIn(all[i - 1]))) return [];
    const end = all.slice(i + 1).find((next) => !isIn(next));
    return [{ from: truth.at, to: end?.at ?? Number.POSITIVE_INFINITY }];
  });
}
