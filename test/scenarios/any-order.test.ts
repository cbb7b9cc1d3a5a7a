import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AnswerRule } from '../../sandbox/workable/types.ts';
import { begin, only, putsOf, type Sent, sendInterview } from '../../testing/interviews.ts';
import { bridgeCommand, untilNothingIsDue } from '../../testing/operator.ts';
import { openSecondBridge, type SecondBridge } from '../../testing/second-bridge.ts';
import { day, hour, minute, second } from '../../testing/times.ts';
import { openWorld, secrets, type World } from '../../testing/world.ts';

type State = 'running' | 'collected' | 'failed' | 'scored' | 'reset';
type Attempt = { id: string; state: State; score: number; decision: boolean | null };
type Interview = Sent & { attempts: Attempt[] };
type Step =
  | 'begin'
  | 'collect'
  | 'score 4'
  | 'score 7.8'
  | 'advance'
  | 'decline'
  | 'undecide'
  | 'fail'
  | 'reset'
  | 'replay'
  | 'create';
type Answer = Omit<AnswerRule, 'match'>;
/** A step of an interview is one of those that are possible then. */
type Command =
  | { interview: number; choice: number; answer: Answer | undefined }
  | { advanceMs: number }
  | { rest: true }
  | { restart: 'first' | 'second' };

const scoring: Step[] = ['score 4', 'score 7.8'];
const possible: Record<State | 'none', Step[]> = {
  none: ['begin'],
  running: [...scoring, 'collect', 'fail'],
  collected: scoring,
  scored: [...scoring, 'advance', 'decline', 'undecide', 'advance', 'decline', 'reset', 'replay', 'create'],
  failed: ['begin', 'begin', 'replay', 'create'],
  reset: ['begin', 'begin', 'replay', 'create'],
};

/** Those that concern the whole account come more rarely: while it waits nothing else happens. */
const answers: fc.Arbitrary<Answer> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom<Answer[]>(
      { status: 200, delayMs: 150, times: 1 },
      { status: 500, times: 1 },
      { status: 500, after: 'record', times: 1 },
      { status: 200, drop: true, times: 1 },
      { status: 200, drop: true, after: 'record', times: 1 },
      { status: 409, times: 1 },
      { status: 422, times: 1 },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Answer[]>(
      { status: 429, headers: { 'Retry-After': '1' }, times: 1 },
      { status: 401, times: 1 },
    ),
  },
);
const commands: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      interview: fc.nat(),
      choice: fc.nat(),
      answer: fc.option(answers, { nil: undefined, freq: 2 }),
    }),
  },
  { weight: 5, arbitrary: fc.constant({ rest: true as const }) },
  { weight: 2, arbitrary: fc.record({ advanceMs: fc.constantFrom(second, minute, hour, day) }) },
  { weight: 1, arbitrary: fc.record({ restart: fc.constantFrom('first' as const, 'second' as const) }) },
);

const changes: Record<Exclude<Step, 'begin' | 'replay' | 'create'>, Partial<Attempt>> = {
  'score 4': { state: 'scored', score: 4 },
  'score 7.8': { state: 'scored', score: 7.8 },
  advance: { decision: true },
  decline: { decision: false },
  undecide: { decision: null },
  collect: { state: 'collected' },
  fail: { state: 'failed' },
  reset: { state: 'reset' },
};

let world: World;
let other: SecondBridge;
/** At most one of the two bridges is away at a time; webhooks go to one that is there. */
let restarting: Promise<void> = Promise.resolve();

beforeAll(async () => {
  world = await openWorld({ DELIVERY_RETRY_SCHEDULE: '100ms,300ms', DELIVERY_GIVE_UP_AFTER: '10s' });
  other = await openSecondBridge(world);
});
afterAll(async () => {
  await other.close();
  await world.close();
});

async function carryOut(command: Command, interviews: Interview[]): Promise<void> {
  if ('advanceMs' in command) return world.clock.advance(command.advanceMs);
  if ('rest' in command) return untilNothingIsDue(world);
  if ('restart' in command) return restart(command.restart);
  const interview = interviews[command.interview % interviews.length]!;
  if (command.answer) world.workable.control.answerWith({ ...command.answer, ...only(interview) });
  const steps = possible[interview.attempts.at(-1)?.state ?? 'none'];
  return takeStep(steps[command.choice % steps.length]!, interview);
}

