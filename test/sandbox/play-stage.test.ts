import { afterAll, beforeAll, expect, test } from 'vitest';
import { playStageDoor } from '../../sandbox/play-stage.ts';
import { openStageWorld, type StageWorld } from '../../testing/stage-world.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld({ STAGE_INVITE_DELAY: '1ms' });
});
afterAll(() => world.close());

test('the demo of the stage door ends with invitation, result, decision and rating on the timeline', async () => {
  const said: string[] = [];
  const shown = await playStageDoor(world, (text) => void said.push(text ?? ''));
  expect(shown.split('\n\n')).toEqual([
    expect.stringMatching(/^Invited to the AI interview/),
    expect.stringMatching(/^AI interview: 87 %\./),
    expect.stringMatching(/^Corrected: AI interview: 87 %, recommended\./),
    expect.stringMatching(/^AI interview: recommended\.[\s\S]* rating 1$/),
  ]);
  expect(said.join('\n')).toContain('the recruiter drags Ines Marlow');
});

test('it names what did not happen', async () => {
  world.spi.fault({ method: 'POST', path: '/comments', how: { status: 500 } });
  await expect(playStageDoor(world, () => undefined, 2_000)).rejects.toThrow(
    'After 2 s no invitation is on the timeline',
  );
});

test('the demo needs the webhooks of the bridge first', async () => {
  const { spi } = world;
  for (const { id } of spi.subscriptions()) spi.expireSubscription(id);
  await expect(playStageDoor(world, () => undefined, 100)).rejects.toThrow(
    "After 0.1 s Workable does not have the bridge's three webhooks",
  );
});
