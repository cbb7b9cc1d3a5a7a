import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Definition, Misbehaviour } from '../../../sandbox/vendor/types.ts';
import { expectError } from '../../../testing/expect-error.ts';
import { openWorld, secrets, type World } from '../../../testing/world.ts';

const minuteMs = 60_000;
const path = 'merchant-interview-list';
let world: World;
let seed: Definition[];

beforeAll(async () => {
  world = await openWorld();
  seed = world.vendor.control.definitions;
});
// Whatever the last test has left is older than a minute now.
beforeEach(() => world.clock.advance(2 * minuteMs));
afterEach(() => {
  world.vendor.control.behave();
  world.vendor.control.definitions = seed;
});
afterAll(() => world.close());

function definition(changes: Partial<Definition>): Definition {
  return { ...seed[0]!, id: randomUUID(), ...changes };
}

async function templates(): Promise<{ id: string; name: string }[]> {
  const { status, body } = await world.ask('GET', '/interview-templates');
  expect(status).toBe(200);
  return body.interview_templates;
}

async function names(): Promise<string[]> {
  return (await templates()).map(({ name }) => name).toSorted();
}

function listCalls(): number {
  return world.vendor.control.requests.filter((request) => request.path === path).length;
}

describe('the list of templates', () => {
  it('holds the runnable definitions of both types, by id and name alone', async () => {
    const offered = seed.slice(0, 3).map(({ id, name }) => ({ id, name }));
    const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
    expect((await templates()).toSorted(byId)).toEqual(offered.toSorted(byId));
  });

  it.each<[string, Partial<Definition>]>([
    ['draft', { status: 'draft' }],
    ['archived', { status: 'archived' }],
    ['deleted', { status: 'deleted' }],
    ['completed', { status: 'completed' }],
    ['imported from another ATS', { is_ats: true }],
    ['imported and an assessment', { is_ats: true, type: 'assessment' }],
    ['a position of several stages', { is_multi_stage: true, type: null }],
    ['of another type', { type: 'coaching' }],
    ['a persona', { type: 'persona' }],
  ])('leaves out what is %s', async (_what, changes) => {
    world.vendor.control.definitions = [definition({ name: 'Kept' }), definition({ name: 'Left out', ...changes })];
    expect(await names()).toEqual(['Kept']);
  });

  it('holds what the vendor says too little about', async () => {
    const nulls = { is_ats: null, is_multi_stage: null, merchant_id: null, calc_duration: null, updated_at: null };
    world.vendor.control.definitions = [definition({ name: 'Sparse', ...nulls })];
    expect(await names()).toEqual(['Sparse']);
  });

  it('names a definition without a name by its id', async () => {
    const nameless = definition({ name: null });
    world.vendor.control.definitions = [nameless];
    expect(await templates()).toEqual([{ id: nameless.id, name: nameless.id }]);
  });

  it('is empty when nothing can be offered', async () => {
    world.vendor.control.definitions = [definition({ status: 'draft' })];
    expect(await templates()).toEqual([]);
  });

  it('holds every page of both types', async () => {
    world.vendor.control.definitions = Array.from({ length: 2_600 }, (_, i) =>
      definition({ name: `Template ${i}`, type: i % 5 === 0 ? 'assessment' : 'interview' }),
    );
    const wanted = world.vendor.control.definitions.map(({ id }) => id);
    expect(new Set((await templates()).map(({ id }) => id))).toEqual(new Set(wanted));
    const asked = world.vendor.control.requests.filter((request) => request.path === path).slice(-4);
    expect(asked.map(({ query }) => `${query.type} from ${query.offset}`).toSorted()).toEqual([
      'assessment from 0',
      'interview from 0',
      'interview from 1000',
      'interview from 2000',
    ]);
  });

  it('is kept for a minute', async () => {
    await templates();
    const calls = listCalls();
    world.clock.advance(50_000);
    await templates();
    expect(listCalls()).toBe(calls);
  });

  it('is asked for again after a minute', async () => {
    await templates();
    world.vendor.control.definitions = [definition({ name: 'Brand new' })];
    world.clock.advance(minuteMs + 1);
    expect(await names()).toEqual(['Brand new']);
  });

  it('is asked for once by many at the same time', async () => {
    const calls = listCalls();
    await Promise.all(Array.from({ length: 50 }, templates));
    expect(listCalls() - calls).toBe(2);
  });

  it('is asked for with the key of the account', async () => {
    await templates();
    const request = world.vendor.control.requests.findLast((each) => each.path === path);
    expect(request?.headers.authorization).toBe(`Bearer ${secrets.apiKey}`);
  });
});

