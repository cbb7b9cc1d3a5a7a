import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import type { Misbehaviour, SandboxInvitation } from '../../../sandbox/vendor/types.ts';
import { expectError } from '../../../testing/expect-error.ts';
import { bridgeCommand, logged } from '../../../testing/operator.ts';
import { type Answer, createBody, openWorld, secrets, type World } from '../../../testing/world.ts';

const path = 'job-interview-register-users';
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.vendor.control.behave());
afterAll(() => world.close());

function newBody() {
  const email = `candidate.${randomUUID()}@example.test`;
  return { email, body: createBody(world, { candidate: { first_name: 'Ana', email } }) };
}

function create(body: unknown): Promise<Answer> {
  return world.ask('POST', '/interviews', { body });
}

function invitationsOf(email: string): SandboxInvitation[] {
  return world.vendor.control.invitations.filter((each) => each.email === email);
}

function callsAbout(email: string): string[] {
  const { requests } = world.vendor.control;
  return requests.filter((each) => JSON.stringify(each).includes(email)).map((each) => each.path);
}

function expectTryLater(answer: Answer, message: string): void {
  expectError(answer, 503, message);
  expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
}

describe('a vendor that refuses the candidate', () => {
  it('is quoted in a 502', async () => {
    world.vendor.control.misbehave({ path, how: 'row-error', times: 1 });
    expectError(await create(newBody().body), 502, 'The vendor refused: No invitations left');
  });

  it('leaves an interview that is told from an open one', async () => {
    world.vendor.control.misbehave({ path, how: 'row-error', times: 1 });
    const body = newBody().body;
    expect((await create(body)).status).toBe(502);
    const listed = async () => (await bridgeCommand(world, 'interviews --state not_invited')).lines;
    const before = await listed();
    expect(before[0]).toMatch(/ {2}default_[\w-]{22} {2}not_invited$/);
    const id = /default_[\w-]{22}/.exec(before[0] ?? '')?.[0] ?? '';
    expect((await bridgeCommand(world, `replay ${id}`)).lines[0]).toBe(
      `${id}  nothing to do: the candidate is not invited`,
    );
    expect((await create(body)).status).toBe(201);
    expect((await listed()).join()).not.toContain(id);
    expect((await bridgeCommand(world, 'interviews --state invited')).lines.join()).toContain(id);
  });

  it('is quoted in the log and by show, fit for a terminal', async () => {
    world.vendor.control.misbehave({ path, how: 'row-error', times: 1 });
    await create(newBody().body);
    const [{ interviewId = '', ...entry } = {}] = logged(world, 'invitation').slice(-1);
    expect(entry).toMatchObject({ outcome: 'refused', detail: 'The vendor refused: No invitations left' });
    const { lines } = await bridgeCommand(world, `show ${interviewId}`);
    const quoted = 'The vendor refused: No invitations left';
    expect(lines).toContainEqual(expect.stringMatching(`^invitation  not-invited, at \\S+Z: ${quoted}$`));
    expect(lines).toContainEqual(expect.stringMatching(`not-invited: vendor-refused, ${quoted}$`));
  });

  it('is quoted in a 502 when it refuses the whole call', async () => {
    world.vendor.control.misbehave({ path, how: 'error', status: 422, times: 1 });
    expectError(await create(newBody().body), 502, 'The vendor refused: Something went wrong');
  });

  it('is quoted when the template was withdrawn a moment ago', async () => {
    const template = { ...world.vendor.control.definitions[0]!, id: randomUUID() };
    world.vendor.control.definitions.push(template);
    world.clock.advance(120_000);
    await world.ask('GET', '/interview-templates');
    template.status = 'archived';
    const { body } = newBody();
    const answer = await create({ ...body, interview_template_id: template.id });
    expectError(answer, 502, 'The vendor refused: Interview is not active');
  });

  it('is called again by the next create, which then succeeds', async () => {
    const { email, body } = newBody();
    world.vendor.control.misbehave({ path, how: 'row-error', times: 2 });
    expect((await create(body)).status).toBe(502);
    expect((await create(body)).status).toBe(502);
    const answer = await create(body);
    expect(answer).toMatchObject({ status: 201, body: { interview_id: expect.any(String) } });
    expect(invitationsOf(email).map(({ externalId }) => externalId)).toEqual([answer.body.interview_id]);
  });
});

