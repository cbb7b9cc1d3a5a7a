import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Observation } from '../../src/interviews/observation.ts';
import type { Policy } from '../../src/interviews/policy.ts';
import type { InvitationState } from '../../src/interviews/record.ts';
import { observation, policies } from './arbitraries.ts';
import { createDriver, kindOutside, type Outside } from './driver.ts';
import { day, givenRecord, hour, saw, t0 } from './given.ts';

type Driver = ReturnType<typeof createDriver>;

/** No life comes near it. */
const erasure = t0 + 36_500 * day;

const wait = fc.constantFrom(1, 1000, hour, day, 30 * day);
const failure = { kind: 'vendor-unclear', message: '' };
const invitations: fc.Arbitrary<InvitationState> = fc.constantFrom(
  { state: 'invited', at: t0, round: 1 },
  { state: 'invited', at: t0, round: 1 },
  { state: 'waiting', round: 0 },
  { state: 'inviting', round: 1 },
  { state: 'unclear', at: t0, round: 1, failure },
  { state: 'not-invited', at: t0, round: 1, failure },
);

const answers: fc.Arbitrary<Outside['answer']> = fc.oneof(
  fc.constantFrom(
    { outcome: 'acknowledged' as const, answer: {} },
    { outcome: 'acknowledged' as const, answer: {} },
    { outcome: 'try-again' as const, answer: {} },
    { outcome: 'try-again' as const, answer: {} },
    { outcome: 'refused' as const, answer: {} },
    { outcome: 'failed' as const, answer: {} },
    { outcome: 'token-rejected' as const, answer: {} },
    { outcome: 'rate-limited' as const, answer: {} },
  ),
  wait.map((inMs) => ({ outcome: 'rate-limited' as const, answer: {}, inMs })),
);

const outside: fc.Arbitrary<Outside> = fc.record({
  asked: fc.oneof(
    fc.record({ attempts: fc.array(observation, { maxLength: 2 }) }),
    fc.record({ retryAfterMs: wait }, { requiredKeys: [] }),
  ),
  details: fc.option(observation, { nil: undefined }),
  answer: answers,
  isTaken: fc.boolean(),
  isCrash: fc.boolean(),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  meanwhile: fc.array(observation, { maxLength: 2 }),
});

type Event =
  | { bell: Outside }
  | { webhook: Observation }
  | { replay: true }
  | { passMs: number }
  /** To the moment at which somebody looks again, or just beside it. */
  | { wakeMs: number };

const events: fc.Arbitrary<Event> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ bell: outside }) },
  { weight: 4, arbitrary: fc.record({ webhook: observation }) },
  { weight: 3, arbitrary: fc.record({ wakeMs: fc.constantFrom(0, 0, 0, 1, -1) }) },
  { weight: 2, arbitrary: fc.record({ passMs: wait }) },
  { weight: 1, arbitrary: fc.constant({ replay: true as const }) },
);

const lives = fc.record({ policy: policies, invitation: invitations, events: fc.array(events, { maxLength: 24 }) });
type Life = { policy: Policy; invitation: InvitationState; events: Event[] };

function live(life: Life): Driver {
  const driver = createDriver(givenRecord({ invitation: life.invitation }), life.policy);
  for (const event of life.events) happen(driver, event);
  return driver;
}

function happen(driver: Driver, event: Event): void {
  if ('bell' in event) driver.answerBell(event.bell);
  else if ('webhook' in event) driver.hear({ ...event.webhook, at: driver.now });
  else if ('replay' in event) driver.replay();
  else if ('passMs' in event) driver.now += event.passMs;
  else if (driver.wakeAt < erasure) driver.now = Math.max(driver.now, Math.ceil(driver.wakeAt) + event.wakeMs);
}