describe('while the vendor is down', () => {
  const troubles: [string, Omit<Misbehaviour, 'path'>][] = [
    ['fails', { how: 'error' }],
    ['is overloaded', { how: 'rate-limit', retryAfterSeconds: 30 }],
    ['hangs up', { how: 'drop' }],
    ['answers a page of HTML', { how: 'garbage' }],
    ['refuses our key', { how: 'unauthorised' }],
    ['refuses the question', { how: 'error', status: 422 }],
  ];

  it.each(troubles)('the last known list is served when it %s', async (_what, trouble) => {
    const known = await templates();
    world.clock.advance(minuteMs + 1);
    world.vendor.control.misbehave({ path, ...trouble });
    expect(await templates()).toEqual(known);
  });

  it('the last known list is served when only one of the pages fails', async () => {
    world.vendor.control.definitions = Array.from({ length: 1_200 }, (_, i) => definition({ name: `Template ${i}` }));
    await templates();
    world.clock.advance(minuteMs + 1);
    world.vendor.control.misbehave({ path, how: 'error', times: 2 });
    expect(await templates()).toHaveLength(1_200);
  });

  it('the last known list is served after a restart, too', async () => {
    world.vendor.control.definitions = [definition({ name: 'Remembered' })];
    expect(await names()).toEqual(['Remembered']);
    world.vendor.control.misbehave({ path, how: 'drop' });
    await world.restart();
    expect(await names()).toEqual(['Remembered']);
  });

  it('a read that failed once is tried again at once', async () => {
    world.vendor.control.definitions = [definition({ name: 'On the second try' })];
    world.vendor.control.misbehave({ path, how: 'error', times: 1 });
    expect(await names()).toEqual(['On the second try']);
  });

  it('a read is not tried more than twice', async () => {
    await templates();
    world.clock.advance(minuteMs + 1);
    world.vendor.control.misbehave({ path, how: 'error' });
    const calls = listCalls();
    await templates();
    expect(listCalls() - calls).toBeLessThanOrEqual(4);
  });
});

describe('a list that was never known', () => {
  let fresh: World;
  beforeEach(async () => {
    fresh = await openWorld();
  });
  afterEach(() => fresh.close());

  it.each<[string, Omit<Misbehaviour, 'path'>, string]>([
    ['fails', { how: 'error', status: 503 }, 'The vendor answered 503'],
    ['hangs up', { how: 'drop' }, 'The vendor did not answer'],
    ['makes no sense', { how: 'garbage' }, 'The vendor gave an unreadable answer (text/html)'],
    ['limits us', { how: 'rate-limit' }, 'The vendor asks to call less often'],
  ])('is 503 with Retry-After when the vendor %s', async (_what, trouble, message) => {
    fresh.vendor.control.misbehave({ path, ...trouble });
    const answer = await fresh.ask('GET', '/interview-templates');
    expectError(answer, 503, message);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('is 503 with the wait that the vendor asks for', async () => {
    fresh.vendor.control.misbehave({ path, how: 'rate-limit', retryAfterSeconds: 77 });
    expect((await fresh.ask('GET', '/interview-templates')).headers.get('retry-after')).toBe('77');
  });

  it('is 503 when the vendor refuses connections', async () => {
    await fresh.vendor.close();
    const answer = await fresh.ask('GET', '/interview-templates');
    expectError(answer, 503, 'The vendor could not be reached (ECONNREFUSED)');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('is 502 and speaks of the key when the vendor refuses it', async () => {
    fresh.vendor.control.misbehave({ path, how: 'unauthorised' });
    expectError(await fresh.ask('GET', '/interview-templates'), 502, 'The vendor refused the API key');
  });

  it('is asked for again by the next caller', async () => {
    fresh.vendor.control.misbehave({ path, how: 'error' });
    expect((await fresh.ask('GET', '/interview-templates')).status).toBe(503);
    fresh.vendor.control.behave();
    expect((await fresh.ask('GET', '/interview-templates')).status).toBe(200);
  });
});

describe('the list of jobs', () => {
  it('holds the positions of several stages, by id and name alone', async () => {
    const { id, name } = seed.find((each) => each.is_multi_stage)!;
    const { status, body } = await world.ask('GET', '/jobs');
    expect([status, body]).toEqual([200, { jobs: [{ id, name }] }]);
  });

  it('is empty where the vendor has none', async () => {
    world.vendor.control.definitions = [definition({})];
    expect((await world.ask('GET', '/jobs')).text).toBe('{"jobs":[]}');
  });

  it('leaves out positions that are not active or were imported', async () => {
    world.vendor.control.definitions = [
      definition({ is_multi_stage: true, type: null, status: 'archived' }),
      definition({ is_multi_stage: true, type: null, is_ats: true }),
    ];
    expect((await world.ask('GET', '/jobs')).body).toEqual({ jobs: [] });
  });

  it('is 503 with Retry-After while the vendor is down', async () => {
    world.vendor.control.misbehave({ path, how: 'error' });
    const answer = await world.ask('GET', '/jobs');
    expectError(answer, 503, 'The vendor answered 500');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
