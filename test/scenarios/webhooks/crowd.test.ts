import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putsOf, type Sent, sendInterview } from '../../../testing/interviews.ts';
import { bridgeCommand } from '../../../testing/operator.ts';
import { resultOf } from '../../../testing/payloads.ts';
import { type Answer, openWorld, secrets, until, type World } from '../../../testing/world.ts';

let world: World;
let redis: Redis;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false', LOG_LEVEL: 'error' });
  redis = new Redis(world.redisUrl);
});
afterAll(async () => {
  redis.disconnect();
  await world.close();
});

async function untilScore({ callbackUrl }: Sent, score: string): Promise<void> {
  await world.workable.control.waitFor(callbackUrl, ({ interview }) => interview?.score === score);
}

function post(body: object): Promise<Answer> {
  return world.ask('POST', '/webhooks/jobmojito', {
    headers: { authorization: `Bearer ${secrets.webhookSecret}` },
    body,
  });
}

/** How often a record was saved. */
async function savesOf({ id }: Sent): Promise<number> {
  return Number(/^\d+/.exec((await redis.get(`bridge:{default}:record:${id}`)) ?? '')?.[0]);
}

const crowd = 500;

describe(`${crowd} webhooks at once about one interview`, () => {
  const attempt = randomUUID();
  const kinds: [string, (sent: Sent, i: number) => object][] = [
    ['that are equal', (sent) => resultOf(sent, { id: attempt, profile_interview_id: 'one' })],
    [
      'of which each has another score',
      (sent, i) => resultOf(sent, { id: randomUUID(), profile_interview_id: 'one', score: i / crowd }),
    ],
    [
      'of which each says another way whom it is about',
      (sent, i) =>
        resultOf(sent, {
          id: attempt,
          profile_interview_id: `profile ${i % 150}`,
          candidate_external_id: i % 2 === 0 ? sent.id : null,
        }),
    ],
  ];

  it.each(kinds)('%s are taken with a few saves', async (_what, bodyOf) => {
    const sent = await sendInterview(world);
    const before = await savesOf(sent);
    const answers = await Promise.all(Array.from({ length: crowd }, (_, i) => post(bodyOf(sent, i))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    // They arrive over a while, and the delivery saves too; each by itself would be one save at least.
    expect((await savesOf(sent)) - before).toBeLessThan(crowd / 2);
    await until('Workable has it', () => putsOf(world, sent).some(({ isTaken }) => isTaken));
  });

  it('ends with what the last of them said', async () => {
    const sent = await sendInterview(world);
    await Promise.all(
      Array.from({ length: crowd }, () => post(resultOf(sent, { id: attempt, profile_interview_id: 'one', score: 1 }))),
    );
    await post(resultOf(sent, { id: attempt, profile_interview_id: 'one', score: 9 }));
    await untilScore(sent, '90');
  });
});

it('beyond a thousand that wait, webhooks are answered 503, and nothing that was acknowledged is lost', async () => {
  const sent = await sendInterview(world);
  const scores = Array.from({ length: 1_500 }, (_, i) => Math.round((10 * i) / 1_500));
  const answers = await Promise.all(
    scores.map((score) => post(resultOf(sent, { id: randomUUID(), profile_interview_id: 'one', score }))),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses.every((status) => status === 200 || status === 503)).toBe(true);
  expect(answers.filter(({ status }) => status === 503).every(({ headers }) => headers.has('retry-after'))).toBe(true);
  await post(resultOf(sent, { id: randomUUID(), profile_interview_id: 'one', score: 4.2 }));
  await untilScore(sent, '42');
  expect(
    (await bridgeCommand(world, `show ${sent.id}`)).lines.filter((line) => line.startsWith('attempt')),
  ).toHaveLength(50);
});
