import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from '../../../testing/api.ts';
import { canaries, found } from '../../../testing/canaries.ts';
import { logged } from '../../../testing/operator.ts';
import { type Travelled, travel } from '../../../testing/travel.ts';
import { openWorld, secrets } from '../../../testing/world.ts';

const words = [...Object.values(canaries), ...Object.values(secrets)];

let world: ApiWorld;
let travelled: Travelled;
beforeAll(async () => {
  world = await openApiWorld(openWorld({ LOG_LEVEL: 'trace', DELIVERY_RETRY_SCHEDULE: '1s' }));
  travelled = await travel(world);
});
afterAll(() => world.close());

it('nothing personal and no secret is answered or logged, whatever has happened', async () => {
  const { body: list } = await world.api('GET', '/interviews');
  expect(list.items.length).toBeGreaterThan(1);
  for (const { id } of list.items) {
    await world.api('GET', `/interviews/${id}`);
    await world.api('GET', `/interviews/${id}/difference`);
    for (const action of ['deliver', 'ask', 'dismiss', 'resend'])
      await world.api('POST', `/interviews/${id}/${action}`);
  }
  const { body: rejected } = await world.api('GET', '/rejected-webhooks');
  expect(rejected.items.length).toBeGreaterThan(1);
  for (const { id } of rejected.items) await world.api('POST', `/rejected-webhooks/${id}/replay`);
  await world.api('GET', '/accounts/default/health');
  await world.api('POST', '/replays', { body: { state: 'delivered', dry_run: true } });
  for (const body of [{ email: canaries.email }, { text: canaries.callbackPath }, { text: travelled.links[0] }]) {
    const { body: searched } = await world.api('POST', '/interviews/search', { body });
    expect(searched.items.length).toBe('email' in body ? 1 : 0);
  }
  await world.api('POST', '/erasures', { body: { email: canaries.email } });
  await world.api('POST', '/erasures', { body: { email: `x ${canaries.email}` } });
  await world.api('GET', `/interviews?job=${canaries.firstName}&template=${canaries.lastName}`);
  const seen = [...world.logLines, ...world.api.answers].join('\n');
  expect(found(seen, [...words, ...travelled.links])).toEqual([]);
});

it('is seen by those who ask for it, and the log says whom', async () => {
  const { id } = travelled.sent;
  const { text } = await world.api('GET', `/interviews/${id}?reveal=true`);
  expect(found(text, words).sort()).toEqual(
    [canaries.firstName, canaries.lastName, canaries.email, canaries.phone].sort(),
  );
  expect(logged(world, 'reveal').at(-1)).toMatchObject({ interviewIds: [id] });
});

it('what cannot be read is named, and hides nothing else', async () => {
  const { id } = travelled.sent;
  const redis = new Redis(world.redisUrl);
  await redis.set(`bridge:{default}:record:${id}`, `2 ${canaries.damaged}`);
  redis.disconnect();
  const { body } = await world.api('GET', '/interviews');
  expect([body.unreadable, body.items.length]).toEqual([[id], 1]);
  const answer = await world.api('GET', `/interviews/${id}`);
  expect([answer.status, answer.body.message]).toEqual([
    500,
    `Interview ${id} cannot be read: The stored data is not JSON`,
  ]);
  expect((await world.api('POST', `/interviews/${id}/cancel`)).status).toBe(500);
  expect(found(world.logLines.join('\n'), words)).toEqual([]);
});
