import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import { openSecondBridge, type SecondBridge } from '../../../testing/second-bridge.ts';
import { type Answer, createBody, openWorld, type World } from '../../../testing/world.ts';

const path = 'job-interview-register-users';
let world: World;
let second: SecondBridge;
beforeAll(async () => {
  world = await openWorld({ LOG_LEVEL: 'info' });
  second = await openSecondBridge(world);
});
afterEach(() => world.vendor.control.behave());
afterAll(async () => {
  await second.close();
  await world.close();
});

const doors: [string, () => Pick<World, 'ask'>[]][] = [
  ['one process', () => [world]],
  ['two processes', () => [world, second]],
];

function newBody() {
  const email = `candidate.${randomUUID()}@example.test`;
  return { email, body: createBody(world, { candidate: { first_name: 'Ana', email } }) };
}

/** Equal creates at the same time, in turn at every door. */
function createMany(count: number, at: Pick<World, 'ask'>[], body: unknown): Promise<Answer[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => at[i % at.length]!.ask('POST', '/interviews', { body })));
}

function invitationsOf(email: string): number {
  return world.vendor.control.invitations.filter((each) => each.email === email).length;
}

function registrationsOf(email: string): number {
  const { requests } = world.vendor.control;
  return requests.filter((each) => each.path === path && JSON.stringify(each.body).includes(email)).length;
}

function statusesOf(answers: Answer[]): number[] {
  return [...new Set(answers.map(({ status }) => status))];
}

describe.each(doors)('at %s', (_what, doorsOf) => {
  it('a thousand equal creates at once are one invitation and one id', async () => {
    const { email, body } = newBody();
    const answers = await createMany(1_000, doorsOf(), body);
    expect(statusesOf(answers)).toEqual([201]);
    expect(new Set(answers.map((answer) => answer.body.interview_id)).size).toBe(1);
    expect(invitationsOf(email)).toBe(1);
    expect(registrationsOf(email)).toBe(1);
  });

  it('two hundred equal creates are all answered while the vendor refuses, with few calls to it', async () => {
    const { email, body } = newBody();
    world.vendor.control.misbehave({ path, how: 'row-error' });
    const answers = await createMany(200, doorsOf(), body);
    expect(statusesOf(answers)).toEqual([502]);
    expect(registrationsOf(email)).toBeLessThanOrEqual(10);
    expect(invitationsOf(email)).toBe(0);
  });

  it('two hundred equal creates never invite twice when the vendor accepts and hangs up', async () => {
    const { email, body } = newBody();
    world.vendor.control.misbehave({ path, how: 'accept-then-drop' });
    const answers = await createMany(200, doorsOf(), body);
    expect(statusesOf(answers).filter((status) => ![201, 503].includes(status))).toEqual([]);
    world.vendor.control.behave();
    expect(statusesOf(await createMany(20, doorsOf(), body))).toEqual([201]);
    expect(invitationsOf(email)).toBe(1);
  });

  it('a hundred creates with one callback URL for two candidates are one interview', async () => {
    const [a, b] = [newBody(), newBody()];
    const other = { ...b.body, callback_url: a.body.callback_url };
    const [ours, theirs] = await Promise.all([createMany(50, doorsOf(), a.body), createMany(50, doorsOf(), other)]);
    expect([...statusesOf(ours), ...statusesOf(theirs)].toSorted()).toEqual([201, 409]);
    expect(invitationsOf(a.email) + invitationsOf(b.email)).toBe(1);
  });

  it('a hundred different creates at once are a hundred invitations', async () => {
    const bodies = Array.from({ length: 100 }, newBody);
    const answers = await Promise.all(
      bodies.map(({ body }, i) => createMany(1, [doorsOf()[i % doorsOf().length]!], body)),
    );
    expect(statusesOf(answers.flat())).toEqual([201]);
    expect(bodies.map(({ email }) => invitationsOf(email))).toEqual(bodies.map(() => 1));
  });
});

test('a create that one process could not finish is finished by another', async () => {
  const { email, body } = newBody();
  world.vendor.control.misbehave({ path, how: 'accept-then-drop', times: 1 });
  expect((await world.ask('POST', '/interviews', { body })).status).toBe(503);
  const answer = await second.ask('POST', '/interviews', { body });
  expect(answer.status).toBe(201);
  expect((await world.ask('POST', '/interviews', { body })).body).toEqual(answer.body);
  expect(invitationsOf(email)).toBe(1);
});

test('an interview made in one process is seen in another', async () => {
  const { body } = newBody();
  const { interview_id } = (await world.ask('POST', '/interviews', { body })).body;
  expect((await second.ask('GET', `/interviews/${interview_id}`)).text).toBe('{"status":"pending"}');
});
