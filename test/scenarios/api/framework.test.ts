import { Redis } from 'ioredis';
import Koa from 'koa';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Failure } from '../../../src/errors.ts';
import { answerErrors } from '../../../src/http/errors.ts';
import { bodyReader } from '../../../src/http/json-body.ts';
import { closeServer, createHttpServer, listen } from '../../../src/http/server.ts';
import { limits } from '../../../src/limits.ts';
import { endpoint } from '../../../src/operator/api/endpoint.ts';
import { etagOf } from '../../../src/operator/api/etag.ts';
import { openApiOf } from '../../../src/operator/api/openapi.ts';
import type { ApiParts } from '../../../src/operator/api/parts.ts';
import { apiRoutes } from '../../../src/operator/api/routes.ts';
import { openStorage, type Storage } from '../../../src/store/open.ts';
import { type Api, apiOf } from '../../../testing/api.ts';
import { emptyDatabase } from '../../../testing/database.ts';
import { peek } from '../../../testing/peek.ts';
import { askBridge, secrets, until } from '../../../testing/world.ts';

/** What the made-up endpoints work on. */
const state = { size: 1, made: 0, begun: 0, length: 0, failure: undefined as Failure | undefined };
let open: () => void = () => undefined;
let gate: Promise<void> = Promise.resolve();

const size = z
  .int()
  .min(1)
  .max(9)
  .meta({ description: 'How large.', examples: [1] });
const Thing = z.object({ size });

const changeThing = endpoint({
  id: 'changeThing',
  method: 'PATCH',
  path: '/things/{name}',
  tag: 'things',
  summary: 'Change a thing',
  params: z.object({ name: z.string().meta({ description: 'Its name.', examples: ['a'] }) }),
  body: z.strictObject({ size }),
  answers: { 200: { description: 'Changed.', schema: Thing } },
  needsMatch: true,
}).handledBy(async (_parts, { body, match }) => {
  match(etagOf(state.size));
  state.size = body.size;
  return { status: 200, body: { size: state.size }, headers: { ETag: etagOf(state.size) } };
});

const text = z.string().meta({ description: 'A text.', examples: ['x'] });
const makeThing = endpoint({
  id: 'makeThing',
  method: 'POST',
  path: '/things',
  tag: 'things',
  summary: 'Make a thing',
  body: z.strictObject({ size, note: text.optional() }),
  answers: { 201: { description: 'Made.', schema: z.object({ number: z.int(), text, secret: text.optional() }) } },
  errors: { 409: 'It is full.' },
  secrets: ['secret'],
}).handledBy(async (_parts, { body }) => {
  state.begun += 1;
  await gate;
  if (state.failure) throw state.failure;
  state.made += 1;
  const made = { number: state.made, text: 'x'.repeat(state.length), secret: `canary secret ${body.size}` };
  return { status: 201, body: made, headers: { Location: `/things/${state.made}` } };
});

const readThings = endpoint({
  id: 'readThings',
  method: 'POST',
  path: '/things/search',
  tag: 'things',
  summary: 'Search for things',
  body: z.strictObject({ size }),
  answers: { 200: { description: 'Found.', schema: Thing } },
  isRead: true,
}).handledBy(async () => ({ status: 200, body: { size: state.size } }));

const countThings = endpoint({
  id: 'countThings',
  method: 'POST',
  path: '/things/count',
  tag: 'things',
  summary: 'Count things',
  body: z.strictObject({ note: text.optional() }).prefault({}),
  answers: { 200: { description: 'Counted.', schema: z.object({ number: z.int() }) } },
}).handledBy(async () => ({ status: 200, body: { number: state.made } }));

const endpoints = [changeThing, makeThing, readThings, countThings];

