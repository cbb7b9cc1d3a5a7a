import { afterAll, beforeAll, expect, test } from 'vitest';
import { notesOf, openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';
import { until } from '../../../testing/world.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld();
});
afterAll(() => world.close());

test('a candidate who is dragged to the stage is invited, and the result stands on the timeline', async () => {
  const { spi, stage, vendor, template } = world;
  const candidate = spi.people.create({ stage: 'applied' });
  await spi.idle();
  spi.people.move(candidate.id, stage);
  await spi.idle();
  world.later(61_000);
  const [invited] = await until(
    'the invitation is told',
    () => notesOf(world, candidate).length === 1 && notesOf(world, candidate),
  );
  expect(invited).toMatch(/^Invited/);
  await vendor.control.start(candidate.email ?? '', template).then((attempt) => vendor.control.score(attempt, 7.8));
  const notes = await until(
    'the result is told',
    () => notesOf(world, candidate).length === 2 && notesOf(world, candidate),
  );
  expect(notes[1]).toMatch(/^AI interview: 78 %/);
  const details = world.logLines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'delivery');
  expect(details.map(({ detail }) => detail)).toContain('application notified');
  expect(details.filter(({ outcome, detail }) => outcome === 'acknowledged' && detail === 'no answer')).toEqual([]);
});
