import { gzipSync } from 'node:zlib';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HttpClient, openHttpClient, RequestError } from '../../src/http/request.ts';
import type { Concluded } from '../../src/interviews/plan.ts';
import { limits } from '../../src/limits.ts';
import type { Document, WriteResult } from '../../src/outbox/destination.ts';
import { everyonesCircuit } from '../../src/store/keys.ts';
import { createCallback } from '../../src/workable/callback.ts';
import { originOf } from '../../src/workable/contract.ts';
import { withoutNetwork } from '../../testing/no-network.ts';
import { unlimited } from '../../testing/unlimited.ts';
import { givenRecord } from '../interviews/given.ts';

const callbackUrl = 'https://groove-tech.workable.com/interviews/8823119';
const token = 'the-callback-token';
const body = '{"status":"completed","interview":{"summary":"žluťoučký"}}';
const now = Date.parse('2026-01-01T12:00:00Z');

let http: HttpClient;
let send: () => Promise<WriteResult>;

withoutNetwork();

beforeEach(() => {
  http = openHttpClient({ connectTimeoutMs: 3000, maxSockets: 8 });
  send = sendBy(http);
});

afterEach(() => http.close());

/** A `PUT` of the body to the callback URL. */
function sendBy(client: HttpClient): () => Promise<WriteResult> {
  const callback = callbackBy(client);
  return () => callback.write(subject, document, unlimited);
}

function callbackBy(client: HttpClient) {
  return createCallback({
    http: client,
    token,
    userAgent: 'interview-bridge/1.2.3',
    now: () => now,
    render: () => document,
    isAllowed: () => true,
  });
}

const document: Document = {
  key: 'result',
  label: 'completed',
  body,
  digest: 'digest',
  outline: () => 'short',
  isScoreAboveMaximum: false,
};
const outcome = { status: 'expired' } as const;
const subject: Concluded = { record: givenRecord({ origin: originOf(callbackUrl) }), outcome };

const workable = () => nock('https://groove-tech.workable.com').put('/interviews/8823119');

describe('a callback', () => {
  test('has a circuit that the store knows, or nothing of it would ever be due', () => {
    expect(callbackBy(http).circuit).toBe(everyonesCircuit);
  });

  test('is a PUT of exactly this body', async () => {
    workable()
      .matchHeader('content-length', String(Buffer.byteLength(body)))
      .reply(200, (_, sent) => JSON.stringify(sent));
    expect(await send()).toEqual({
      outcome: 'acknowledged',
      answer: { status: 200, text: body },
    });
  });

  test('carries the token, its type and who sends it', async () => {
    const asked = workable().reply(function () {
      const { authorization, accept, 'content-type': type, 'user-agent': agent } = this.req.headers;
      return [200, JSON.stringify([authorization, accept, type, agent].flat())];
    });
    const { answer } = await send();
    expect(asked.isDone()).toBe(true);
    expect(JSON.parse(answer.text ?? '')).toEqual([
      'Bearer [token]',
      'application/json',
      'application/json',
      'interview-bridge/1.2.3',
    ]);
  });
});

test('a callback ends with its signal, and so much of its answer is read', async () => {
  const asked: Parameters<HttpClient['request']>[0][] = [];
  const request: HttpClient['request'] = async (wanted) => {
    asked.push(wanted);
    return { status: 200, headers: {}, body: Buffer.alloc(0) };
  };
  await sendBy({ ...http, request })();
  expect(asked).toMatchObject([
    { signal: unlimited.signal, maxBytes: limits.callbackAnswerBytes, whenTooLarge: 'truncate' },
  ]);
});