let url = '';
let redisUrl = '';
let storage: Storage;
let api: Api;
let close: () => Promise<void>;
beforeAll(async () => {
  redisUrl = await emptyDatabase();
  const settings = { redisUrl, dataDir: '', dataKeys: ['a-data-key-of-thirty-two-characters-or-more'] };
  storage = await openStorage(settings, 'guest');
  await storage.untilReady(5000);
  const app = new Koa();
  app.use(answerErrors(() => undefined));
  const { readBytes } = bodyReader({
    charge: () => undefined,
    pace: { enter: async () => undefined, note: () => undefined },
  });
  const router = apiRoutes({
    publicUrl: 'https://bridge.example',
    endpoints,
    parts: () => ({}) as ApiParts,
    operatorToken: secrets.operatorToken,
    answers: storage.answers,
    readBytes,
    takeTurn: () => undefined,
  });
  app.use(router.routes() as unknown as Koa.Middleware);
  const server = createHttpServer(app.callback());
  url = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`;
  api = apiOf({ ask: (method, path, options) => askBridge(`${url}${path}`, method, options) }, openApiOf(endpoints));
  close = () => closeServer(server);
});
afterAll(async () => {
  await close();
  await storage.close();
});
beforeEach(() => {
  Object.assign(state, { size: 1, made: 0, begun: 0, length: 0, failure: undefined });
  gate = Promise.resolve();
});

describe('a change', () => {
  const change = (headers: Record<string, string>, body: object = { size: 2 }) =>
    api('PATCH', '/things/a', { body, headers });

  it('has to say what it is about', async () => {
    for (const headers of [{}, { 'if-match': ' ' }]) {
      const { status, body } = await change(headers);
      expect([status, body.message]).toEqual([
        428,
        'Missing header: If-Match should be the ETag of what is to be changed',
      ]);
    }
    expect(state.size).toBe(1);
  });

  it('is refused where it is about an earlier state', async () => {
    for (const tag of ['"x"', `W/${etagOf(1)}`, etagOf(2), 'x', '"*"']) {
      const { status, body } = await change({ 'if-match': tag });
      expect([status, body.message]).toEqual([
        412,
        'Invalid header: If-Match is about an earlier state: read it again',
      ]);
    }
  });

  it('is made where it is about the state as it is, whatever else it names', async () => {
    const { status, headers } = await change({ 'if-match': etagOf(1) });
    expect([status, headers.get('etag')]).toEqual([200, etagOf(2)]);
    expect((await change({ 'if-match': etagOf(1) })).status).toBe(412);
    expect((await change({ 'if-match': `"x", ${etagOf(2)}` }, { size: 3 })).status).toBe(200);
    expect((await change({ 'if-match': '*' }, { size: 4 })).status).toBe(200);
    expect(state.size).toBe(4);
  });

  it('is checked before that', async () => {
    expect((await change({}, { size: 10 })).body.message).toBe('Invalid field: size should be 9 at most');
  });
});

describe('a request without a body', () => {
  it('is taken where nothing has to be said, and refused elsewhere', async () => {
    const counted = await api('POST', '/things/count');
    expect([counted.status, counted.body]).toEqual([200, { number: 0 }]);
    const made = await api('POST', '/things');
    expect([made.status, made.body.message]).toEqual([400, 'Missing field: the body should be provided']);
  });

  it('is described so', () => {
    expect(openApiOf(endpoints).paths).toMatchObject({
      '/things/count': { post: { requestBody: { required: false } } },
      '/things': { post: { requestBody: { required: true } } },
    });
  });
});

describe('a request with an Idempotency-Key', () => {
  let count = 0;
  const make = (key: string | undefined, body: object = { size: 1 }, path = '/things') =>
    api('POST', path, { body, headers: { 'idempotency-key': key } });
  const newKey = () => {
    count += 1;
    return `canary-key-${count}`;
  };

  it('is done once, and answered as before but for what is shown once', async () => {
    const key = newKey();
    const first = await make(key);
    const again = await make(key);
    expect(first.body).toEqual({ number: 1, text: '', secret: 'canary secret 1' });
    expect([again.status, again.body, again.headers.get('location')]).toEqual([
      201,
      { number: 1, text: '' },
      '/things/1',
    ]);
    expect((await make(newKey())).body.number).toBe(2);
    expect((await make(undefined)).body.number).toBe(3);
  });

  it('is the same request however its body is written', async () => {
    const key = newKey();
    await make(key, { size: 1, note: 'a' });
    const rawBody = '{ "note": "a",\n "size": 1 }';
    const { status, body } = await api('POST', '/things', { rawBody, headers: { 'idempotency-key': key } });
    expect([status, body.number]).toEqual([201, 1]);
  });

  it('is refused where the key was used with another body or path', async () => {
    const key = newKey();
    await make(key);
    for (const [body, path] of [
      [{ size: 2 }, '/things'],
      [{ size: 1 }, '/things/search'],
    ] as const) {
      const answer = await make(key, body, path);
      const message = 'Invalid header: Idempotency-Key was used with another request';
      expect([answer.status, answer.body.message]).toEqual([422, message]);
    }
    expect(state.made).toBe(1);
  });

  it('is kept for as long as the request is worked on, and not for longer', async () => {
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const redis = new Redis(redisUrl);
    const before = await redis.keys('bridge:{operator:api}:*');
    const first = make(newKey());
    await until('it has begun', () => state.begun === 1);
    const [key = ''] = (await redis.keys('bridge:{operator:api}:*')).filter((each) => !before.includes(each));
    expect(await redis.pttl(key)).toBeLessThanOrEqual(limits.answerPendingMs);
    const lateMs = limits.answerPendingMs / 2;
    await redis.pexpire(key, lateMs);
    await until('it is renewed', async () => (await redis.pttl(key)) > lateMs);
    open();
    expect((await first).status).toBe(201);
    redis.disconnect();
  });

  it('is done once where two come at the same time: the second has to try again', async () => {
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const key = newKey();
    const first = make(key);
    await until('it has begun', () => state.begun === 1);
    const second = await make(key);
    expect([second.status, second.headers.get('retry-after'), second.body.message]).toEqual([
      409,
      '1',
      'A request with this Idempotency-Key is being worked on: try again',
    ]);
    expect((await make(key, { size: 3 })).status).toBe(422);
    open();
    expect((await first).status).toBe(201);
    expect((await make(key)).body.number).toBe(1);
  });

  it('may be tried again where it could not be done', async () => {
    const key = newKey();
    state.failure = new Failure('store-unavailable', 'Storage is unavailable');
    expect((await make(key)).status).toBe(503);
    state.failure = undefined;
    expect((await make(key)).status).toBe(201);
  });

  it('is refused as before where it was refused', async () => {
    const key = newKey();
    state.failure = new Failure('conflict', 'It is full');
    const first = await make(key);
    state.failure = undefined;
    expect([first.status, (await make(key)).body]).toEqual([409, { status: 409, message: 'It is full' }]);
    expect(state.made).toBe(0);
  });

  it('may be corrected where its body was wrong', async () => {
    const key = newKey();
    expect((await make(key, { size: 0 })).status).toBe(400);
    expect((await make(key)).status).toBe(201);
  });

  it('is not done again although its answer was too long to keep', async () => {
    const key = newKey();
    state.length = limits.apiAnswerKeptBytes;
    expect((await make(key)).body.text).toHaveLength(state.length);
    const { status, body } = await make(key);
    expect([status, body.message]).toEqual([
      409,
      'A request with this Idempotency-Key was done; its answer was too long to keep',
    ]);
    expect(state.made).toBe(1);
    state.length = limits.apiAnswerKeptBytes - 100;
    const other = newKey();
    await make(other);
    expect((await make(other)).body).toMatchObject({ number: 2, text: 'x'.repeat(state.length) });
  });

  it('that changes nothing is answered anew', async () => {
    const key = newKey();
    const search = () => make(key, { size: 1 }, '/things/search');
    expect((await search()).body.size).toBe(1);
    state.size = 5;
    expect((await search()).body.size).toBe(5);
    expect((await make(key, { size: 2 }, '/things/search')).status).toBe(422);
  });

  it.each([
    ['an empty one', ''],
    ['a long one', 'k'.repeat(limits.idempotencyKeyCharacters + 1)],
    ['one with a letter beyond ASCII', 'caf\u00e9'],
    ['one with a control character', 'a\tb'],
  ])('is refused with %s', async (_what, key) => {
    const { status, body } = await make(key);
    const message = 'Invalid header: Idempotency-Key should be 1 to 255 printable characters';
    expect([status, body.message]).toEqual([400, message]);
  });

  it('takes the longest', async () => {
    expect((await make('k'.repeat(limits.idempotencyKeyCharacters))).status).toBe(201);
  });

  it('leaves neither the key nor a secret in Redis, and nothing beyond a day', async () => {
    await make(newKey());
    const redis = new Redis(redisUrl);
    const keys = await redis.keys('bridge:{operator:api}:*');
    const lives = await Promise.all(keys.map((key) => redis.pttl(key)));
    redis.disconnect();
    expect(keys.length).toBeGreaterThan(5);
    expect(Math.max(...lives)).toBeLessThanOrEqual(limits.answerKeptMs);
    expect(Math.min(...lives)).toBeGreaterThan(limits.answerPendingMs);
    expect(await peek(redisUrl)).not.toMatch(/canary|"number"/);
  });
});