/** Lets the clock run from one moment to look to the next for a hundred days; the bound holds against waking too often. */
function runOn(driver: Driver, behaviour: Outside, mostBells: number): void {
  const until = driver.now + 100 * day;
  for (let bells = 0; driver.now < until; bells += 1) {
    if (bells > mostBells) throw new Error(`More than ${mostBells} bells`);
    driver.answerBell(behaviour);
    driver.now = Math.max(driver.now, Math.ceil(driver.wakeAt));
  }
  driver.now = until;
}

function everyLife(check: (life: Driver, policy: Policy) => void): void {
  fc.assert(
    fc.property(lives, (life) => check(live(life), life.policy)),
    { numRuns: 1000 },
  );
}

test('whatever happens, Workable is never told to go back', () => {
  everyLife(({ puts }) => {
    const told = puts
      .map(({ status, outcome }) => (outcome === 'acknowledged' ? `${status}! ` : `${status} `))
      .join('');
    // Only one of declined and expired, not again once it is acknowledged, and never after the first completed.
    expect(told).toMatch(/^((declined )*(declined! )?|(expired )*(expired! )?)(completed!? )*$/);
  });
});

test('whatever happens, Workable is told nothing that has no ground yet', () => {
  everyLife(({ puts }, policy) => {
    for (const { at, status, record } of puts) {
      const observed: Observation[] = Object.values(record.attempts).flatMap(({ observed }) => Object.values(observed));
      const since = (state: 'failed' | 'finished') =>
        Math.min(...Object.values(record.attempts).map((attempt) => attempt.since[state] ?? Number.POSITIVE_INFINITY));
      expect(record.invitation.state).toBe('invited');
      if (status === 'expired') expect(at).toBeGreaterThanOrEqual(t0 + policy.invitationExpiresAfterMs);
      else if (status === 'declined') expect(at).toBeGreaterThanOrEqual(since('failed') + policy.retryGraceMs);
      else if (!observed.some(({ state, score }) => state === 'finished' && typeof score === 'number')) {
        expect(at).toBeGreaterThanOrEqual(since('finished') + policy.resultHoldMs);
      }
    }
  });
});

test('whatever happened, Workable ends with exactly what is to be told, once everybody answers and an operator replays', () => {
  everyLife((life) => {
    life.replay();
    runOn(life, kindOutside, 150);
    expect(life.workableHas).toBe(life.wanted());
    if (life.record.invitation.state === 'invited') expect(life.workableHas).toBeDefined();
  });
});

test('whatever happened, Workable ends with exactly what is to be told although the vendor stays silent', () => {
  everyLife((life) => {
    life.replay();
    runOn(life, { ...kindOutside, asked: { retryAfterMs: day } }, 150);
    expect(life.workableHas).toBe(life.wanted());
    if (life.record.invitation.state === 'invited') expect(life.workableHas).toBeDefined();
  });
});

test('what Workable has is not sent again', () => {
  everyLife((life) => {
    life.replay();
    runOn(life, kindOutside, 150);
    const { length } = life.puts;
    life.replay();
    runOn(life, kindOutside, 150);
    expect(life.puts).toHaveLength(length);
  });
});

test('whatever a recruiter decides to and fro while answers and processes get lost, Workable ends with the last decision', () => {
  const decided = fc
    .constantFrom(true, false, null)
    .map((decision): Event[] => [
      { webhook: saw({ state: 'finished', isSubmitted: true, score: 7, decision }) },
      { passMs: 1000 },
    ]);
  const told = fc.constantFrom(
    kindOutside,
    { ...kindOutside, isCrash: true },
    { ...kindOutside, answer: { outcome: 'try-again' as const, answer: {} } },
  );
  const bell = told.map((bell): Event[] => [{ bell }]);
  fc.assert(
    fc.property(policies, fc.array(fc.oneof(decided, bell)), (policy, decisions) => {
      const driver = createDriver(givenRecord(), policy);
      for (const event of decisions.flat()) happen(driver, event);
      driver.replay();
      runOn(driver, kindOutside, 150);
      expect(driver.workableHas).toBe(driver.wanted());
    }),
    { numRuns: 1000 },
  );
});