describe('an answer', () => {
  test.each([
    [200, 'acknowledged'],
    [201, 'acknowledged'],
    [204, 'acknowledged'],
    [299, 'acknowledged'],
    [301, 'try-again'],
    [302, 'try-again'],
    [304, 'try-again'],
    [307, 'try-again'],
    [308, 'try-again'],
    [400, 'failed'],
    [401, 'token-rejected'],
    [403, 'token-rejected'],
    [404, 'failed'],
    [405, 'failed'],
    [408, 'try-again'],
    [409, 'refused'],
    [410, 'failed'],
    [413, 'failed'],
    [422, 'failed'],
    [425, 'try-again'],
    [429, 'rate-limited'],
    [451, 'failed'],
    [500, 'try-again'],
    [502, 'try-again'],
    [503, 'try-again'],
    [504, 'try-again'],
    [599, 'try-again'],
  ])('of %i is %s', async (status, outcome) => {
    workable().reply(status);
    expect(await send()).toEqual({ outcome, answer: { status } });
  });

  test('that redirects is not followed', async () => {
    workable().reply(307, '', { location: 'https://groove-tech.workable.com/elsewhere' });
    const elsewhere = nock('https://groove-tech.workable.com').put('/elsewhere').reply(200);
    await send();
    expect(elsewhere.isDone()).toBe(false);
    nock.cleanAll();
  });
});

describe('when to come back', () => {
  /** In seconds. */
  const day = 86_400;
  const inTwoMinutes = now + 120_000;

  test.each([
    [429, { 'retry-after': '120' }, inTwoMinutes],
    [429, { 'retry-after': ' 120 ' }, inTwoMinutes],
    [429, { 'retry-after': 'Thu, 01 Jan 2026 12:02:00 GMT' }, inTwoMinutes],
    [429, { 'x-rate-limit-reset': String(inTwoMinutes / 1000) }, inTwoMinutes],
    [429, { 'retry-after': '120', 'x-rate-limit-reset': String(now / 1000 + 999) }, inTwoMinutes],
    [429, { 'retry-after': 'soon 3', 'x-rate-limit-reset': String(inTwoMinutes / 1000) }, inTwoMinutes],
    [503, { 'retry-after': '120' }, inTwoMinutes],
    [503, { 'retry-after': 'Thu, 01 Jan 2026 12:02:00 GMT' }, inTwoMinutes],
    [429, { 'retry-after': 'Thursday, 01-Jan-26 12:02:00 GMT' }, inTwoMinutes],
    [503, { 'retry-after': 'Thu Jan  1 12:02:00 2026' }, inTwoMinutes],
    [429, { 'retry-after': String(7 * day) }, now + 7 * day * 1000],
    [429, { 'retry-after': '0' }, now + 1000],
    [429, { 'retry-after': 'Thu, 01 Jan 2026 11:59:00 GMT' }, now + 1000],
    [429, { 'x-rate-limit-reset': String(now / 1000 - 60) }, now + 1000],
    [503, { 'retry-after': '0' }, now + 1000],
  ])('is what a %i with %j says', async (status, headers, retryAt) => {
    workable().reply(status, '', headers);
    expect(await send()).toEqual({ outcome: 'rate-limited', answer: { status }, retryAt });
  });

  test.each([
    [429, { 'retry-after': String(7 * day + 1) }],
    [429, { 'retry-after': '999999999999' }],
    [503, { 'retry-after': '9'.repeat(400) }],
    [429, { 'retry-after': 'Fri, 01 Jan 2999 00:00:00 GMT' }],
    [429, { 'x-rate-limit-reset': '999999999999' }],
  ])('is in 7 days at the latest: a %i with %j asks for more', async (status, headers) => {
    workable().reply(status, '', headers);
    expect(await send()).toEqual({
      outcome: 'rate-limited',
      answer: { status },
      retryAt: now + 7 * day * 1000,
      isCapped: true,
    });
  });

  test.each([
    {},
    { 'retry-after': '' },
    { 'retry-after': 'soon' },
    { 'retry-after': 'soon 3' },
    { 'retry-after': '1.5' },
    { 'retry-after': '-120' },
    { 'x-rate-limit-reset': 'soon' },
  ])('is left to the schedule by a 429 with %j', async (headers) => {
    workable().reply(429, '', headers);
    expect(await send()).toEqual({ outcome: 'rate-limited', answer: { status: 429 } });
  });

  test.each([{}, { 'retry-after': 'soon 3' }, { 'x-rate-limit-reset': String(inTwoMinutes / 1000) }])(
    'is left to this interview by a 503 with %j',
    async (headers) => {
      workable().reply(503, '', headers);
      expect(await send()).toEqual({ outcome: 'try-again', answer: { status: 503 } });
    },
  );

  test('is not asked of any other answer', async () => {
    workable().reply(500, '', { 'retry-after': '120' });
    expect(await send()).toEqual({ outcome: 'try-again', answer: { status: 500 } });
  });
});

