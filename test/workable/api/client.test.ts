import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { type HttpClient, openHttpClient, RequestError } from '../../../src/http/request.ts';
import { limits } from '../../../src/limits.ts';
import { createSpiClient, type SpiClient } from '../../../src/workable/api/client.ts';
import type { Limiter, Turn } from '../../../src/workable/api/limiter.ts';
import { SpiError } from '../../../src/workable/api/spi-error.ts';
import type { TransportParts } from '../../../src/workable/api/transport.ts';
import { withoutNetwork } from '../../../testing/no-network.ts';
import { unlimited } from '../../../testing/unlimited.ts';

const host = 'https://acme.workable.com';
const token = 'the-api-token';
const turn: Turn = { priority: 'person', ...unlimited };
const nextWindowAt = Date.UTC(2026, 0, 1, 12, 0, 10);

let http: HttpClient;
let client: SpiClient;
/** The turns that were asked for. */
let turns: Turn[];

withoutNetwork();

beforeEach(() => {
  http = openHttpClient({ connectTimeoutMs: 3000, maxSockets: 8 });
  turns = [];
  client = clientWith({});
});

afterEach(() => http.close());

/** Every call has its turn at once. */
const atOnce: Limiter['run'] = async (asked, send) => {
  turns.push(asked);
  return { answer: await send(), nextWindowAt };
};

function clientWith(changes: Partial<TransportParts>): SpiClient {
  return createSpiClient({
    http,
    address: { subdomain: 'acme' },
    tokens: [token, 'the-older-token'],
    userAgent: 'interview-bridge/1.2.3',
    limiter: { run: atOnce },
    ...changes,
  });
}

const spi = () => nock(`${host}/spi/v3`);

