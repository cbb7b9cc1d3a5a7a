import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBody, openWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

it('carries one interview from Workable to the vendor and its result back', async () => {
  const { vendor, workable } = world;
  const body = createBody(world);
  const created = await world.ask('POST', '/interviews', { body });
  expect(created).toMatchObject({ status: 201, body: { interview_id: expect.any(String) } });

  const { email } = body.candidate as { email: string };
  const attempt = await vendor.control.start(email, String(body.interview_template_id));
  await vendor.control.collect(attempt);
  await vendor.control.score(attempt, 7.8);
  const result = await workable.control.waitFor(String(body.callback_url));
  expect(result).toMatchObject({ status: 'completed', interview: { score: '78' } });

  await vendor.control.decide(attempt, true);
  const decided = await workable.control.waitFor(
    String(body.callback_url),
    ({ interview }) => interview?.grade !== undefined,
  );
  expect(decided.interview?.grade).toBe('passed');
});
