import { asFailure } from '../errors.ts';
import { askedInVain } from './asking.ts';
import { afterAnswer, doubted, isTry, isTurnedDown, undoubted } from './delivery.ts';
import { tellIgnored } from './ignored.ts';
import type { Observation } from './observation.ts';
import { ownAttempts } from './ownership.ts';
import { accountPauses } from './pauses.ts';
import type { Account, Held, InterviewStore, SendResult, Tell } from './ports.ts';
import { deadlineOf } from './publication.ts';
import { type Answer, attemptsOf, type InterviewRecord } from './record.ts';
import { observeWithin } from './room.ts';
import { conclude, nextStep, type Step, scheduleOf, type Told } from './step.ts';
import { describe, describeAnswer, describeIgnored, withLine } from './story.ts';
import { untilSaved } from './tries.ts';

type Parts = {
  store: InterviewStore;
  now: () => number;
  /** Milliseconds on a clock that nobody sets. */
  monotonic: () => number;
  /** In [0, 1). */
  random: () => number;
  tell: Tell;
};

/** Longer than any single call to the outside; every save extends it. */
const holdMs = 20_000;
/** A PUT (15 s at most) starts only so soon after the hold was asked for that it ends before the hold does. */
const freshMs = 4_000;

/**
 * Answers the bell: reads the record now, does what has to be done now, and writes down when to look again. One worker
 * at a time holds an interview, so at most one PUT of it is in flight, and what is sent is the newest there is.
 */
