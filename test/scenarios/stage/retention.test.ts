import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SpiCandidate } from '../../../sandbox/workable-spi/types.ts';
import { scoreAttempt } from '../../../testing/interviews.ts';
import { bridgeCommand } from '../../../testing/operator.ts';
import { inTime, invitationsOf, noteOf, passDays, standInStage } from '../../../testing/stage-stays.ts';
import { notesOf, openStageWorld, pass, type StageWorld } from '../../../testing/stage-world.ts';
import { day, minute } from '../../../testing/times.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld({ RETENTION: '30d' });
});
afterAll(() => world.close());

const stored = async (email: string) => (await bridgeCommand(world, `forget ${email}`, world.env)).text;

/** Interviewed, and standing in the stage until long after the retention. */
async function lapsed(email: string): Promise<SpiCandidate> {
  const candidate = await standInStage(world, { email, firstname: 'Ana', lastname: 'Ruiz' });
  await noteOf(world, candidate, /^Invited/);
  await scoreAttempt(world, { id: '', email, templateId: world.template, callbackUrl: '' }, 7.8);
  await noteOf(world, candidate, /^AI interview: 78 %/);
  expect(await stored(email)).toContain('would erase application');
  await passDays(world, 31);
  await inTime(world, 'nothing personal is stored', async () => (await stored(email)).includes('nothing is stored'));
  return candidate;
}

test('of who never leaves the stage nothing personal stays after the retention, and none comes back', async () => {
  const email = 'stays.for.ever@example.test';
  const candidate = await lapsed(email);
  world.spi.people.edit(candidate.id, { phone: '0555' });
  await pass(world);
  world.later(day);
  await pass(world);
  expect(await stored(email)).toContain('nothing is stored');
  expect([notesOf(world, candidate).length, invitationsOf(world, email)]).toEqual([2, 1]);
});

test('who leaves after it and comes back is not invited twice, but asked about', async () => {
  const email = 'stays.long@example.test';
  const { id } = await lapsed(email);
  world.spi.people.move(id, 'applied');
  await world.spi.idle();
  await pass(world, 2 * minute);
  await noteOf(world, await standInStage(world), /^Invited/);
  world.later(10_000);
  world.spi.people.move(id, world.stage);
  await world.spi.idle();
  world.later(61_000);
  const note = await noteOf(world, { id }, /^Already (interviewed|invited): no new invitation unless you ask for it/);
  expect(invitationsOf(world, email)).toBe(1);
  const url = /https?:\/\/\S+\/again\/\S+/.exec(note)?.[0] ?? '';
  const page = await (await fetch(url)).text();
  const form = /name="form" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const pressed = await fetch(url, { method: 'POST', body: new URLSearchParams({ form }) });
  expect([pressed.status, await pressed.text()]).toEqual([200, expect.stringContaining('on its way')]);
  await inTime(world, 'there are two', () => invitationsOf(world, email) === 2);
});
