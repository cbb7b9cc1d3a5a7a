import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Misbehaviour } from '../../../sandbox/vendor/types.ts';
import { limits } from '../../../src/limits.ts';
import { expectError } from '../../../testing/expect-error.ts';
import { during } from '../../../testing/process.ts';
import { openSecondBridge } from '../../../testing/second-bridge.ts';
import { type Answer, createBody, openWorld, until, type World } from '../../../testing/world.ts';

const path = 'job-interview-register-users';

/**
 * One person is asked to two interviews at once. The vendor hears of the first and answers in some bad way; it keeps
 * one of our ids per person, so once it has heard of the second it can no longer tell about the first.
 */
async function openPair(trouble: Omit<Misbehaviour, 'path' | 'times'>) {
  const world = await openWorld();
  const second = await openSecondBridge(world);
  const { control } = world.vendor;
  const candidate = { first_name: 'Ana', email: `candidate.${randomUUID()}@example.test` };
  const [one, other] = [0, 1].map((which) =>
    createBody(world, { interview_template_id: control.definitions[which]?.id, candidate }),
  );
  control.misbehave({ path, times: 1, ...trouble });
  const create = (body: unknown, door: Pick<World, 'ask'> = world) => door.ask('POST', '/interviews', { body });
  return {
    second,
    createOne: () => create(one),
    createOther: (door?: Pick<World, 'ask'>) => create(other, door),
    untilTold: () => until('the vendor is called', () => control.requests.some((each) => each.path === path)),
    /** Our ids of every invitation the person ever got, oldest first. */
    invited: () => control.invitations.map(({ externalId }) => externalId),
    async close() {
      await second.close();
      await world.close();
    },
  };
}

function statusesOf(answers: Answer[]): number[] {
  return answers.map(({ status }) => status);
}

function idsOf(answers: Answer[]): unknown[] {
  return answers.map(({ body }) => body.interview_id);
}

const places = [{ where: 'one process' }, { where: 'two processes' }] as const;
const silences = [
  { what: 'accepts the first and never answers', trouble: { how: 'accept-then-hang' }, invitedBefore: 1 },
  { what: 'takes no note of the first and never answers', trouble: { how: 'hang' }, invitedBefore: 0 },
] as const;

it.concurrent.for(places.flatMap((place) => silences.map((silence) => ({ ...place, ...silence }))))(
  'a person asked to two interviews at once, at $where, gets one invitation to each when the vendor $what',
  async ({ where, trouble, invitedBefore }, { onTestFinished }) => {
    const pair = await during(onTestFinished, openPair(trouble));
    const unanswered = pair.createOne();
    await pair.untilTold();
    const meanwhile = pair.createOther(where === 'one process' ? undefined : pair.second);
    const [first, other] = await Promise.all([unanswered, meanwhile]);
    expect(statusesOf([first, other])).toEqual([503, 201]);
    const again = await pair.createOne();
    expect(again.status).toBe(201);
    const ids = idsOf([again, other]);
    expect(pair.invited()).toEqual(invitedBefore === 1 ? ids : ids.toReversed());
  },
);

it.concurrent.for(places)(
  'a person asked to two interviews at once, at $where, is invited to the second only after the vendor’s slow answer about the first',
  async ({ where }, { onTestFinished }) => {
    const pair = await during(onTestFinished, openPair({ how: 'late', delayMs: 1_000 }));
    const slow = pair.createOne();
    await pair.untilTold();
    const answers = await Promise.all([slow, pair.createOther(where === 'one process' ? undefined : pair.second)]);
    expect(statusesOf(answers)).toEqual([201, 201]);
    expect(pair.invited()).toEqual(idsOf(answers));
  },
);

it.concurrent('has at most so many creates of one person wait, and says so to the others at once', async ({
  onTestFinished,
}) => {
  const world = await during(onTestFinished, openWorld());
  world.vendor.control.misbehave({ path, how: 'late', delayMs: 8_000 });
  const candidate = { first_name: 'Ana', email: 'ana@example.test' };
  const creating = Array.from({ length: limits.createsOfPerson + 50 }, () =>
    world.ask('POST', '/interviews', { body: createBody(world, { candidate }) }),
  );
  const refused = await Promise.race(creating);
  expectError(refused, 503, 'Too many interviews of one person at once');
  // Others are served meanwhile.
  world.vendor.control.behave();
  expect((await world.ask('POST', '/interviews', { body: createBody(world) })).status).toBe(201);
  const statuses = statusesOf(await Promise.all(creating));
  expect(statuses.filter((status) => status === 201).length).toBeGreaterThanOrEqual(limits.createsOfPerson / 2);
  expect(statuses.every((status) => status === 201 || status === 503)).toBe(true);
});
