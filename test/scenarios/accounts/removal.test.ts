import { expect, it, onTestFinished } from 'vitest';
import { removeAccount } from '../../../src/accounts/remove.ts';
import { sendInterview } from '../../../testing/interviews.ts';
import { makeManaged, managing, openManagedWorld } from '../../../testing/managed-account.ts';
import { bridgeCommand } from '../../../testing/operator.ts';
import { peek } from '../../../testing/peek.ts';
import { day } from '../../../testing/times.ts';
import { until } from '../../../testing/world.ts';

it('an account whose settings become wrong while it is removed still comes to its end, and its secret is free', async () => {
  const world = await openManagedWorld();
  onTestFinished(() => world.close());
  const token = await makeManaged(world, 'acme', { RETENTION: '1d' });
  await until('the bridge knows the account', async () => {
    const headers = { authorization: `Bearer ${token}` };
    return (await world.ask('GET', '/interview-templates', { headers })).status === 200;
  });
  await sendInterview(world, { providerToken: token });
  await managing(world, async ({ manage, storage }) => {
    const version = manage.sources.managed('acme')?.version ?? 0;
    const { account, version: next } = await removeAccount(manage, 'acme', version, { force: true, erases: false });
    const settings = { ...account.settings, A_SETTING_OF_TOMORROW: '1' };
    await storage.managed.save({ ...account, settings }, next, { was: [], is: [] });
  });
  await world.restart();
  expect(world.logLines.join('')).toContain('A_SETTING_OF_TOMORROW');

  world.clock.advance(2 * day);
  await until('the account is gone', () =>
    managing(world, async ({ manage: { sources } }) => sources.managed('acme') === undefined),
  );
  const left = (await peek(world.redisUrl)).split('\n').filter((line) => line.includes('{acme}'));
  expect(left.filter((line) => !line.includes(':probe'))).toEqual([]);
  await makeManaged(world, 'globex', { JOBMOJITO_WEBHOOK_SECRET: 'webhook-secret-of-acme' });
});

it('an account whose settings are wrong is not removed without force while it has interviews', async () => {
  const world = await openManagedWorld();
  onTestFinished(() => world.close());
  const token = await makeManaged(world, 'acme');
  await until('the bridge knows the account', async () => {
    const headers = { authorization: `Bearer ${token}` };
    return (await world.ask('GET', '/interview-templates', { headers })).status === 200;
  });
  await sendInterview(world, { providerToken: token });
  const removed = managing(world, async ({ manage, storage }) => {
    const { account, version } = manage.sources.managed('acme') ?? {};
    const settings = { ...account?.settings, A_SETTING_OF_TOMORROW: '1' };
    await storage.managed.save({ ...account!, settings }, version!, { was: [], is: [] });
    return managing(world, (fresh) =>
      removeAccount(fresh.manage, 'acme', version! + 1, { force: false, erases: true }),
    );
  });
  await expect(removed).rejects.toThrow('The account has open interviews');
});

it('an account of which another process took a create at the same moment is kept, with its tokens and the interview', async () => {
  const world = await openManagedWorld();
  onTestFinished(() => world.close());
  const token = await makeManaged(world, 'acme');
  const headers = { authorization: `Bearer ${token}` };
  const templates = async () => (await world.ask('GET', '/interview-templates', { headers })).status;
  await until('the bridge knows the account', async () => (await templates()) === 200);
  const sent = await sendInterview(world, { providerToken: token });
  // The look before the removal did not see it yet.
  const begun = await managing(world, ({ manage }) =>
    removeAccount({ ...manage, hasOpen: async () => false }, 'acme', undefined, { force: false, erases: true }),
  );
  expect([begun.account.state, begun.account.providerTokens]).toEqual(['removing', []]);
  await until('the token is not valid', async () => (await templates()) === 401);
  world.clock.advance(6_000);
  await until('the token is valid again', async () => (await templates()) === 200);
  const { status, body } = await world.ask('GET', `/interviews/${sent.id}`, { headers });
  expect([status, body]).toEqual([200, { status: 'pending' }]);
  const { text } = await bridgeCommand(world, 'history --account acme');
  expect(text).toContain('kept the account: an interview was created while it began to be removed');
});

it('force makes a removal that has just begun certain', async () => {
  const world = await openManagedWorld();
  onTestFinished(() => world.close());
  const token = await makeManaged(world, 'acme');
  const headers = { authorization: `Bearer ${token}` };
  await until(
    'the bridge knows the account',
    async () => (await world.ask('GET', '/interview-templates', { headers })).status === 200,
  );
  await sendInterview(world, { providerToken: token });
  await managing(world, async ({ manage }) => {
    const unseen = { ...manage, hasOpen: async () => false };
    await removeAccount(unseen, 'acme', undefined, { force: false, erases: true });
    await removeAccount(unseen, 'acme', undefined, { force: true, erases: true });
  });
  world.clock.advance(6_000);
  await until('the account is gone', () =>
    managing(world, async ({ manage: { sources } }) => sources.managed('acme') === undefined),
  );
});
