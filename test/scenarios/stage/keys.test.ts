import { afterAll, beforeAll, expect, it } from 'vitest';
import { bridgeCommand } from '../../../testing/operator.ts';
import { peek } from '../../../testing/peek.ts';
import { inviteCandidate } from '../../../testing/stage-candidates.ts';
import { inTime, noteOf, standInStage } from '../../../testing/stage-stays.ts';
import { notesOf, openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';

const [oldKey, newKey] = ['an-old-key-of-32-characters-00000', 'a-new-key-of-32-characters-000000'];
const both = { DATA_KEY: `${newKey},${oldKey}` };
const alone = { DATA_KEY: newKey };

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld({ DATA_KEY: oldKey });
});
afterAll(() => world.close());

it('applications and the connection are encrypted anew, and go on under the new key alone', async () => {
  const invited = await inviteCandidate(world);
  const blocked = await standInStage(world, { email: null });
  await noteOf(world, blocked, /no e-mail address/);
  world.later(10_000);
  await world.restart(both);
  await inTime(world, 'a worker has begun', () => world.spi.subscriptions().length === 3);

  const { code, lines } = await bridgeCommand(world, 'rotate-keys', both);
  // What a worker has saved meanwhile is encrypted with the new key already.
  expect([code, lines[0]]).toEqual([
    0,
    expect.stringMatching(/^default: re-encrypted 1 interview, 2 applications, (1 connection, )?0 rejected webhooks$/),
  ]);
  expect((await bridgeCommand(world, 'rotate-keys', both)).text).toMatch(/^Nothing to do/);

  world.later(10_000);
  await world.restart(alone);
  const stored = await peek(world.redisUrl);
  expect(stored).not.toContain(invited.email ?? '?');
  world.spi.people.edit(blocked.id, { email: 'mended@example.test' });
  world.later(61_000);
  await noteOf(world, blocked, /^Invited/);
  await world.vendor.control.start(invited.email ?? '', world.template);
  expect(notesOf(world, invited)).toHaveLength(1);
  const listed = await bridgeCommand(world, 'applications --json', alone);
  expect(listed.lines.map((line) => JSON.parse(line).state)).toEqual(['invited', 'invited']);
  expect((await bridgeCommand(world, 'doctor', alone)).text).toMatch(/^ok {4} encryption: on$/m);
});

it('a connection and an application that no key decrypts are named', async () => {
  const { code, text } = await bridgeCommand(world, 'rotate-keys', { DATA_KEY: `${oldKey}-of-nobody` });
  expect(code).toBe(1);
  expect(text).toMatch(/no key of DATA_KEY decrypts bridge:\{default\}:record:default_application\./);
  expect(text).toContain('no key of DATA_KEY decrypts bridge:{default}:record:default_connection.workable-stage-door');
});
