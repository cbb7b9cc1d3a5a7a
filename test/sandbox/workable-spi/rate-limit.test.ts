import { describe, expect, it, test } from 'vitest';
import type { WorkableSpi } from '../../../sandbox/workable-spi/server.ts';
import { callNow, spiPerTest, start } from './open-spi.ts';

let spi: WorkableSpi;
spiPerTest((fresh) => {
  spi = fresh;
});

const startsAt = Date.parse(start);
const seconds = startsAt / 1000;

/** So many requests at once; the statuses and the headers of each. */
async function ask(times: number, options: Parameters<typeof callNow>[3] = {}) {
  const answers: { status: number; limit: number; remaining: number; reset: number; retryAfter: string | null }[] = [];
  for (let i = 0; i < times; i += 1) {
    const { status, headers } = await callNow(spi, 'GET', '/stages', options);
    const number = (name: string) => Number(headers.get(`x-rate-limit-${name}`));
    const shown = { limit: number('limit'), remaining: number('remaining'), reset: number('reset') };
    answers.push({ status, ...shown, retryAfter: headers.get('retry-after') });
  }
  return answers;
}

const passed = (answers: { status: number }[]) => answers.filter(({ status }) => status === 200).length;

test('nine requests pass per window, and Remaining runs from 9 to 1', async () => {
  const answers = await ask(11);
  expect(answers.map(({ status }) => status)).toEqual([...Array(9).fill(200), 429, 429]);
  expect(answers.slice(0, 9).map(({ remaining }) => remaining)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  expect(answers[0]?.limit).toBe(10);
});

test('with passes = 10 ten pass, down to Remaining 0', async () => {
  spi.switches({ passes: 10 });
  const answers = await ask(11);
  expect([passed(answers), answers[9]?.remaining, answers[10]?.status]).toEqual([10, 0, 429]);
});

test('the header Date shows the clock of the fake', async () => {
  spi.clock.advance(3_600_000);
  const { headers } = await callNow(spi, 'GET', '/stages');
  expect(headers.get('date')).toBe(new Date(startsAt + 3_600_000).toUTCString());
});

describe('a window', () => {
  it('begins at clock seconds divisible by ten', async () => {
    spi.clock.advance(8_000);
    expect(passed(await ask(10))).toBe(9);
    spi.clock.advance(2_000);
    expect(passed(await ask(10))).toBe(9);
  });

  it('ends ten seconds after each request where rateWindow = rolling', async () => {
    spi.switches({ rateWindow: 'rolling' });
    spi.clock.advance(8_000);
    expect(passed(await ask(10))).toBe(9);
    spi.clock.advance(2_000);
    expect(passed(await ask(1))).toBe(0);
    spi.clock.advance(8_000);
    expect(passed(await ask(10))).toBe(9);
  });

  it('is recorded with what passed and what was refused', async () => {
    await ask(12);
    spi.clock.nextWindow();
    await ask(1);
    const client = { client: 'account', limit: 10, neighbours: 0 };
    expect(spi.windows()).toEqual([
      { ...client, startsAt, passed: 9, refused: 3 },
      { ...client, startsAt: startsAt + 10_000, passed: 1, refused: 0 },
    ]);
  });

  it('is shared with the customer’s other integrations', async () => {
    spi.switches({ neighbourLoad: 4 });
    const answers = await ask(6);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers[0]?.remaining).toBe(5);
    expect(spi.windows()[0]).toMatchObject({ passed: 5, refused: 1, neighbours: 4 });
  });

  it('can be used up by others in the middle', async () => {
    await ask(2);
    spi.burn(6);
    expect((await ask(2)).map(({ status, remaining }) => [status, remaining])).toEqual([
      [200, 1],
      [429, 0],
    ]);
  });
});

describe('the header X-Rate-Limit-Reset', () => {
  it('is ten seconds from now', async () => {
    spi.clock.advance(7_000);
    expect((await ask(1))[0]?.reset).toBe(seconds + 17);
  });

  it('is the end of the window where resetHeader = windowEnd', async () => {
    spi.switches({ resetHeader: 'windowEnd' });
    spi.clock.advance(7_000);
    expect((await ask(1))[0]?.reset).toBe(seconds + 10);
  });
});

describe('a 429', () => {
  it('has rate headers and no Retry-After', async () => {
    expect((await ask(10))[9]).toEqual({ status: 429, limit: 10, remaining: 0, reset: seconds + 10, retryAfter: null });
  });

  it('has a Retry-After, and no rate headers, where the switches say so', async () => {
    spi.switches({ retryAfter: 7, rateHeadersOn429: false });
    expect((await ask(10))[9]).toMatchObject({ status: 429, limit: 0, retryAfter: '7' });
  });

  it('does nothing', async () => {
    const { id } = spi.people.create();
    await ask(9);
    const body = { member_id: spi.member.id, comment: { body: 'Hello' } };
    expect((await callNow(spi, 'POST', `/candidates/${id}/comments`, { body })).status).toBe(429);
    expect(spi.comments(id)).toEqual([]);
  });
});

describe('a limit', () => {
  it('is shared by all account tokens, or each has its own where accountTokensShare = false', async () => {
    const token = spi.tokens.add();
    await ask(9);
    expect(passed(await ask(1, { token }))).toBe(0);
    spi.switches({ accountTokensShare: false });
    spi.clock.nextWindow();
    await ask(9);
    expect(passed(await ask(10, { token }))).toBe(9);
  });

  it.each(['oauth', 'partner'] as const)('of an %s client is 50', async (kind) => {
    const token = spi.tokens.add({ kind, clientId: 'uid' });
    const answers = await ask(50, { token, headers: { 'x-workable-client-id': 'uid' } });
    expect([passed(answers), answers[0]?.limit, answers[0]?.remaining]).toEqual([49, 50, 50 - 1]);
    expect(passed(await ask(1))).toBe(1);
  });

  it('of another company is its own', async () => {
    const token = spi.tokens.add({ subdomain: 'other' });
    await ask(9, { token });
    expect(passed(await ask(10))).toBe(9);
  });

  it('is not touched by a bad token', async () => {
    await ask(20, { token: 'wrong' });
    expect(spi.windows()).toEqual([]);
  });
});