describe('a vendor that does not know our key', () => {
  it('is a 502 that speaks of the key, not of the candidate', async () => {
    world.vendor.control.misbehave({ path, how: 'unauthorised', times: 1 });
    const { email, body } = newBody();
    expectError(await create(body), 502, 'The vendor refused the API key');
    expect((await bridgeCommand(world, `find ${email}`)).text).toContain('set JOBMOJITO_API_KEY.');
  });

  it('is called again by the next create', async () => {
    const { email, body } = newBody();
    world.vendor.control.misbehave({ path, how: 'unauthorised', times: 1 });
    await create(body);
    expect((await create(body)).status).toBe(201);
    expect(invitationsOf(email)).toHaveLength(1);
  });

  it('is written to the log, without the key', async () => {
    world.vendor.control.misbehave({ path, how: 'unauthorised', times: 1 });
    const before = world.logLines.length;
    await create(newBody().body);
    const lines = world.logLines.slice(before).join('');
    expect(lines).toContain('key-rejected');
    expect(lines).not.toContain(secrets.apiKey);
  });
});

describe('a vendor that surely did nothing', () => {
  it('and asks to wait is a 503 with its own wait', async () => {
    world.vendor.control.misbehave({ path, how: 'rate-limit', retryAfterSeconds: 42, times: 1 });
    const answer = await create(newBody().body);
    expectTryLater(answer, 'The vendor asks to call less often');
    expect(answer.headers.get('retry-after')).toBe('42');
  });

  it('and names no wait is a 503 with ours', async () => {
    world.vendor.control.misbehave({ path, how: 'rate-limit', times: 1 });
    expectTryLater(await create(newBody().body), 'The vendor asks to call less often');
  });

  it('is invited at again without a search first', async () => {
    const { email, body } = newBody();
    world.vendor.control.misbehave({ path, how: 'rate-limit', times: 1 });
    await create(body);
    expect((await create(body)).status).toBe(201);
    expect(callsAbout(email)).toEqual([path, path]);
  });
});

describe('a vendor call with an unknown outcome', () => {
  const nothing: [string, Omit<Misbehaviour, 'path'>, string][] = [
    ['fails', { how: 'error' }, 'The vendor answered 500'],
    ['is behind a failing proxy', { how: 'error', status: 502 }, 'The vendor answered 502'],
    ['has timed out', { how: 'error', status: 408 }, 'The vendor answered 408'],
    ['hangs up', { how: 'drop' }, 'The vendor did not answer'],
    ['answers a page of HTML', { how: 'garbage' }, 'The vendor gave an unreadable answer (text/html)'],
  ];

  it.each(nothing)('is a 503 with Retry-After when it %s', async (_what, trouble, message) => {
    world.vendor.control.misbehave({ path, ...trouble, times: 1 });
    expectTryLater(await create(newBody().body), message);
  });

  it.each(nothing)('invites once, by the repeated create, when it %s before it accepts', async (_what, trouble) => {
    const { email, body } = newBody();
    world.vendor.control.misbehave({ path, ...trouble, times: 1 });
    await create(body);
    expect(invitationsOf(email)).toEqual([]);
    const answer = await create(body);
    expect(answer.status).toBe(201);
    expect(invitationsOf(email).map(({ externalId }) => externalId)).toEqual([answer.body.interview_id]);
  });

  it('invites once when it hangs up after it accepted', async () => {
    const { email, body } = newBody();
    world.vendor.control.misbehave({ path, how: 'accept-then-drop', times: 1 });
    expectTryLater(await create(body), 'The vendor did not answer');
    const [first, second] = [await create(body), await create(body)];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.body).toEqual(second.body);
    expect(invitationsOf(email).map(({ externalId }) => externalId)).toEqual([first.body.interview_id]);
  });

  it('leads to a search, not a second invitation, by the repeated create', async () => {
    const { email, body } = newBody();
    world.vendor.control.misbehave({ path, how: 'accept-then-drop', times: 1 });
    await create(body);
    await create(body);
    expect(callsAbout(email).filter((each) => each === path)).toHaveLength(1);
    expect(callsAbout(email)).toContain('merchant-candidate-list');
  });

  it('is never repeated while the vendor cannot be searched', async () => {
    const { email, body } = newBody();
    world.vendor.control.misbehave({ path, how: 'accept-then-drop', times: 1 });
    world.vendor.control.misbehave({ path: 'merchant-candidate-list', how: 'error' });
    for (let i = 0; i < 4; i += 1) expect((await create(body)).status).toBe(503);
    expect(callsAbout(email).filter((each) => each === path)).toHaveLength(1);
    world.vendor.control.behave();
    expect((await create(body)).status).toBe(201);
    expect(invitationsOf(email)).toHaveLength(1);
  });

  it('is still asked first when the doubt is followed by a wrong key', async () => {
    const { email, body } = newBody();
    world.vendor.control.misbehave({ path, how: 'accept-then-drop', times: 1 });
    world.vendor.control.misbehave({ path: 'merchant-candidate-list', how: 'unauthorised', times: 1 });
    expect((await create(body)).status).toBe(503);
    expectError(await create(body), 502, 'The vendor refused the API key');
    expect((await create(body)).status).toBe(201);
    expect(invitationsOf(email)).toHaveLength(1);
  });

  it('invites once when the bridge restarts in the middle', async () => {
    const { email, body } = newBody();
    world.vendor.control.misbehave({ path, how: 'accept-then-drop', times: 1 });
    await create(body);
    await world.restart();
    expect((await create(body)).status).toBe(201);
    expect(invitationsOf(email)).toHaveLength(1);
  });

  it.each([
    ['another template', 1],
    ['the same template', 0],
  ])('invites once although the candidate is invited to %s before the create is repeated', async (_what, which) => {
    const { email, body } = newBody();
    const other = { ...newBody().body, candidate: body.candidate };
    const interview_template_id = world.vendor.control.definitions[which]!.id;
    world.vendor.control.misbehave({ path, how: 'accept-then-drop', times: 1 });
    expect((await create(body)).status).toBe(503);
    const meanwhile = await create({ ...other, interview_template_id });
    const repeated = await create(body);
    expect([meanwhile.status, repeated.status]).toEqual([201, 201]);
    const ids = [repeated.body.interview_id, meanwhile.body.interview_id];
    expect(invitationsOf(email).map(({ externalId }) => externalId)).toEqual(ids);
  });

  it('invites to no second interview while the first is in doubt and it cannot be asked', async () => {
    const { email, body } = newBody();
    const other = { ...newBody().body, candidate: body.candidate };
    world.vendor.control.misbehave({ path, how: 'accept-then-drop', times: 1 });
    world.vendor.control.misbehave({ path: 'merchant-candidate-list', how: 'error' });
    await create(body);
    expectTryLater(await create(other), 'The vendor answered 500');
    world.vendor.control.behave();
    expect([(await create(other)).status, (await create(body)).status]).toEqual([201, 201]);
    expect(invitationsOf(email)).toHaveLength(2);
  });

  it('need not be asked once the candidate has begun', async () => {
    const { email, body } = newBody();
    world.vendor.control.misbehave({ path, how: 'accept-then-drop', times: 1 });
    await create(body);
    const attempt = await world.vendor.control.start(email, String(body.interview_template_id));
    await world.vendor.control.collect(attempt);
    expect((await create(body)).status).toBe(201);
    expect(invitationsOf(email)).toHaveLength(1);
  });
});

