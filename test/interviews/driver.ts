import { askedInVain } from '../../src/interviews/asking.ts';
import { afterAnswer, doubted, isTurnedDown, replayed, undoubted } from '../../src/interviews/delivery.ts';
import type { Observation } from '../../src/interviews/observation.ts';
import type { Policy } from '../../src/interviews/policy.ts';
import type { SendResult } from '../../src/interviews/ports.ts';
import { deadlineOf, publish } from '../../src/interviews/publication.ts';
import { type InterviewRecord, observe } from '../../src/interviews/record.ts';
import { nextStep, scheduleOf } from '../../src/interviews/step.ts';
import { heard, render } from './given.ts';

export type Status = 'completed' | 'declined' | 'expired';
export type Put = { at: number; status: Status; record: InterviewRecord; outcome: SendResult['outcome'] };

/** How the outside behaves while one bell is answered. */
export type Outside = {
  /** The vendor's answer to a question, or how long it wants to be left alone. */
  asked: { attempts: Observation[] } | { retryAfterMs?: number };
  details: Observation | undefined;
  /** Workable's answer to a PUT; `isTaken`: it took the payload, although the answer got lost. */
  answer: Exclude<SendResult, { outcome: 'rate-limited' }> | { outcome: 'rate-limited'; answer: object; inMs?: number };
  isTaken: boolean;
  /** The process dies before it can write the answer down. */
  isCrash: boolean;
  random: number;
  /** Webhooks that arrive while the PUT is under way. */
  meanwhile: Observation[];
};

export const kindOutside: Outside = {
  asked: { attempts: [] },
  details: undefined,
  answer: { outcome: 'acknowledged', answer: {} },
  isTaken: true,
  isCrash: false,
  random: 0,
  meanwhile: [],
};

/** More steps than this at one moment, without news from outside, are steps in a circle. */
const mostSteps = 12;

/**
 * The pure functions of the middle, driven as settle.ts drives them, without a store: one interview, one clock that
 * stands still while a bell is answered, and what Workable came to hold.
 */
export function createDriver(first: InterviewRecord, policy: Policy) {
  let wasSure = false;
  const driver = {
    record: first,
    now: first.createdAt,
    /** When somebody looks again. */
    wakeAt: first.createdAt,
    pausedUntil: 0,
    puts: [] as Put[],
    workableHas: undefined as string | undefined,

    hear(...observations: Observation[]): void {
      driver.record = heard(driver.record, observations);
    },

    replay(): void {
      driver.record = { ...driver.record, delivery: replayed(driver.record.delivery) };
    },

    /** What Workable ought to hold now; undefined while there is nothing to tell. */
    wanted(): string | undefined {
      const publication = publish(driver.record, policy, driver.now);
      return publication.status === 'pending' ? undefined : render(driver.record, publication).body;
    },

    answerBell(outside: Outside): void {
      wasSure = false;
      for (let steps = 0; ; steps += 1) {
        if (steps > mostSteps) throw new Error(`Steps in a circle, the last of them: ${JSON.stringify(plan())}`);
        if (!takeStep(outside)) return;
      }
    },
  };
  return driver;

  function plan() {
    return nextStep(driver.record, policy, render, driver.now, driver.pausedUntil <= driver.now);
  }

  /** Writes down when to look again, as the index of due work does. */
  function sleep(): void {
    const { dueAt, sendAt } = scheduleOf(driver.record, policy, render, driver.now);
    driver.wakeAt = Math.min(dueAt, Math.max(sendAt ?? Number.POSITIVE_INFINITY, driver.pausedUntil));
  }

  /** False when there is nothing left to do now. */
  function takeStep(outside: Outside): boolean {
    const { record, now } = driver;
    const step = plan();
    switch (step.do) {
      case 'erase':
        throw new Error('Nothing is to be erased yet');
      case 'conclude':
        driver.record = { ...record, concluded: { status: step.status, at: now } };
        return true;
      case 'details': {
        const known = outside.details
          ? observe(record, { ...outside.details, source: 'details', attemptId: step.attemptId, at: now })
          : record;
        const attempt = { ...known.attempts[step.attemptId]!, detailsAsked: true as const };
        driver.record = { ...known, attempts: { ...known.attempts, [step.attemptId]: attempt } };
        return true;
      }
      case 'ask':
        if ('attempts' in outside.asked) {
          const listed = outside.asked.attempts.map((each) => ({ ...each, source: 'list' as const, at: now }));
          driver.record = { ...heard(record, listed), asked: { answeredAt: now } };
        } else {
          const deadline = deadlineOf(record, policy);
          driver.record = { ...record, asked: askedInVain(record.asked, deadline, now, outside.asked.retryAfterMs) };
        }
        return true;
      case 'doubt':
        wasSure = record.delivery.unsureSince === undefined;
        driver.record = { ...record, delivery: doubted(record.delivery, now) };
        return true;
      case 'send':
        return send(step.rendered, step.publication.status, outside);
      case 'wait':
        sleep();
        if (!(driver.wakeAt > now && Number.isFinite(driver.wakeAt))) throw new Error(`Wakes at ${driver.wakeAt}`);
        if (driver.pausedUntil <= now && driver.wakeAt !== step.until) throw new Error('Wakes at another time');
        return false;
    }
  }

  function send({ body, digest }: { body: string; digest: string }, status: Status, outside: Outside): boolean {
    const { now } = driver;
    const { answer, random } = outside;
    // Of an answer that nobody wrote down the bridge knows as little as of none.
    const outcome = outside.isCrash ? 'try-again' : answer.outcome;
    driver.puts.push({ at: now, status, record: driver.record, outcome });
    const isTaken = answer.outcome === 'acknowledged' || (answer.outcome === 'try-again' && outside.isTaken);
    if (isTaken) driver.workableHas = body;
    driver.hear(...outside.meanwhile.map((each) => ({ ...each, at: now })));
    if (outside.isCrash) {
      driver.wakeAt = now;
      return false;
    }
    const known = wasSure && isTurnedDown(answer) ? undoubted(driver.record.delivery) : driver.record.delivery;
    const delivery = afterAnswer(known, { digest, status }, answer, policy, now, random);
    driver.record = { ...driver.record, delivery };
    if (answer.outcome === 'token-rejected' || answer.outcome === 'rate-limited') {
      const wait = 'inMs' in answer ? answer.inMs : undefined;
      driver.pausedUntil = now + (wait ?? policy.retryScheduleMs[0] ?? 1);
      sleep();
      return false;
    }
    return true;
  }
}