describe('of the words of an answer', () => {
  const textOf = async () => (await send()).answer.text ?? '';

  const most = limits.keptAnswerBytes;

  test('so much is kept', async () => {
    workable().reply(500, `${'x'.repeat(most)}y`);
    expect(await textOf()).toBe('x'.repeat(most));
  });

  test('as much is kept where there are many times more than are read', async () => {
    workable().reply(200, 'x'.repeat(16 * limits.callbackAnswerBytes));
    expect(await send()).toEqual({
      outcome: 'acknowledged',
      answer: { status: 200, text: 'x'.repeat(most) },
    });
  });

  test('no half character is kept', async () => {
    workable().reply(500, `${'x'.repeat(most - 1)}ž`);
    expect(await textOf()).toBe('x'.repeat(most - 1));
  });

  test('those of a packed answer are kept, without the token', async () => {
    workable().reply(422, gzipSync(`no ${token}`), { 'content-encoding': 'gzip' });
    expect(await send()).toEqual({ outcome: 'failed', answer: { status: 422, text: 'no [token]' } });
  });

  test('those of a plain answer that is called packed are kept', async () => {
    workable().reply(422, Buffer.from('no such interview'), { 'content-encoding': 'br' });
    expect(await textOf()).toBe('no such interview');
  });

  test('those that cannot be decompressed are missing, and the status counts', async () => {
    workable().reply(200, gzipSync('fine').subarray(0, -9), { 'content-encoding': 'gzip' });
    expect(await send()).toEqual({ outcome: 'acknowledged', answer: { status: 200 } });
  });

  test('the token is never kept', async () => {
    workable().reply(400, `Bearer ${token} is unknown: ${token}`);
    expect(await textOf()).toBe('Bearer [token] is unknown: [token]');
  });

  test.each([1, 9, token.length - 1])('the first %i characters of a token at the end are not kept', async (length) => {
    workable().reply(400, 'x'.repeat(most - length) + token);
    expect(await textOf()).toBe('x'.repeat(most - length) + '[token]'.slice(0, length));
  });
});

describe('no answer', () => {
  test.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'CERT_HAS_EXPIRED'])(
    'because of %s means to try again',
    async (code) => {
      workable().replyWithError(Object.assign(new Error(`${code} ${callbackUrl}`), { code }));
      const { outcome, answer } = await send();
      expect(outcome).toBe('try-again');
      expect([`connect (${code})`, `network (${code})`]).toContain(answer.error);
    },
  );

  test.each(['connect', 'timeout', 'network'] as const)('for the reason %s says only that', async (reason) => {
    const broken: HttpClient = {
      ...http,
      request: async () => {
        throw new RequestError(reason, true, 'The details');
      },
    };
    const sendInVain = sendBy(broken);
    expect(await sendInVain()).toEqual({ outcome: 'try-again', answer: { error: reason } });
  });

  test('over no connection at all means that surely nothing was sent', async () => {
    const request = () => Promise.reject(new RequestError('connect', false, 'Could not connect', 'ECONNREFUSED'));
    expect(await sendBy({ ...http, request })()).toEqual({
      outcome: 'try-again',
      answer: { error: 'connect (ECONNREFUSED)' },
      isUnsent: true,
    });
  });

  test('through a fault of ours is no answer of Workable', async () => {
    const faulty: HttpClient = { ...http, request: () => Promise.reject(new TypeError('Not a function')) };
    const sendInVain = sendBy(faulty);
    await expect(sendInVain()).rejects.toThrow(TypeError);
  });
});