export function settleInterviews({ store, now, monotonic, random, tell }: Parts) {
  const { passFor, changePause, noteAnswer } = accountPauses({ store, now, random });

  return async function settle(account: Account, id: string): Promise<void> {
    const askedAt = monotonic();
    const held = await store.hold(id, holdMs);
    if (!held) return;
    try {
      await runErrand(account, held, askedAt);
    } catch (error) {
      // The index still says that work is due; the sweep brings it back.
      await store.release(held).catch(() => undefined);
      throw error;
    }
  };

  async function runErrand(account: Account, held: Held, askedAt: number): Promise<void> {
    let current = held;
    /** The hold lasts from then on at least: it was asked for then, however late the answer came. */
    let heldAt = askedAt;
    /** Nothing was in doubt before what is about to be sent. */
    let wasSure = false;
    /** It is not this one's turn to be sent; everything else goes on. */
    let isHeldUp = false;
    const where = { account: account.name, interviewId: held.record.id };

    let step: Step | undefined = plan(current.record);
    while (step) {
      switch (step.do) {
        case 'erase':
          if (!(await store.erase(current.record, current.version))) return giveBack();
          tell({ event: 'erasure', outcome: 'retention', ...where });
          return;
        case 'conclude':
          step = await save(
            (record) => conclude(record, account.policy, account.render, now()),
            (record, was) => (record === was ? undefined : `now ${record.concluded?.status}`),
          );
          break;
        case 'details':
          step = await askDetails(step.attemptId);
          break;
        case 'ask':
          step = await ask();
          break;
        case 'doubt':
          wasSure = current.record.delivery.unsureSince === undefined;
          step = await save((record) => ({ ...record, delivery: doubted(record.delivery, now()) }));
          break;
        case 'send':
          step = await send(step.publication);
          break;
        case 'wait':
          step = isScheduled() ? await giveBack() : await save((record) => record);
          break;
      }
    }

    /** Saves a change and says what comes next; gives the interview back when that is to wait. */
    async function save(
      change: (record: InterviewRecord) => InterviewRecord,
      text?: string | ((record: InterviewRecord, was: InterviewRecord) => string | undefined),
    ): Promise<Step | undefined> {
      return untilSaved(async () => {
        const changed = change(current.record);
        const next = plan(changed);
        const schedule = scheduleOf(changed, account.policy, account.render, now());
        const words = typeof text === 'function' ? text(changed, current.record) : text;
        const record = words === undefined ? changed : withLine(changed, now(), words);
        const isDone = next.do === 'wait';
        const savingAt = monotonic();
        const saved = await store.saveHeld(current, record, schedule, isDone);
        if (saved === 'lost') return { next: undefined };
        if (saved !== 'moved') {
          current = saved;
          heldAt = savingAt;
          return { next: isDone ? undefined : next };
        }
        const moved = await store.read(current.record.id);
        if (!moved) return { next: undefined };
        current = { ...current, ...moved };
        return undefined;
      }).then(({ next }) => next);
    }

    async function askDetails(attemptId: string): Promise<Step | undefined> {
      const details = await account.vendor.fetchDetails(attemptId, now()).catch(() => undefined);
      tell({ event: 'details', outcome: details ? 'answered' : 'unanswered', attemptId, ...where });
      if (details) tellIgnored(tell, details, where);
      return save(
        (record) => withDetailsAsked(details ? observed(record, details) : record, attemptId),
        `details of attempt ${attemptId} ${details ? `fetched${describeIgnored(details)}` : 'not to be had'}`,
      );
    }

    async function ask(): Promise<Step | undefined> {
      const startedAt = now();
      const { id, templateId, candidate } = current.record;
      const profileId = attemptsOf(current.record).at(-1)?.profileId;
      const question = { interviewId: id, templateId, email: candidate.email, ...(profileId ? { profileId } : {}) };
      try {
        const listed = await account.vendor.fetchAttempts(question, startedAt);
        const others = await store.findByPerson(account.name, candidate.email);
        const observations = ownAttempts(
          current.record,
          others.map(({ record }) => record),
          listed,
        );
        tell({ event: 'ask', outcome: 'answered', ...where });
        for (const observation of observations) tellIgnored(tell, observation, where);
        return await save(
          (record) => ({ ...observations.reduce(observed, record), asked: { answeredAt: startedAt } }),
          `asked the vendor: ${observations.map(describe).join('; ') || 'no attempt yet'}`,
        );
      } catch (error) {
        const failure = asFailure(error);
        if (failure.kind === 'internal' || failure.kind === 'store-unavailable') throw error;
        tell({ event: 'ask', outcome: 'unanswered', detail: failure.kind, ...where });
        return save((record) => {
          const deadline = deadlineOf(record, account.policy);
          return { ...record, asked: askedInVain(record.asked, deadline, now(), failure.retryAfterMs) };
        });
      }
    }

    async function send(publication: Told): Promise<Step | undefined> {
      const barrier = account.barrierTo(current.record.callbackUrl);
      if (barrier) return sendNothing(publication, barrier);
      const pass = await passFor(account, current.record.id, current.pause);
      if (!pass) {
        tell({ event: 'delivery', outcome: 'paused', ...where });
        isHeldUp = true;
        return wasSure ? save(undoubt) : plan(current.record);
      }
      if (monotonic() - heldAt > freshMs) return giveBack();

      const rendered = account.render(current.record, publication);
      if (rendered.isScoreAboveMaximum) tell({ event: 'score', outcome: 'above-maximum', ...where });
      const sent = { digest: rendered.digest, status: publication.status, outline: rendered.outline() };
      const result = await account.send(current.record.callbackUrl, rendered.body);
      const text = `told ${sent.status}: ${result.outcome} (${describeAnswer(result.answer)})`;
      const isPaused = await changePause(account, current.record.id, pass.pause, result);
      const isTokenRefused = isPaused && result.outcome === 'token-rejected';
      tell({
        event: 'delivery',
        outcome: result.outcome,
        detail: describeAnswer(result.answer),
        ...(isTokenRefused ? { isAlarm: true } : {}),
        ...where,
      });
      const jitter = random();
      const isUntouched = wasSure && isTurnedDown(result);
      wasSure = false;
      const next = await save(
        (record) => {
          const known = isUntouched ? undoubted(record.delivery) : record.delivery;
          // It says nothing of this interview: its own tries neither count nor end.
          if (isTokenRefused) return { ...record, delivery: known };
          const delivery = afterAnswer(known, sent, result, account.policy, now(), jitter);
          if (delivery.failed && isTry(result)) tell({ event: 'delivery', outcome: 'gave-up', ...where });
          return { ...record, delivery };
        },
        givingUp(text, result),
      );
      await noteAnswer(account, pass.pause, result, current);
      return isPaused && next ? giveBack() : next;
    }

    /** As far as the record has room; what it has none for is left out, and a person has to know. */
    function observed(record: InterviewRecord, observation: Observation): InterviewRecord {
      const joined = observeWithin(record, observation);
      if (!joined) tell({ event: 'record', outcome: 'full', attemptId: observation.attemptId, ...where });
      return joined ?? record;
    }

    /** Nothing leaves; the delivery fails as if Workable had refused it for good. */
    async function sendNothing(publication: Told, barrier: Answer): Promise<Step | undefined> {
      const { digest } = account.render(current.record, publication);
      tell({ event: 'delivery', outcome: 'failed', detail: describeAnswer(barrier), ...where });
      return save(
        (record) => {
          const { delivery } = wasSure ? undoubt(record) : record;
          const result = { outcome: 'failed', answer: barrier } as const;
          const sent = { digest, status: publication.status };
          return { ...record, delivery: afterAnswer(delivery, sent, result, account.policy, now(), 0) };
        },
        `not told ${publication.status}: ${describeAnswer(barrier)}`,
      );
    }

    /** The index says already when to look again. */
    function isScheduled(): boolean {
      const { record, schedule } = current;
      const { dueAt, sendAt } = scheduleOf(record, account.policy, account.render, now());
      return dueAt === schedule.dueAt && sendAt === schedule.sendAt;
    }

    async function giveBack(): Promise<undefined> {
      await store.release(current);
    }

    function plan(record: InterviewRecord): Step {
      const maySend = !isHeldUp && (current.pause === undefined || current.pause.until <= now());
      return nextStep(record, account.policy, account.render, now(), maySend);
    }
  }
}

/** The line of a try, which says so when it was the last one. */
function givingUp(text: string, result: SendResult) {
  return ({ delivery }: InterviewRecord, was: InterviewRecord): string => {
    if (!delivery.failed || !isTry(result)) return text;
    return `${text}, given up after ${(was.delivery.trying?.tries ?? 0) + 1} tries`;
  };
}

function undoubt(record: InterviewRecord): InterviewRecord {
  return { ...record, delivery: undoubted(record.delivery) };
}

function withDetailsAsked(record: InterviewRecord, attemptId: string): InterviewRecord {
  const attempt = record.attempts[attemptId];
  if (!attempt) return record;
  return { ...record, attempts: { ...record.attempts, [attemptId]: { ...attempt, detailsAsked: true } } };
}
