import { expect, test } from 'vitest';
import { expectAll, expectInvitations } from '../support/checks.ts';
import { listen } from './listen.ts';
import { runLoad } from './load.ts';

test('a load ends after so many requests, alternately about each subject, and every place of the number is filled', async () => {
  const bodies: string[] = [];
  const port = await listen((request, response) => {
    request.on('data', (body) => bodies.push(String(body))).on('end', () => response.end('taken'));
  });
  const request = { method: 'POST', path: '/', headers: {}, body: '{who} {turn} {turn}' };
  const subjects = [{ who: 'a' }, { who: 'b' }];
  const loaded = await runLoad({ port, connections: 2, seconds: 30, most: 3, request, subjects });
  expect(bodies.toSorted()).toEqual(['a 000000001 000000001', 'a 000000002 000000002', 'b 000000001 000000001']);
  expect(loaded).toMatchObject({ answers: { 200: 3 }, acknowledged: [2, 1] });
});

test('an answer with another body is no success', async () => {
  const port = await listen((_request, response) => response.end('{"status":"pending"}'));
  const request = { method: 'GET', path: '/', headers: {} };
  const load = { port, connections: 1, seconds: 30, most: 1, request, says: 'completed', subjects: [{}] };
  const loaded = await runLoad(load);
  expect(() => expectAll(loaded, '200')).toThrow('200 with another body');
});

test.each([
  ['one without an invitation', { a: 1 }],
  ['one with two', { a: 1, b: 2 }],
  ['a candidate of no create', { a: 1, b: 1, c: 1 }],
])('creates fail with %s', (_what, invitations) => {
  const loaded = { tookMs: 1, answers: { 201: 2 }, p50: 1, p99: 1, acknowledged: [2] };
  expectInvitations(loaded, { a: 1, b: 1 });
  expect(() => expectInvitations(loaded, invitations)).toThrow('2 creates led to invitations');
});