async function restart(which: 'first' | 'second'): Promise<void> {
  await restarting;
  const webhook = (url: string) => ({ url: `${url}/webhooks/jobmojito`, secret: secrets.webhookSecret });
  world.vendor.control.configureWebhook(webhook(which === 'first' ? other.url : world.url));
  restarting = which === 'first' ? world.restart() : reopenOther();
}

async function reopenOther(): Promise<void> {
  await other.close();
  other = await openSecondBridge(world);
}

async function takeStep(step: Step, interview: Interview): Promise<void> {
  const { control } = world.vendor;
  const { id, email, templateId, callbackUrl, attempts } = interview;
  if (step === 'begin') {
    attempts.push({ id: await begin(world, interview), state: 'running', score: 0, decision: null });
    return;
  }
  if (step === 'replay') return void (await bridgeCommand(world, `replay ${id}`));
  if (step === 'create') {
    await restarting;
    expect((await sendInterview(world, { email, templateId, callbackUrl })).id).toBe(id);
    return;
  }
  const newest = attempts.at(-1)!;
  const change = changes[step];
  Object.assign(newest, change);
  if (change.score !== undefined) await control.score(newest.id, change.score);
  else if (change.decision !== undefined) await control.decide(newest.id, change.decision);
  else if (change.state === 'collected') await control.collect(newest.id);
  else if (change.state === 'failed') await control.fail(newest.id);
  else await control.reset(newest.id);
}

/** From what the candidate and the recruiter did. What was reset stands until there is another result. */
function expectedOf({ attempts }: Interview) {
  const scored = attempts.findLast(({ state }) => state === 'scored' || state === 'reset');
  if (scored) {
    const grade = { true: 'passed', false: 'failed', null: undefined }[String(scored.decision)];
    return { status: 'completed', score: String(Math.round(scored.score * 10)), grade };
  }
  return {
    status: attempts.at(-1)?.state === 'collected' ? 'completed' : expect.stringMatching(/^(declined|expired)$/),
  };
}

function toldOf({ callbackUrl }: Interview) {
  const { status, interview } = world.workable.control.latest(callbackUrl) ?? {};
  return { status, score: interview?.score, grade: interview?.grade };
}

/** Everything answers again, nothing is given up, and all deadlines pass. */
async function calmDown(interviews: Interview[]): Promise<void> {
  await restarting;
  world.workable.control.behave();
  await bridgeCommand(world, `replay ${interviews.map(({ id }) => id).join(' ')}`);
  for (const passMs of [minute, 20 * day, 4 * day, 2 * day]) {
    world.clock.advance(passMs);
    await untilNothingIsDue(world);
  }
}

it('ends with the last truth at Workable, in whatever order things happen on two bridges', {
  timeout: 120_000,
}, async () => {
  const lives = fc.asyncProperty(fc.array(commands, { minLength: 40, maxLength: 60, size: 'max' }), async (life) => {
    const interviews = await Promise.all(
      Array.from({ length: 4 }, async () => ({ ...(await sendInterview(world)), attempts: [] })),
    );
    for (const command of life) await carryOut(command, interviews);
    await calmDown(interviews);
    expect(interviews.map(toldOf)).toMatchObject(interviews.map(expectedOf));
    for (const interview of interviews) {
      const taken = putsOf(world, interview).filter(({ isTaken }) => isTaken);
      const told = taken.map(({ body }) => `${(body as { status: string }).status} `).join('');
      expect(told).toMatch(/^((declined )*|(expired )*)(completed )*$/);
      expect(world.vendor.control.invitations.filter(({ externalId }) => externalId === interview.id)).toHaveLength(1);
    }
    expect(world.workable.control.maxInFlightPerInterview).toBe(1);
  });
  await fc.assert(lives, { numRuns: 10, endOnFailure: true });
});
