import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { signed } from '../../sandbox/http-vendor/sign.ts';
import type { HttpInterview, HttpTrouble } from '../../sandbox/http-vendor/types.ts';
import { type HttpWorld, httpSecret, openHttpWorld } from '../../testing/http-vendor.ts';
import { minute, second } from '../../testing/times.ts';
import { until } from '../../testing/world.ts';

let world: HttpWorld;
beforeAll(async () => {
  world = await openHttpWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  Object.assign(world.http.control.push, { proof: 'bearer', isFull: false, isOff: false });
});

const score = (value: number) => ({ value, max: 100 });

/** A webhook that carries this interview, proven. */
function push(id: string, interview: unknown): Promise<number> {
  world.http.control.push.proof = 'signature';
  return world.http.control.post(`${world.url}/webhooks/http`, { interview_id: id, interview });
}

function resultOf(callbackUrl: string, wanted: string) {
  return world.workable.control.waitFor(callbackUrl, ({ interview }) => interview?.score === wanted);
}

function sentTo(callbackUrl: string) {
  return world.workable.control.callbacks.filter(({ path }) => callbackUrl.endsWith(path));
}

describe('an invitation', () => {
  it.each<[string, HttpTrouble, number, string, string | null]>([
    [
      'is put off as long as the vendor asks',
      { how: 'status', status: 429, retryAfterSeconds: 40 },
      503,
      'The vendor asks to call less often',
      '40',
    ],
    ['is put off by itself', { how: 'status', status: 429 }, 503, 'The vendor asks to call less often', '5'],
    [
      'is put off as long as it is down',
      { how: 'status', status: 503, retryAfterSeconds: 7 },
      503,
      'The vendor answered 503',
      '7',
    ],
    [
      'is put off by a second at least',
      { how: 'status', status: 429, retryAfterSeconds: 0 },
      503,
      'The vendor asks to call less often',
      '1',
    ],
    [
      'is put off by a second where it is down and says 0',
      { how: 'status', status: 503, retryAfterSeconds: 0 },
      503,
      'The vendor answered 503',
      '1',
    ],
    [
      'that is refused in an answer of 200 is not taken for one',
      { how: 'body', body: { error: 'No credits' } },
      503,
      'The vendor did not say whether it invited the candidate',
      '5',
    ],
    [
      'answered by a new word is not taken for one',
      { how: 'body', body: { invited_by: 'nobody' } },
      503,
      'The vendor did not say whether it invited the candidate',
      '5',
    ],
    ['answered by a page is none', { how: 'garbage' }, 503, 'The vendor gave an unreadable answer (text/html)', '5'],
    ['answered by too much is none', { how: 'huge' }, 503, 'The vendor did not answer', '5'],
    [
      'that is taken by another is refused',
      { how: 'status', status: 409, message: 'Lakita Marrero has it' },
      502,
      'The vendor refused: [name] has it',
      null,
    ],
  ])('%s', async (_what, trouble, status, message, retryAfter) => {
    world.http.control.trouble(trouble);
    const created = await world.create();
    expect([created.status, created.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(created.body.message).toBe(message);
  });
});

describe('an answer about an interview', () => {
  it.each<[string, HttpTrouble]>([
    ['that is too large', { how: 'huge' }],
    ['that says nothing of it', { how: 'body', body: { error: 'No credits' } }],
    ['that is a page', { how: 'garbage' }],
    ['that asks to wait', { how: 'status', status: 429, retryAfterSeconds: 1 }],
  ])('%s costs nothing but time', async (_what, trouble) => {
    const { id, callbackUrl } = await world.create();
    const unanswered = () => world.logLines.filter((line) => line.includes(id) && line.includes('"unanswered"'));
    world.http.control.trouble(trouble, 'ask');
    await world.http.control.change(id, { status: 'completed', score: score(61) });
    await until('the vendor was asked again', () => {
      world.clock.advance(10 * second);
      return sentTo(callbackUrl).length > 0;
    });
    expect(unanswered()).toHaveLength(1);
    expect((await resultOf(callbackUrl, '61')).status).toBe('completed');
  });

  it('of wrong types is taken as far as it can be read, and the rest is named', async () => {
    const { id, callbackUrl } = await world.create();
    const wrong = { status: 'completed', score: score(62), ratings: 'good', summary: { text: 'x' }, page_url: 7 };
    await world.http.control.change(id, wrong as unknown as HttpInterview);
    expect((await resultOf(callbackUrl, '62')).interview).not.toHaveProperty('summary');
    const named = world.logLines.filter((line) => line.includes(id) && line.includes('"field"'));
    for (const field of ['ratings', 'summary', 'page_url']) expect(named.join()).toContain(`"${field}"`);
  });

  it('above its own maximum is sent as it is, and alarms', async () => {
    const { id, callbackUrl } = await world.create();
    await world.http.control.change(id, { status: 'completed', score: { value: 12, max: 10 } });
    expect((await resultOf(callbackUrl, '12')).status).toBe('completed');
    await until('it is logged', () => world.logLines.some((line) => line.includes(id) && /above/.test(line)));
  });
});

describe('webhooks that carry the interview', () => {
  test('twice change nothing', async () => {
    const { id, callbackUrl } = await world.create();
    const result = { status: 'completed', score: score(63), updated_at: new Date(world.clock.now()).toISOString() };
    const body = JSON.stringify({ interview_id: id, interview: result });
    const headers = signed(body, httpSecret, world.clock.now(), 'msg_1');
    const twice = [0, 1].map(() => fetch(`${world.url}/webhooks/http`, { method: 'POST', headers, body }));
    expect((await Promise.all(twice)).map(({ status }) => status)).toEqual([200, 200]);
    await resultOf(callbackUrl, '63');
    expect(await push(id, result)).toBe(200);
    // Another result of the same interview shows that nothing was sent in between.
    await push(id, { ...result, score: score(64), updated_at: new Date(world.clock.now() + 1).toISOString() });
    await resultOf(callbackUrl, '64');
    expect(sentTo(callbackUrl)).toHaveLength(2);
  });

  test('in reverse order end as in order', async () => {
    const { id, callbackUrl } = await world.create();
    const from = world.clock.now() - minute;
    const at = (ms: number) => new Date(from + ms).toISOString();
    expect(await push(id, { status: 'completed', score: score(66), updated_at: at(3) })).toBe(200);
    await resultOf(callbackUrl, '66');
    expect(await push(id, { status: 'completed', score: score(65), updated_at: at(2) })).toBe(200);
    expect(await push(id, { status: 'started', updated_at: at(1) })).toBe(200);
    expect(await push(id, { status: 'completed', score: score(67), updated_at: at(4) })).toBe(200);
    await resultOf(callbackUrl, '67');
    expect(sentTo(callbackUrl)).toHaveLength(2);
  });

  test('bring strengths, concerns and questions', async () => {
    const { id, callbackUrl } = await world.create();
    await push(id, {
      status: 'completed',
      score: score(68),
      strengths: ['Listens'],
      concerns: ['Speaks fast'],
      ratings: [{ label: 'Language', word: 'B2' }],
      questions: [{ question: 'How do you calm a caller?', answer: 'I listen.', score: { value: 3, max: 5 } }],
      transcript: Array.from({ length: 500 }, () => ({ speaker: 'Lakita', text: 'x'.repeat(1000) })),
    });
    expect((await resultOf(callbackUrl, '68')).interview?.details).toEqual({
      'Reasons to hire': { 1: 'Listens' },
      'Reasons not to hire': { 1: 'Speaks fast' },
      Ratings: { '1. Language': 'B2' },
      'Question scores': { '1. How do you calm a caller?': '60 of 100' },
    });
  });

  test('of a failed sitting are sent as declined once no other follows', async () => {
    const { id, callbackUrl } = await world.create();
    await push(id, { status: 'failed' });
    await until('it is known', async () => {
      const { body } = await world.ask('GET', `/interviews/${id}`);
      return body.status === 'pending';
    });
    world.clock.advance(3 * 24 * 60 * minute + minute);
    expect(await world.workable.control.waitFor(callbackUrl)).toEqual({ status: 'declined' });
  });
});
