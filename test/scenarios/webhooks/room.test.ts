import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { type Sent, sendInterview } from '../../../testing/interviews.ts';
import { bridgeCommand, logged } from '../../../testing/operator.ts';
import { failed, resultOf } from '../../../testing/payloads.ts';
import { openWorld, secrets, type World } from '../../../testing/world.ts';

let world: World;
let redis: Redis;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
  redis = new Redis(world.redisUrl);
});
afterAll(async () => {
  redis.disconnect();
  await world.close();
});

async function untilScore({ callbackUrl }: Sent, score: string): Promise<void> {
  await world.workable.control.waitFor(callbackUrl, ({ interview }) => interview?.score === score);
}

function post(body: object) {
  return world.ask('POST', '/webhooks/jobmojito', {
    headers: { authorization: `Bearer ${secrets.webhookSecret}` },
    body,
  });
}

async function attemptsOf(sent: Sent): Promise<string[]> {
  const { lines } = await bridgeCommand(world, `show ${sent.id}`);
  return lines.flatMap((line) => /^attempt +(\S+)/.exec(line)?.[1] ?? []);
}

function bytesOf({ id }: Sent): Promise<number> {
  return redis.strlen(`bridge:{default}:record:${id}`);
}

const many = limits.attemptsOfRecord + 20;

describe('of more attempts than a record has room for', () => {
  it('the newest stay, and the one whose result Workable has', async () => {
    const sent = await sendInterview(world);
    const scored = randomUUID();
    await post(resultOf(sent, { id: scored, score: 6.1 }));
    const later = Array.from({ length: many }, () => randomUUID());
    for (const id of later) expect((await post(resultOf(sent, { ...failed, id }))).status).toBe(200);
    const kept = await attemptsOf(sent);
    expect(kept).toHaveLength(limits.attemptsOfRecord);
    expect(new Set(kept)).toEqual(new Set([scored, ...later.slice(1 - limits.attemptsOfRecord)]));
    await untilScore(sent, '61');
  });

  it('one that was left out is taken in again with its result', async () => {
    const sent = await sendInterview(world);
    const [first = '', ...others] = Array.from({ length: many }, () => randomUUID());
    for (const id of [first, ...others]) await post(resultOf(sent, { ...failed, id }));
    expect(await attemptsOf(sent)).not.toContain(first);
    await post(resultOf(sent, { id: first, score: 7.4 }));
    await untilScore(sent, '74');
  });
});

it('of attempts with long texts as many stay as fit', async () => {
  const sent = await sendInterview(world);
  const reasons = Array.from({ length: 50 }, (_, i) => `${i} ${'x'.repeat(1_900)}`);
  for (let i = 0; i < 12; i += 1) {
    const { status } = await post(
      resultOf(sent, { id: randomUUID(), ai_analysis_recruiter_why_hire: reasons, score: 5 }),
    );
    expect(status).toBe(200);
  }
  expect((await attemptsOf(sent)).length).toBeGreaterThan(2);
  expect(await bytesOf(sent)).toBeLessThan(limits.recordBytes + 100);
});

describe('a webhook that a record has no room for', () => {
  const faults: [string, (sent: Sent, i: number) => object][] = [
    [
      'since it is of yet another profile',
      (sent, i) => resultOf(sent, { id: 'a', profile_interview_id: `profile ${i}` }),
    ],
  ];

  it.each(faults)('%s is refused, kept as rejected, and a person hears of it', async (_what, bodyOf) => {
    const sent = await sendInterview(world);
    for (let i = 0; i < limits.candidateRefsOfRecord; i += 1) expect((await post(bodyOf(sent, i))).status).toBe(200);
    const alarms = logged(world, 'webhook').filter(({ outcome }) => outcome === 'rejected').length;
    const answer = await post(bodyOf(sent, limits.candidateRefsOfRecord));
    expect(answer).toMatchObject({ status: 413, body: { message: 'The interview has no room for more' } });
    expect((await bridgeCommand(world, 'rejected')).text).toContain('The interview has no room for more');
    const after = logged(world, 'webhook').filter(({ outcome }) => outcome === 'rejected');
    expect(after).toHaveLength(alarms + 1);
    expect(after.at(-1)).toMatchObject({ level: 'error', account: 'default' });
    // What is known already has room.
    expect((await post(bodyOf(sent, 0))).status).toBe(200);
  });

  it('since it alone is too large is refused and kept as rejected', async () => {
    const sent = await sendInterview(world);
    const reasons = Array.from({ length: 50 }, () => '漢'.repeat(2_000));
    const texts = { ai_analysis_recruiter_why_hire: reasons, ai_analysis_recruiter_why_not_hire: reasons };
    expect((await post(resultOf(sent, texts))).status).toBe(413);
    expect((await bridgeCommand(world, 'rejected')).text).toContain('The interview has no room for more');
    expect((await post(resultOf(sent))).status).toBe(200);
  });
});