async function errorOf(call: Promise<unknown>): Promise<SpiError> {
  const error = await call.then(
    () => expect.fail('no error'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SpiError);
  return error as SpiError;
}

/** All of it that could be logged or shown. */
const shown = (error: SpiError) => JSON.stringify([error.message, error.text, error.kind, String(error.cause)]);

describe('every call', () => {
  test('carries the first token, what it accepts and who sends it, and no cookie', async () => {
    spi()
      .get('/accounts/acme')
      .times(2)
      .reply(
        200,
        function () {
          const { authorization, accept, cookie, 'user-agent': agent, 'x-workable-client-id': id } = this.req.headers;
          return {
            subdomain: 'acme',
            name: JSON.stringify([authorization, accept, agent, id ?? null, cookie ?? null]),
          };
        },
        { 'set-cookie': '_workable_visitor=1; domain=workable.com' },
      );
    await client.account('acme', turn);
    expect((await client.account('acme', turn)).name).toBe(
      JSON.stringify(['Bearer the-api-token', 'application/json', 'interview-bridge/1.2.3', null, null]),
    );
  });

  test('carries the id of a partner where there is one', async () => {
    spi().matchHeader('X-WORKABLE-CLIENT-ID', 'partner-7').get('/accounts/acme').reply(200, { subdomain: 'acme' });
    expect(await clientWith({ clientId: 'partner-7' }).account('acme', turn)).toMatchObject({ subdomain: 'acme' });
  });

  test('waits for its turn, and for nothing else', async () => {
    const full = new Failure('store-unavailable', 'Storage is unavailable');
    const later = clientWith({ limiter: { run: () => Promise.reject(full) } });
    await expect(later.move('1', { memberId: 'm', stage: 'offer' }, turn)).rejects.toBe(full);
    expect(nock.pendingMocks()).toEqual([]);
    spi().get('/jobs/A').reply(200, { shortcode: 'A', state: 'draft' });
    const bulk: Turn = { priority: 'bulk', since: 1, waitMs: 5, ...unlimited };
    await client.job('A', bulk);
    expect(turns).toEqual([bulk]);
  });
});

describe('the address', () => {
  test('of a token whose subdomain is not known yet', async () => {
    nock('https://www.workable.com')
      .get('/spi/v3/accounts')
      .reply(200, { accounts: [{ id: 1, subdomain: 'acme' }] });
    const { rows } = await clientWith({ address: {} }).accounts(turn);
    expect(rows).toEqual([{ id: '1', name: undefined, subdomain: 'acme' }]);
  });

  test('is another one where that is set', async () => {
    const elsewhere = nock('https://proxy.example/workable');
    elsewhere.get('/accounts').reply(200, { accounts: [] });
    elsewhere.get('/jobs/A').reply(200, { shortcode: 'A', state: 'draft' });
    const proxied = clientWith({ address: { subdomain: 'acme', apiUrl: 'https://proxy.example/workable' } });
    await proxied.accounts(turn);
    expect((await proxied.job('A', turn)).state).toBe('draft');
  });

  test.each([
    { apiUrl: 'http://proxy.example/spi/v3' },
    { apiUrl: 'ftp://127.0.0.1/spi/v3' },
    { subdomain: 'evil.example/' },
    { subdomain: 'acme.workable.com@evil.example/' },
    { subdomain: '' },
  ])('%j never sees a token', (address) => {
    expect(() => clientWith({ address })).toThrow('The API of Workable is called at https addresses only');
  });

  test.each(['http://127.0.0.1:1/spi/v3', 'http://localhost:1', 'http://[::1]:1/'])('may be %s', (apiUrl) => {
    expect(() => clientWith({ address: { apiUrl } })).not.toThrow();
  });

  test('of an id never leads out of its place', async () => {
    for (const id of ['', '.', '..']) expect(await errorOf(client.candidate(id, turn))).toMatchObject({ kind: 'gone' });
    spi().get('/candidates/..%2F..%2Fjobs%3Fx').reply(404);
    expect(await errorOf(client.candidate('../../jobs?x', turn))).toMatchObject({ kind: 'gone', status: 404 });
  });
});

describe('a read', () => {
  const candidate = { id: '2727', email: 'ines@example.test', stage: 'Phone Screen' };
  const after = Date.UTC(2026, 0, 1);
  test.each<[string, string, object, (reading: SpiClient) => Promise<unknown>, object]>([
    [
      'of jobs',
      '/jobs?limit=100&state=published',
      { jobs: [{ shortcode: 'A', state: 'published' }] },
      (reading) => reading.jobs({ state: 'published' }, turn),
      { rows: [{ shortcode: 'A', state: 'published' }], unread: 0 },
    ],
    ['of stages', '/jobs/A/stages', { stages: [] }, (reading) => reading.stages('A', turn), { rows: [] }],
    [
      'of members',
      '/members?limit=100&email=ada%40acme.test&status=all',
      { members: [{ id: 1 }] },
      (reading) => reading.members({ email: 'ada@acme.test', status: 'all' }, turn),
      { rows: [{ id: '1' }] },
    ],
    ['of the members of a job', '/jobs/A/members', { members: [] }, (reading) => reading.jobMembers('A', turn), {}],
    ['of recruiters', '/recruiters', { recruiters: [{ id: 1 }] }, (reading) => reading.recruiters(turn), {}],
    ['of permissions', '/collaboration_permissions', { a: ['admin'] }, (reading) => reading.permissions(turn), {}],
    [
      'of candidates',
      '/candidates?limit=100&shortcode=A&stage=phone-screen&email=a%2Bb%40c.test&updated_after=2026-01-01T00%3A00%3A00.000Z',
      { candidates: [candidate] },
      (reading) =>
        reading.candidates({ shortcode: 'A', stage: 'phone-screen', email: 'a+b@c.test', updatedAfter: after }, turn),
      { rows: [{ id: '2727', stage: 'Phone Screen' }] },
    ],
    ['of a candidate', '/candidates/2727', { candidate }, (reading) => reading.candidate('2727', turn), { id: '2727' }],
    [
      'of a timeline',
      '/candidates/2727/activities?limit=100&actions=comment%2Crating&updated_after=2026-01-01T00%3A00%3A00.000Z',
      { activities: [{ id: 1, action: 'comment' }] },
      (reading) => reading.activities('2727', { actions: ['comment', 'rating'], updatedAfter: after }, turn),
      { rows: [{ id: '1', action: 'comment' }] },
    ],
    [
      'of reasons',
      '/disqualification_reasons',
      [{ id: 'b' }],
      (reading) => reading.disqualificationReasons(turn),
      { rows: [{ id: 'b' }] },
    ],
    [
      'of subscriptions',
      '/subscriptions',
      { subscriptions: [{ id: 1, event: 'candidate_moved', target: 'https://x.test' }] },
      (reading) => reading.subscriptions(turn),
      { rows: [{ id: '1' }] },
    ],
  ])('%s asks %s', async (_, path, answer, call, read) => {
    spi().get(path).reply(200, answer);
    expect(await call(client)).toMatchObject(read);
  });

  test('goes on where the last page said', async () => {
    spi()
      .get('/candidates?limit=100')
      .reply(200, { candidates: [], paging: { next: `${host}/spi/v3/jobs/A/candidates?since_id=2&limit=100` } });
    const { next } = await client.candidates({}, turn);
    expect(next).toBe('jobs/A/candidates?since_id=2&limit=100');
    spi()
      .get('/jobs/A/candidates?since_id=2&limit=100')
      .reply(200, { candidates: [{ id: 3 }] });
    expect(await client.candidates({ next, shortcode: 'B' }, turn)).toMatchObject({ rows: [{ id: '3' }] });
  });

  test('never goes on at another host', async () => {
    spi()
      .get('/jobs?limit=100')
      .reply(200, { jobs: [], paging: { next: 'https://evil.example/spi/v3/jobs?since_id=1' } });
    expect(await errorOf(client.jobs({}, turn))).toMatchObject({ kind: 'unclear', status: undefined });
    for (const next of ['https://evil.example/jobs', '//evil.example/jobs', '../../../jobs', 'jobs#x']) {
      expect(await errorOf(client.jobs({ next }, turn))).toMatchObject({ kind: 'refused' });
    }
  });

  test('of another candidate than the wanted one is no answer', async () => {
    spi()
      .get('/candidates/2727')
      .reply(200, { candidate: { ...candidate, id: '2728' } });
    expect(await errorOf(client.candidate('2727', turn))).toMatchObject({ kind: 'unclear' });
  });

  test.each(['', 'null', '[]', '{"candidate":{}}', '<html>', '{"candidate":'])('of %j is no answer', async (body) => {
    spi().get('/candidates/2727').reply(200, body);
    expect(await errorOf(client.candidate('2727', turn))).toMatchObject({ kind: 'unclear' });
  });

  test('of too many bytes is no answer', async () => {
    spi()
      .get('/recruiters')
      .reply(200, `{"recruiters":[${' '.repeat(limits.spiAnswerBytes)}]}`);
    expect(await errorOf(client.recruiters(turn))).toMatchObject({ kind: 'unclear' });
  });
});

describe('a subscription', () => {
  const wanted = { target: 'https://b.test/1', event: 'candidate_moved', subdomain: 'acme' };

  test('is for the whole account unless a job or a stage is named', async () => {
    const args = { account_id: 'acme', job_shortcode: '', stage_slug: '' };
    spi().post('/subscriptions', { target: wanted.target, event: wanted.event, args }).reply(201, { id: 104697 });
    expect(await client.subscribe(wanted, turn)).toBe('104697');
    const one = { ...args, job_shortcode: 'A', stage_slug: 's' };
    spi().post('/subscriptions', { target: wanted.target, event: wanted.event, args: one }).reply(201, { id: '9' });
    expect(await client.subscribe({ ...wanted, job: 'A', stage: 's' }, turn)).toBe('9');
  });

  test.each([
    [409, 'conflict'],
    [422, 'invalid'],
  ] as const)('that is refused with %d is a case of %s', async (status, kind) => {
    spi().post('/subscriptions').reply(status, { error: 'target has been taken' });
    expect(await errorOf(client.subscribe(wanted, turn))).toMatchObject({
      kind,
      status,
      text: 'target has been taken',
    });
  });

  test('list that is absent is empty', async () => {
    spi().get('/subscriptions').reply(404, { error: 'Not found' });
    expect(await client.subscriptions(turn)).toEqual({ rows: [], unread: 0 });
    spi().get('/subscriptions').reply(403);
    expect(await errorOf(client.subscriptions(turn))).toMatchObject({ kind: 'forbidden' });
  });

  test('ends, also where it has ended', async () => {
    spi().delete('/subscriptions/7').reply(200, {});
    spi().delete('/subscriptions/8').reply(404, {});
    expect(await client.unsubscribe('7', turn)).toBe(undefined);
    expect(await client.unsubscribe('8', turn)).toBe(undefined);
    spi().delete('/subscriptions/9').reply(500);
    expect(await errorOf(client.unsubscribe('9', turn))).toMatchObject({ kind: 'unclear' });
  });
});

describe('a write', () => {
  const memberId = '1f395d';

  test('of a comment always says who sees it', async () => {
    const body = 'AI interview: 78 %';
    spi()
      .post('/candidates/2727/comments', { member_id: memberId, comment: { body, policy: [] } })
      .reply(201, { id: '90775157' });
    expect(await client.comment('2727', { memberId, body, policy: [] }, turn)).toBe('90775157');
    const attachment = { name: 'report.pdf', data: Buffer.from('%PDF-1.7') };
    const comment = { body, policy: ['admin'], attachment: { name: 'report.pdf', data: 'JVBERi0xLjc=' } };
    spi().post('/candidates/2727/comments', { member_id: memberId, comment }).reply(201, '');
    expect(await client.comment('2727', { memberId, body, policy: ['admin'], attachment }, turn)).toBe(undefined);
  });

  test.each<[string, string, string, Record<string, string | number | boolean>, (writing: SpiClient) => Promise<void>]>(
    [
      [
        'of a rating',
        'PUT',
        '/candidates/2727/ratings',
        { member_id: memberId, comment: 'Ref', grade: 0, scale: 'thumbs', stage_id: '5077a1' },
        (writing) =>
          writing.putRating('2727', { memberId, comment: 'Ref', grade: 0, scale: 'thumbs', stageId: '5077a1' }, turn),
      ],
      [
        'of a rating where the candidate stands',
        'PUT',
        '/candidates/2727/ratings',
        { member_id: memberId, comment: 'Ref', grade: 9, scale: 'numbers' },
        (writing) => writing.putRating('2727', { memberId, comment: 'Ref', grade: 9, scale: 'numbers' }, turn),
      ],
      [
        'of a move',
        'POST',
        '/candidates/2727/move',
        { member_id: memberId, target_stage: 'offer' },
        (writing) => writing.move('2727', { memberId, stage: 'offer' }, turn),
      ],
      [
        'of an end',
        'POST',
        '/candidates/2727/disqualify',
        { member_id: memberId, disqualify_reason_id: 'b', disqualify_note: 'n'.repeat(256), withdrew: false },
        (writing) =>
          writing.disqualify('2727', { memberId, reasonId: 'b', note: 'n'.repeat(300), isWithdrawal: false }, turn),
      ],
      [
        'of an attribute',
        'PATCH',
        '/candidates/2727/update_custom_attribute_value',
        { custom_attribute_key: 'ai_score', value: '078' },
        (writing) => writing.updateAttribute('2727', { key: 'ai_score', value: '078' }, turn),
      ],
    ],
  )('%s is a %s to %s', async (_, method, path, body, call) => {
    const answers = [202, 200, 204];
    for (const status of answers) {
      spi().intercept(path, method, body).reply(status, '', { 'content-type': 'text/plain' });
      expect(await call(client)).toBe(undefined);
    }
  });

  test('is sent once', async () => {
    spi()
      .post('/candidates/2727/move')
      .replyWithError(Object.assign(new Error('gone'), { code: 'ECONNRESET' }));
    await errorOf(client.move('2727', { memberId, stage: 'offer' }, turn));
  });
});

describe('a refusal', () => {
  test.each([
    [301, 'unclear'],
    [302, 'unclear'],
    [304, 'unclear'],
    [400, 'refused'],
    [401, 'token'],
    [402, 'refused'],
    [403, 'forbidden'],
    [404, 'gone'],
    [405, 'refused'],
    [408, 'unclear'],
    [409, 'conflict'],
    [410, 'refused'],
    [413, 'too-large'],
    [415, 'refused'],
    [422, 'invalid'],
    [425, 'unclear'],
    [429, 'rate'],
    [451, 'refused'],
    [500, 'unclear'],
    [502, 'unclear'],
    [503, 'unclear'],
  ] as const)('with %d is a case of %s', async (status, kind) => {
    spi().post('/candidates/2727/move').reply(status, '', { location: 'https://evil.example/' });
    const error = await errorOf(client.move('2727', { memberId: 'm', stage: 'offer' }, turn));
    const more = status === 429 ? ': its rate limit is used up for the moment' : '';
    expect(error).toMatchObject({ kind, status, message: `Workable answered ${status}${more}` });
    expect(error.retryAt).toBe(status === 429 ? nextWindowAt : undefined);
    expect(error.text).toBe(undefined);
  });

  test('is told in the words of Workable, three levels deep where it has them there', async () => {
    const description = 'The access token is invalid';
    spi()
      .get('/recruiters')
      .reply(401, { error: { error: { error: { name: 'invalid_token' }, reason: 'unknown', description } } });
    expect(await errorOf(client.recruiters(turn))).toMatchObject({ kind: 'token', text: description });
  });

  test('never repeats a token, an address, a link or what was said of a person', async () => {
    const words = [token, 'the-older-token', 'partner-7', 'ines@example.test', 'https://x.test/ines'];
    const body = 'Ines Testone was superb.\nRef 4K7QJ2 result 1';
    spi()
      .post('/candidates/2727/comments')
      .reply(422, { error: `Refused: ${words.join(' ')} "${body}" \u0007` });
    const strict = clientWith({ clientId: 'partner-7' });
    const error = await errorOf(strict.comment('2727', { memberId: 'm', body, policy: [] }, turn));
    expect(error.text).toMatch(/^Refused: \[secret\]/);
    for (const secret of [...words, 'Ines', 'Testone', 'superb', '4K7QJ2', '\u0007']) {
      expect(shown(error)).not.toContain(secret);
    }
    expect(error.text?.length).toBeLessThanOrEqual(limits.refusalCharacters);
  });

  test('never repeats one of so many words of a long comment', async () => {
    const words = Array.from({ length: limits.spiPersonalWords }, (_, i) => `word${i}x`);
    spi()
      .post('/candidates/2727/comments')
      .reply(422, { error: words.slice(-5).join(' ') });
    const error = await errorOf(client.comment('2727', { memberId: 'm', body: words.join(' '), policy: [] }, turn));
    expect(error.text).toBe(Array.from({ length: 5 }, () => '[name]').join(' '));
  });

  test('of a search does not repeat the address that was looked for', async () => {
    spi().get('/candidates?limit=100&email=ines%40example.test').reply(400, { error: 'no candidate ines' });
    const error = await errorOf(client.candidates({ email: 'ines@example.test' }, turn));
    expect(error.text).toBe('no candidate [name]');
  });

  test('is the same whatever its words say', async () => {
    spi().get('/recruiters').reply(400, { error: 'rate limit exceeded, not found, unauthorized' });
    expect(await errorOf(client.recruiters(turn))).toMatchObject({ kind: 'refused' });
  });
});

describe('no answer', () => {
  test('to a request that was not sent is told apart from one that may have been', async () => {
    spi()
      .get('/recruiters')
      .replyWithError(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }));
    const unsent = await errorOf(client.recruiters(turn));
    expect(unsent).toMatchObject({ kind: 'unsent', status: undefined, retryAt: undefined });
    expect(unsent.message).toBe('Workable could not be reached (ECONNREFUSED)');
  });

  test.each([
    [new RequestError('timeout', true, 'No complete answer in time'), 'Workable did not answer (timeout)'],
    [new RequestError('network', true, 'It broke', 'ECONNRESET'), 'Workable did not answer (ECONNRESET)'],
    [new RequestError('too-large', true, 'Too large'), 'Workable did not answer (too-large)'],
  ])('to a request that may have been read may mean that it was done: %s', async (cause, message) => {
    const broken = clientWith({ http: { request: () => Promise.reject(cause) } });
    const error = await errorOf(broken.move('2727', { memberId: 'm', stage: 'offer' }, turn));
    expect(error).toMatchObject({ kind: 'unclear', status: undefined, message, cause });
  });

  test('comes to a call that has ended before it began', async () => {
    const ended: Turn = { priority: 'note', signal: AbortSignal.abort() };
    expect(await errorOf(client.recruiters(ended))).toMatchObject({ kind: 'unsent' });
  });
});
