import { asFailure } from '../errors.ts';
import { budgets, endsInLease } from '../interviews/budgets.ts';
import type { Leased } from '../records.ts';
import { eraseApplication } from './erase.ts';
import { inviteAgain, inviteFor } from './invite.ts';
import type { ApplicationStep } from './plan.ts';
import type { ApplicationParts, StageAccount } from './ports.ts';
import { type ApplicationRecord, lastEnrolment, missingForMs, type ReadState, see } from './record.ts';
import { type ApplicationTurn, releaseTurn, saveTurn } from './turn.ts';
import { withdraw } from './withdraw.ts';
import { writeEntry } from './write.ts';

/** Works on one application that this process has leased: settles, plans, acts and saves, until nothing is due. */
export async function workOnApplication(
  parts: ApplicationParts,
  account: StageAccount,
  { record, version, lease, circuits }: Leased<ApplicationRecord>,
  leasedAt: number,
): Promise<void> {
  try {
    const context = await parts.contextOf(account, record);
    const closedTo = new Set<string>();
    const turn: ApplicationTurn = {
      account,
      record,
      version,
      lease,
      context,
      circuitStates: circuits,
      leasedAt,
      closedTo,
    };
    let next = await saveTurn(parts, turn, { to: () => undefined });
    while (next) next = await act(parts, turn, next);
  } catch (error) {
    // The index still says that work is due, so the poller finds it again.
    await parts.applications.release(lease).catch(() => undefined);
    throw error;
  }
}

function act(
  parts: ApplicationParts,
  turn: ApplicationTurn,
  step: ApplicationStep,
): Promise<ApplicationStep | undefined> {
  switch (step.do) {
    case 'erase':
      return eraseApplication(parts, turn);
    case 'withdraw':
      return withdraw(parts, turn, step.enrolment);
    case 'write':
      return writeEntry(parts, turn, step);
    case 'read':
      return readCandidate(parts, turn, step.isUrgent);
    case 'invite':
      return inviteFor(parts, turn, step.enrolment);
    case 'invite-again':
      return inviteAgain(parts, turn, step.enrolment);
    case 'wait':
      return saveTurn(parts, turn, { to: () => undefined });
  }
}

/** Between reads that fail; the last one repeats. */
const readWaitsMs = [5_000, 30_000, 5 * 60_000];

async function readCandidate(
  parts: ApplicationParts,
  turn: ApplicationTurn,
  isUrgent: boolean,
): Promise<ApplicationStep | undefined> {
  const { account, record } = turn;
  if (!endsInLease(budgets.read, parts.monotonic() - turn.leasedAt)) return releaseTurn(parts, turn);
  try {
    const found = await parts.within(budgets.read, ({ signal }) =>
      account.stage.readCandidate(record.candidateId, {
        signal,
        isUrgent,
        isForPerson: isUrgent && isAskedFor(record),
      }),
    );
    if (found === 'gone') return await saveMissing(parts, turn);
    // What it says decides what else has to be known.
    turn.context = await parts.contextOf(account, see(turn.record, found));
    return await saveTurn(parts, turn, { to: (each) => see(each, found) });
  } catch (error) {
    const { kind, retryAfterMs } = asFailure(error);
    if (kind === 'internal' || kind === 'store-unavailable') throw error;
    return saveTurn(parts, turn, {
      to: (each) => ({ ...each, reading: afterFailure(each.reading, parts.now(), retryAfterMs) }),
    });
  }
}

/** A person asked for the invitation, and there is none yet. */
function isAskedFor(record: ApplicationRecord): boolean {
  const stay = lastEnrolment(record);
  return stay?.askedAt !== undefined && stay.interviewId === undefined;
}

function afterFailure({ tries, ...rest }: ReadState, now: number, retryAfterMs = 0): ReadState {
  const wait = readWaitsMs[Math.min(tries, readWaitsMs.length - 1)] ?? 0;
  return { ...rest, tries: tries + 1, notBefore: now + (retryAfterMs || wait) };
}

/** One answer that there is no such candidate may be a mistake; a second one some minutes later is none. */
async function saveMissing(parts: ApplicationParts, turn: ApplicationTurn): Promise<ApplicationStep | undefined> {
  const now = parts.now();
  const isGone = ({ reading: { missingSince = now } }: ApplicationRecord) => now - missingSince >= missingForMs;
  return saveTurn(parts, turn, {
    to(record) {
      if (isGone(record)) return { ...record, gone: record.gone ?? { at: now, why: 'deleted' } };
      const { missingSince = now } = record.reading;
      return { ...record, reading: { tries: 0, missingSince, notBefore: missingSince + missingForMs } };
    },
    event: isGone(turn.record) ? 'not found again: the candidate is gone' : 'not found',
  });
}
