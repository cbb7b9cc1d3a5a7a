import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, test } from 'vitest';
import type { WorkableSpi } from '../../../sandbox/workable-spi/server.ts';
import { defaultSwitches } from '../../../sandbox/workable-spi/switches.ts';
import { call, job, spiPerTest } from './open-spi.ts';

let spi: WorkableSpi;
spiPerTest((fresh) => {
  spi = fresh;
});

const badToken = {
  error: {
    error: {
      error: { name: 'invalid_token', state: 'unauthorized' },
      reason: 'unknown',
      description: 'The access token is invalid',
    },
  },
};

describe('a token', () => {
  it.each(['', 'Bearer wrong', 'Basic abc'])('that reads "%s" is 401 without rate headers', async (authorization) => {
    const answer = await call(spi, 'GET', '/jobs', { headers: { authorization } });
    expect([answer.status, answer.body, answer.headers.get('x-rate-limit-limit')]).toEqual([401, badToken, null]);
  });

  it('lists the companies that it may see, from which a client finds the subdomain', async () => {
    expect((await call(spi, 'GET', '/accounts')).body.accounts).toMatchObject([{ subdomain: 'acme', name: 'Acme' }]);
    expect((await call(spi, 'GET', '/accounts/acme')).body).toMatchObject({ id: 'b4e8e', subdomain: 'acme' });
    expect(await call(spi, 'GET', '/accounts/other')).toMatchObject({ status: 404, body: { error: 'Not found' } });
  });

  it('of another company sees nothing of this one', async () => {
    const token = spi.tokens.add({ subdomain: 'other' });
    expect((await call(spi, 'GET', '/accounts', { token })).body.accounts).toMatchObject([{ subdomain: 'other' }]);
    expect((await call(spi, 'GET', '/accounts/acme', { token })).status).toBe(404);
    expect((await call(spi, 'GET', '/jobs', { token })).status).toBe(404);
  });

  it('ends at the time that the admin chose', async () => {
    spi.tokens.expireAt(spi.token, spi.clock.now() + 60_000);
    expect((await call(spi, 'GET', '/jobs')).status).toBe(200);
    spi.clock.advance(60_000);
    expect(await call(spi, 'GET', '/jobs')).toMatchObject({ status: 401, body: badToken });
  });

  it('stays valid beside a new one until it is revoked', async () => {
    const token = spi.tokens.rotate();
    expect((await call(spi, 'GET', '/jobs')).status).toBe(200);
    spi.tokens.revoke(spi.token);
    expect((await call(spi, 'GET', '/jobs')).status).toBe(401);
    expect((await call(spi, 'GET', '/jobs', { token })).status).toBe(200);
  });

  it('is refused while the switch tokenExpired is on', async () => {
    spi.switches({ tokenExpired: true });
    expect((await call(spi, 'GET', '/jobs')).status).toBe(401);
    spi.switches({ tokenExpired: false });
    expect((await call(spi, 'GET', '/jobs')).status).toBe(200);
  });

  it('of a partner needs its client id in a header, and may not list the members of a job', async () => {
    const token = spi.tokens.add({ kind: 'partner', clientId: 'uid' });
    expect((await call(spi, 'GET', '/jobs', { token })).status).toBe(401);
    const headers = { 'x-workable-client-id': 'uid' };
    expect((await call(spi, 'GET', '/jobs', { token, headers })).status).toBe(200);
    expect((await call(spi, 'GET', `/jobs/${job}/members`, { token, headers })).status).toBe(403);
  });
});

describe('a scope', () => {
  const needed = [
    ['GET', '/jobs', 'r_jobs'],
    ['GET', '/accounts', 'r_jobs'],
    ['GET', '/stages', 'r_jobs'],
    ['GET', '/members', 'r_jobs'],
    ['GET', '/recruiters', 'r_jobs'],
    ['GET', '/collaboration_permissions', 'r_jobs'],
    ['GET', '/candidates', 'r_candidates'],
    ['GET', '/candidates/1/activities', 'r_candidates'],
    ['GET', `/jobs/${job}/activities`, 'r_candidates'],
    ['GET', '/subscriptions', 'r_candidates'],
    ['GET', '/disqualification_reasons', 'r_candidates'],
    ['POST', '/candidates/1/comments', 'w_candidates'],
    ['POST', '/candidates/1/comments', 'w_comments'],
    ['PUT', '/candidates/1/ratings', 'w_candidates'],
    ['POST', '/candidates/1/move', 'w_candidates'],
    ['PATCH', '/candidates/1/update_custom_attribute_value', 'r_jobs'],
  ] as const;
  it.each(needed)('%s %s needs %s', async (method, path, scope) => {
    const token = spi.tokens.add({ scopes: ['r_account'] });
    const body = method === 'GET' ? undefined : {};
    const without = await call(spi, method, path, { token, body });
    expect([without.status, without.body]).toEqual([403, { error: 'Forbidden' }]);
    spi.tokens.setScopes(token, [scope]);
    expect((await call(spi, method, path, { token, body })).status).not.toBe(403);
  });

  it('that is missing is said with a body or without one, as the switch says', async () => {
    const token = spi.tokens.add({ scopes: [] });
    spi.switches({ forbiddenBody: 'empty' });
    expect(await call(spi, 'GET', '/jobs', { token })).toMatchObject({ status: 403, text: '' });
  });
});