test('a vendor that is down is a 503, and is called once it is back', async () => {
  const other = await openWorld();
  await other.ask('GET', '/interview-templates');
  const body = createBody(other);
  await other.vendor.close();
  expectTryLater(await other.ask('POST', '/interviews', { body }), 'The vendor could not be reached (ECONNREFUSED)');
  await other.restart({ JOBMOJITO_API_URL: world.vendor.url });
  world.vendor.control.definitions.push({
    ...world.vendor.control.definitions[0]!,
    id: String(body.interview_template_id),
  });
  other.clock.advance(120_000);
  expect((await other.ask('POST', '/interviews', { body })).status).toBe(201);
  await other.close();
});

describe('the words of the vendor', () => {
  const id = randomUUID();
  let result = 'ok';
  const server = createServer((request, response) => {
    const isList = request.url?.includes('merchant-interview-list');
    const rows = [{ result: `Error: ${result}` }];
    const data = [{ id, name: 'One', type: 'interview', status: 'active' }];
    response.end(JSON.stringify(isList ? { data, pagination: { has_more: false } } : rows));
  });
  let talker: World;
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/functions/v1`;
    talker = await openWorld({ JOBMOJITO_API_URL: url, JOBMOJITO_ANON_KEY: 'anon-key-for-tests' });
  });
  afterAll(async () => {
    await talker.close();
    server.closeAllConnections();
    server.close();
  });

  it.each([
    ['our key', `Key ${secrets.apiKey} has no credit`, 'Key [secret] has no credit'],
    ['our second key', 'Key anon-key-for-tests has no credit', 'Key [secret] has no credit'],
    ['our webhook secret', `No ${secrets.webhookSecret}`, 'No [secret]'],
    ['a link', 'See https://vendor.example/x?token=1 for more', 'See [link] for more'],
    ['an e-mail address', 'User ana@example.test is blocked', 'User [e-mail] is blocked'],
    ['control characters', 'One\r\n\u0000Two\u202e\tThree', 'One Two Three'],
    ['a novel', 'word '.repeat(1000), 'word '.repeat(40)],
    ['nothing', '', 'no reason given'],
  ])('are shown without %s', async (_what, words, shown) => {
    result = words;
    const body = createBody(talker, { interview_template_id: id });
    const answer = await talker.ask('POST', '/interviews', { body });
    expectError(answer, 502, `The vendor refused: ${shown}`);
    expect(talker.logLines.join('')).not.toContain(secrets.apiKey);
  });
});
