import { budgets } from '../interviews/budgets.ts';
import { change } from '../interviews/change.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import { limits } from '../limits.ts';
import type { Versioned } from '../records.ts';
import type { Context, StagePolicy } from './context.ts';
import { isOpen, knownOf } from './entries.ts';
import type { ApplicationStep } from './plan.ts';
import type { ApplicationParts } from './ports.ts';
import { type ApplicationRecord, type Enrolment, lastEnrolment, nextNumber, withNewest } from './record.ts';
import { type ApplicationTurn, saveTurn } from './turn.ts';

/** To whose application the interview belongs, by the candidate's id in the applicant tracking system. */
export function candidateOf({ movedTo, origin }: Pick<InterviewRecord, 'movedTo' | 'origin'>): string {
  const [candidateId = ''] = origin.key.split(' ');
  return movedTo ?? candidateId;
}

/**
 * The application that this one was before the candidate was moved to another job, which gave them another id and no
 * stay before this one: the timeline, which went along, says so. Undefined where there is none. `others`: the person's
 * interviews.
 */
export async function findEarlier(
  { applications, within }: ApplicationParts,
  { account, record }: ApplicationTurn,
  others: readonly InterviewRecord[],
): Promise<Versioned<ApplicationRecord> | undefined> {
  const [stay, ...more] = record.enrolments;
  if (!stay || more.length > 0) return undefined;
  const candidates = new Set(others.filter(({ origin }) => origin.door === 'stage').map(candidateOf));
  for (const candidateId of candidates) {
    const earlier = await applications.read(await applications.idOf(account.name, candidateId));
    if (!earlier || earlier.record.id === record.id) continue;
    // Looked at before: where no comment was written in time, it shows once the old id is known to be gone.
    if (stay.waits && !earlier.record.gone) continue;
    const isContinued = await within(budgets.read, ({ signal }) =>
      account.stage.isContinued(record.candidateId, earlier.record, { signal }),
    );
    if (isContinued) return earlier;
  }
  return undefined;
}

/**
 * Moves the stays of an earlier application here, with their interviews and all that was written. The interviews first:
 * what comes of them is told here from then on, and should this process die, the rest is done again.
 */
export async function takeOver(
  parts: ApplicationParts,
  turn: ApplicationTurn,
  { record: earlier, version }: Versioned<ApplicationRecord>,
): Promise<ApplicationStep | undefined> {
  const { account } = turn;
  const { candidateId } = turn.record;
  for (const { interviewId } of earlier.enrolments) {
    if (interviewId === undefined) continue;
    await change({ store: parts.interviews, now: parts.now }, account, interviewId, {
      to: (record) => (candidateOf(record) === candidateId ? undefined : { ...record, movedTo: candidateId }),
      event: 'belongs to another application now: the candidate was moved to another job',
    });
  }
  const { policy } = account.stage;
  const context = await parts.contextOf(account, { ...turn.record, enrolments: earlier.enrolments });
  turn.context = context;
  const next = await saveTurn(parts, turn, {
    to: (record) => continued(record, earlier, policy, context, parts.now()),
    event: 'goes on from another id of the candidate, who was moved to another job',
  });
  // What is left of it names no interview of its own.
  await parts.applications.erase(earlier, version);
  return next;
}

/** The newer record with the stays of an earlier one: an open interview goes on, after any other one returns. Pure. */
export function continued(
  record: ApplicationRecord,
  earlier: ApplicationRecord,
  { onReturn }: Pick<StagePolicy, 'onReturn'>,
  context: Context,
  now: number,
): ApplicationRecord {
  const stay = lastEnrolment(record);
  const stays = earlier.enrolments.map((each) => ({ ...each, knownBy: each.knownBy ?? earlier.id }));
  const last = stays.at(-1);
  if (!stay || !last) return record;
  const before = stays.slice(0, -1);
  const known = knownOf(last, context);
  const isGoingOn = isOpen(known) && last.templateId === stay.templateId;
  const enrolments = isGoingOn ? [...before, goneOn(last, stay)] : [...before, over(), returned()];
  const deliveries = { ...earlier.deliveries, ...record.deliveries };
  const joined = withNewest({ ...record, deliveries }, enrolments);
  return { ...joined, history: [...earlier.history, ...record.history].slice(-limits.historyLines) };

  function over(): Enrolment {
    const hadResult = known?.outcome.status === 'completed';
    return last?.left ? last : { ...(last as Enrolment), left: { at: now, why: 'moved', hadResult } };
  }

  function returned(): Enrolment {
    const { blocked: _blocked, waits: _waits, ...rest } = stay as Enrolment;
    const held = known && onReturn !== 'always' ? { held: onReturn } : {};
    return { ...rest, ...held, number: nextNumber(stays) };
  }
}

function goneOn({ left: _left, ...last }: Enrolment, { job, stage }: Enrolment): Enrolment {
  return { ...last, job, stage, returns: last.returns + 1 };
}
