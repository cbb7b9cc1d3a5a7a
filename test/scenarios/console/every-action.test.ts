import { afterAll, beforeAll, expect, it } from 'vitest';
import { consoleActions } from '../../../src/operator/console/registry.ts';
import { type Browser, browserOf } from '../../../testing/console.ts';
import { bridgeCommand } from '../../../testing/operator.ts';
import { openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';
import { deeds } from './deeds.ts';

let world: StageWorld;
let browser: Browser;
beforeAll(async () => {
  world = await openStageWorld({ DATA_KEY: 'a-data-key-of-32-characters-00000', JOBMOJITO_DETAILS: 'false' });
  browser = browserOf(world);
  await browser.logIn();
});
afterAll(() => world.close());

async function linesOf(account: string): Promise<string[]> {
  const { lines } = await bridgeCommand(world, `history --account ${account} --limit 200`);
  return lines;
}

it.each(consoleActions.map(({ path }) => path))('%s leaves its line in the history of the account', async (path) => {
  const { ready, leaves } = deeds[path] ?? {};
  if (!ready || !leaves) throw new Error(`${path} is not among the deeds: say there what it leaves in the history`);
  const { names = {}, fields = {}, account = 'default' } = await ready(world);
  const before = await linesOf(account);
  world.later(10_000);
  const to = path.replaceAll(/:(\w+)/g, (_all, name: string) => encodeURIComponent(names[name] ?? ''));
  const { status, text } = await browser.post(`/operator${to}`, { ...(await browser.signed()), ...fields });
  expect([200, 303], text).toContain(status);
  const added = (await linesOf(account)).filter((line) => !before.includes(line));
  if (leaves === 'nothing') expect(added).toEqual([]);
  else expect(added).toContainEqual(expect.stringMatching(leaves));
});