describe('a fault', () => {
  let id: string;
  beforeEach(() => {
    id = spi.people.create().id;
  });
  const comment = { member_id: '1f395d', comment: { body: 'Hello' } };

  it('answers some requests with a status, and does nothing for them', async () => {
    spi.fault({ method: 'POST', path: '/comments', how: { status: 502, body: 'Bad gateway' }, times: 1 });
    expect(await call(spi, 'POST', `/candidates/${id}/comments`, { body: comment })).toMatchObject({
      status: 502,
      text: 'Bad gateway',
    });
    expect(spi.comments(id)).toEqual([]);
    expect((await call(spi, 'POST', `/candidates/${id}/comments`, { body: comment })).status).toBe(201);
  });

  it('after the work is done spoils the answer alone', async () => {
    spi.fault({ path: /comments$/, how: { status: 504, headers: { 'Retry-After': '3' } }, when: 'after' });
    const answer = await call(spi, 'POST', `/candidates/${id}/comments`, { body: comment });
    expect([answer.status, answer.text, answer.headers.get('retry-after')]).toEqual([504, '', '3']);
    expect(spi.comments(id)).toHaveLength(1);
  });

  it.each(['before', 'after'] as const)('drops the connection %s the work is done', async (when) => {
    spi.fault({ path: 'comments', how: 'drop', when });
    await expect(call(spi, 'POST', `/candidates/${id}/comments`, { body: comment })).rejects.toThrow();
    expect(spi.comments(id)).toHaveLength(when === 'after' ? 1 : 0);
    expect(spi.requests.at(-1)).toMatchObject({ status: 0, body: comment });
  });

  it('at the edge is answered without rate headers, and counts in no window', async () => {
    spi.fault({ where: 'edge', how: { status: 503, body: '<html>Unavailable</html>' }, times: 1 });
    const answer = await call(spi, 'GET', '/jobs');
    expect([answer.status, answer.headers.get('x-rate-limit-limit')]).toEqual([503, null]);
    expect(spi.windows()).toEqual([]);
    spi.fault({ how: { status: 503 } });
    expect((await call(spi, 'GET', '/jobs')).headers.get('x-rate-limit-limit')).toBe('10');
  });

  it('never answers, until the client gives up', async () => {
    spi.fault({ how: 'hang' });
    const signal = AbortSignal.timeout(100);
    await expect(
      fetch(`${spi.url}/jobs`, { headers: { authorization: `Bearer ${spi.token}` }, signal }),
    ).rejects.toThrow();
  });
});

test('every request is recorded with what it was answered', async () => {
  await call(spi, 'GET', '/candidates?stage=applied');
  await call(spi, 'GET', '/nothing');
  expect(spi.requests).toMatchObject([
    { method: 'GET', path: '/candidates', query: { stage: 'applied' }, status: 200, at: spi.clock.now() - 10_000 },
    { method: 'GET', path: '/nothing', query: {}, status: 404, at: spi.clock.now() },
  ]);
});

test('a body that is no JSON is 400', async () => {
  const { id } = spi.people.create();
  expect((await call(spi, 'POST', `/candidates/${id}/comments`, { rawBody: '{"a' })).status).toBe(400);
});

test('behave puts every switch back, and ends all faults', async () => {
  spi.switches({ tokenExpired: true, passes: 10, retry: { times: 0, spacingMs: 1 } });
  spi.fault({ how: { status: 500 } });
  spi.behave();
  expect(spi.switches()).toEqual(defaultSwitches());
  expect((await call(spi, 'GET', '/jobs')).status).toBe(200);
});

test('every switch has a test', () => {
  const files = readdirSync(import.meta.dirname).map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'));
  const unused = Object.keys(defaultSwitches()).filter((name) => !files.some((text) => text.includes(name)));
  expect(unused).toEqual([]);
});
