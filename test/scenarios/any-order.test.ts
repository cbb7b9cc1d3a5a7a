import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AnswerRule } from '../../sandbox/workable/types.ts';
import { begin, only, putsOf, type Sent, sendInterview } from '../support/interviews.ts';
import { bridgeCommand, untilNothingIsDue } from '../support/operator.ts';
import { openSecondBridge, type SecondBridge } from '../support/second-bridge.ts';
import { day, hour, minute, second } from '../support/times.ts';
import { openWorld, secrets, type World } from '../support/world.ts';

type Attempt = {
  id: string;
  state: 'running' | 'collected' | 'failed' | 'scored' | 'reset';
  score: number;
  decision: boolean | null;
};
type Interview = Sent & { attempts: Attempt[] };
type Step = 'begin' | 'collect' | 'score' | 'decide' | 'fail' | 'reset' | 'replay' | 'create again';
type Stepping = { interview: number; step: Step; score: number; decision: boolean | null };
type Command =
  | Stepping
  | { interview: number; answer: Omit<AnswerRule, 'match'> }
  | { advanceMs: number }
  | { restart: 'first' | 'second' };

const commands: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      interview: fc.nat(),
      step: fc.constantFrom<Step>(
        'begin',
        'score',
        'decide',
        'decide',
        'score',
        'collect',
        'fail',
        'reset',
        'replay',
        'create again',
      ),
      score: fc.constantFrom(4, 7.8),
      decision: fc.constantFrom(true, false, null),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      interview: fc.nat(),
      answer: fc.constantFrom<Omit<AnswerRule, 'match'>[]>(
        { status: 200, delayMs: 150, times: 1 },
        { status: 500, times: 1 },
        { status: 500, after: 'record', times: 1 },
        { status: 200, drop: true, times: 1 },
        { status: 200, drop: true, after: 'record', times: 1 },
        { status: 429, headers: { 'Retry-After': '2' }, times: 1 },
        { status: 401, times: 1 },
        { status: 409, times: 1 },
        { status: 422, times: 1 },
      ),
    }),
  },
  { weight: 3, arbitrary: fc.record({ advanceMs: fc.constantFrom(second, minute, hour, day) }) },
  { weight: 1, arbitrary: fc.record({ restart: fc.constantFrom('first' as const, 'second' as const) }) },
);

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
  if ('restart' in command) return restart(command.restart);
  const interview = interviews[command.interview % interviews.length]!;
  if ('answer' in command) return world.workable.control.answerWith({ ...command.answer, ...only(interview) });
  return takeStep(command, interview);
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

/** What cannot happen to the newest attempt does not. */
async function takeStep({ step, score, decision }: Stepping, interview: Interview): Promise<void> {
  const { control } = world.vendor;
  const { id, email, templateId, callbackUrl, attempts } = interview;
  const newest = attempts.at(-1);
  const isOver = newest === undefined || newest.state === 'failed' || newest.state === 'reset';
  if (step === 'begin' && isOver) {
    attempts.push({ id: await begin(world, interview), state: 'running', score, decision: null });
  } else if (step === 'replay') {
    await bridgeCommand(world, `replay ${id}`);
  } else if (step === 'create again') {
    await restarting;
    expect((await sendInterview(world, { email, templateId, callbackUrl })).id).toBe(id);
  } else if (step === 'collect' && newest?.state === 'running') {
    newest.state = 'collected';
    await control.collect(newest.id);
  } else if (step === 'fail' && newest?.state === 'running') {
    newest.state = 'failed';
    await control.fail(newest.id);
  } else if (step === 'score' && !isOver) {
    Object.assign(newest, { state: 'scored', score });
    await control.score(newest.id, score);
  } else if (step === 'decide' && newest?.state === 'scored') {
    newest.decision = decision;
    await control.decide(newest.id, decision);
  } else if (step === 'reset' && newest?.state === 'scored') {
    newest.state = 'reset';
    await control.reset(newest.id);
  }
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
  const lives = fc.asyncProperty(fc.array(commands, { minLength: 30, maxLength: 60 }), async (life) => {
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
  await fc.assert(lives, { numRuns: 6, endOnFailure: true });
});
