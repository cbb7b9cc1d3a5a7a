import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../../testing/expect-error.ts';
import { createBody, openWorld, until, type World } from '../../../testing/world.ts';

const dayMs = 86_400_000;
/** The bytes of every callback by its path: the sandbox of Workable keeps what it parsed. */
const received = new Map<string, string[]>();
const receiver = createServer(async (request, response) => {
  const path = request.url ?? '';
  received.set(path, [...(received.get(path) ?? []), await text(request)]);
  response.end('{}');
});
let world: World;

beforeAll(async () => {
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  world = await openWorld({ WORKABLE_CALLBACK_HOSTS: origin() });
});
afterAll(async () => {
  await world.close();
  receiver.closeAllConnections();
  receiver.close();
});

function origin(): string {
  return `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
}

async function create() {
  const path = `/interviews/${randomUUID()}`;
  const email = `candidate.${randomUUID()}@example.test`;
  const body = createBody(world, { callback_url: origin() + path, candidate: { first_name: 'Ana', email } });
  const { interview_id } = (await world.ask('POST', '/interviews', { body })).body;
  const begin = () => world.vendor.control.start(email, String(body.interview_template_id));
  return { id: String(interview_id), path, begin };
}

async function complete(): Promise<{ id: string; attempt: string; path: string }> {
  const { id, path, begin } = await create();
  const attempt = await begin();
  await world.vendor.control.score(attempt, 7.8);
  await callbacksAt(path, 1);
  return { id, attempt, path };
}

function callbacksAt(path: string, count: number): Promise<string[]> {
  return until(`${count} callbacks`, () => {
    const bodies = received.get(path) ?? [];
    return bodies.length >= count && bodies;
  });
}

describe('an interview that is asked for', () => {
  it('is pending when the candidate has just been invited', async () => {
    const { id } = await create();
    const answer = await world.ask('GET', `/interviews/${id}`);
    expect([answer.status, answer.text]).toEqual([200, '{"status":"pending"}']);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json\b/);
  });

  it('is pending while the candidate is at it', async () => {
    const { id, begin } = await create();
    const attempt = await begin();
    await world.vendor.control.collect(attempt);
    expect((await world.ask('GET', `/interviews/${id}`)).text).toBe('{"status":"pending"}');
  });

  it('is pending after a failed attempt', async () => {
    const { id, begin } = await create();
    await world.vendor.control.fail(await begin());
    expect((await world.ask('GET', `/interviews/${id}`)).text).toBe('{"status":"pending"}');
  });

  it('is pending when the vendor has refused the candidate', async () => {
    const body = createBody(world, { callback_url: `${origin()}/refused` });
    world.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'row-error', times: 1 });
    expect((await world.ask('POST', '/interviews', { body })).status).toBe(502);
    const { interview_id } = (await world.ask('POST', '/interviews', { body })).body;
    expect((await world.ask('GET', `/interviews/${interview_id}`)).text).toBe('{"status":"pending"}');
  });

  it('is the body of the callback byte for byte', async () => {
    const { id, path } = await complete();
    const answer = await world.ask('GET', `/interviews/${id}`);
    expect([answer.status, answer.text]).toEqual([200, (await callbacksAt(path, 1)).at(-1)]);
    expect(answer.body).toMatchObject({ status: 'completed', interview: { score: '78' } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/json\b/);
  });

  it('is the body of the newest callback after a decision', async () => {
    const { id, attempt, path } = await complete();
    await world.vendor.control.decide(attempt, true);
    const [, second] = await callbacksAt(path, 2);
    const answer = await world.ask('GET', `/interviews/${id}`);
    expect(answer.text).toBe(second);
    expect(answer.body.interview.grade).toBe('passed');
  });

  it('is the same after a restart', async () => {
    const { id } = await complete();
    const before = await world.ask('GET', `/interviews/${id}`);
    await world.restart();
    expect((await world.ask('GET', `/interviews/${id}`)).text).toBe(before.text);
  });

  it('is known without the vendor', async () => {
    const { id } = await complete();
    const calls = world.vendor.control.requests.length;
    await world.ask('GET', `/interviews/${id}`);
    expect(world.vendor.control.requests).toHaveLength(calls);
  });
});

describe('the shared link', () => {
  afterEach(() => world.restart());

  it('is not available before completion', async () => {
    const { id } = await create();
    expectError(await world.ask('GET', `/interviews/${id}/shared-link`), 404, 'Report is not available yet');
  });

  it.each([
    ['7d', { ttl: '7', ttl_units: 'days' }],
    ['24h', { ttl: '1', ttl_units: 'days' }],
    ['36h', { ttl: '2160', ttl_units: 'minutes' }],
    ['90m', { ttl: '90', ttl_units: 'minutes' }],
    ['30s', { ttl: '1', ttl_units: 'minutes' }],
    ['views:3', { ttl: '3', ttl_units: 'views' }],
    ['none', {}],
  ])('of %s says %o', async (SHARED_LINK_TTL, ttl) => {
    const { id } = await complete();
    await world.restart({ SHARED_LINK_TTL });
    const { status, body } = await world.ask('GET', `/interviews/${id}/shared-link`);
    expect([status, body]).toEqual([200, { url: expect.stringMatching(new RegExp(`^${world.url}/shared/`)), ...ttl }]);
    expect((await fetch(body.url)).status).toBe(200);
  });

  it('is for seven days by default', async () => {
    const { id } = await complete();
    const { body } = await world.ask('GET', `/interviews/${id}/shared-link`);
    expect([body.ttl, body.ttl_units]).toEqual(['7', 'days']);
  });

  it('is another one every time, and they all work', async () => {
    const { id } = await complete();
    const links = await Promise.all([1, 2, 3].map(() => world.ask('GET', `/interviews/${id}/shared-link`)));
    const urls = new Set(links.map(({ body }) => String(body.url)));
    expect(urls.size).toBe(3);
    for (const url of urls) expect((await fetch(url)).status).toBe(200);
  });
});

// Last: they move the clock by weeks.
describe('an interview without a result', () => {
  it.each([
    ['expires', 'expired', 15 * dayMs, undefined],
    ['is declined', 'declined', 4 * dayMs, 'failed'],
  ] as const)('%s, and answers what the callback said', async (_what, status, waitMs, failure) => {
    const { id, path, begin } = await create();
    if (failure) await world.vendor.control.fail(await begin(), failure);
    world.clock.advance(waitMs);
    expect(await callbacksAt(path, 1)).toEqual([JSON.stringify({ status })]);
    expect((await world.ask('GET', `/interviews/${id}`)).text).toBe(JSON.stringify({ status }));
    expectError(await world.ask('GET', `/interviews/${id}/shared-link`), 404, 'Report is not available yet');
  });
});
