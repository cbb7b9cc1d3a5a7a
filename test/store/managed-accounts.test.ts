import { expect, it, onTestFinished } from 'vitest';
import type { DecidingSecret, ManagedAccount } from '../../src/accounts/managed.ts';
import { openStorage } from '../../src/store/open.ts';
import { emptyDatabase } from '../../testing/database.ts';
import { peek } from '../../testing/peek.ts';
import { until } from '../../testing/world.ts';

const dataKeys = ['a-data-key-of-32-characters-00000'];

async function open(redisUrl: string) {
  const storage = await openStorage({ redisUrl, dataDir: '', dataKeys }, 'guest');
  onTestFinished(() => storage.close());
  await storage.untilReady(10_000);
  return storage;
}

function accountOf(name: string, settings: Record<string, string> = {}): ManagedAccount {
  return { name, state: 'active', settings, providerTokens: [], createdAt: 1 };
}

const noSecrets = { was: [], is: [] };
const secretOf = (secret: string): DecidingSecret => ({ setting: 'VENDOR_WEBHOOK_SECRET', secret });

it('stores an account only where the version is the expected one', async () => {
  const { managed } = await open(await emptyDatabase());
  expect(await managed.save(accountOf('acme'), 1, noSecrets)).toEqual({ outcome: 'gone' });
  expect(await managed.save(accountOf('acme'), 'none', noSecrets)).toEqual({ outcome: 'saved', version: 1 });
  expect(await managed.save(accountOf('acme'), 'none', noSecrets)).toEqual({ outcome: 'exists' });
  expect(await managed.save(accountOf('acme', { LANGUAGE: 'de' }), 1, noSecrets)).toEqual({
    outcome: 'saved',
    version: 2,
  });
  expect(await managed.save(accountOf('acme'), 1, noSecrets)).toEqual({ outcome: 'stale' });
  expect(await managed.changedSince(0)).toEqual([
    { name: 'acme', version: 2, account: accountOf('acme', { LANGUAGE: 'de' }) },
  ]);
});

it('tells changes in their order, each account once, the removed ones too', async () => {
  const { managed } = await open(await emptyDatabase());
  for (const name of ['acme', 'globex', 'initech']) await managed.save(accountOf(name), 'none', noSecrets);
  await managed.save(accountOf('acme', { LANGUAGE: 'fr' }), 1, noSecrets);
  await managed.remove('globex', 2, []);

  expect(await managed.latest()).toBe(5);
  expect(await managed.changedSince(2)).toEqual([
    { name: 'initech', version: 3, account: accountOf('initech') },
    { name: 'acme', version: 4, account: accountOf('acme', { LANGUAGE: 'fr' }) },
    { name: 'globex', version: 5 },
  ]);
  expect(await managed.changedSince(5)).toEqual([]);
});

it('knows whose a secret is, until the account has another or is removed', async () => {
  const { managed } = await open(await emptyDatabase());
  const [first, second, unknown] = ['first', 'second', 'unknown'].map(secretOf) as [
    DecidingSecret,
    DecidingSecret,
    DecidingSecret,
  ];
  await managed.save(accountOf('acme'), 'none', { was: [], is: [first] });
  expect(await managed.ownersOf([unknown, first])).toEqual([undefined, 'acme']);
  await managed.save(accountOf('acme'), 1, { was: [first], is: [second] });
  expect(await managed.ownersOf([first, second])).toEqual([undefined, 'acme']);
  await managed.remove('acme', 2, [second]);
  expect(await managed.ownersOf([second])).toEqual([undefined]);
  expect(await managed.ownersOf([])).toEqual([]);
});

it('tells more changes than fit in one reading', async () => {
  const { managed } = await open(await emptyDatabase());
  const names = Array.from({ length: 1_203 }, (_, i) => `account-${i}`);
  await Promise.all(names.map((name) => managed.save(accountOf(name), 'none', noSecrets)));
  const changes = await managed.changedSince(0);
  expect(changes.map(({ version }) => version)).toEqual(names.map((_, i) => i + 1));
  expect(changes.map(({ name }) => name).sort()).toEqual([...names].sort());
});

it('gives a secret to one account only, until that one no longer has it', async () => {
  const { managed } = await open(await emptyDatabase());
  const [first, second] = [secretOf('secret-of-a-vendor-1'), secretOf('secret-of-a-vendor-2')];
  await managed.save(accountOf('acme'), 'none', { was: [], is: [first, second] });
  const globex = accountOf('globex');
  expect(await managed.save(globex, 'none', { was: [], is: [secretOf('another'), second] })).toEqual({
    outcome: 'taken',
    at: 1,
  });
  expect((await managed.changedSince(0)).map(({ name }) => name)).toEqual(['acme']);

  // One that is kept is not let go in between.
  await managed.save(accountOf('acme'), 1, { was: [first, second], is: [first] });
  expect((await managed.save(globex, 'none', { was: [], is: [second] })).outcome).toBe('saved');
  expect((await managed.save(accountOf('initech'), 'none', { was: [], is: [first] })).outcome).toBe('taken');
  await managed.remove('acme', 2, [first]);
  expect((await managed.save(accountOf('initech'), 'none', { was: [], is: [first] })).outcome).toBe('saved');
});

it('one of many who change the same version wins, and no secret gets two owners', async () => {
  const { managed } = await open(await emptyDatabase());
  const same = secretOf('one-secret-for-all-of-them');
  const names = Array.from({ length: 20 }, (_, i) => `account-${i}`);
  const made = await Promise.all(names.map((name) => managed.save(accountOf(name), 'none', { was: [], is: [same] })));
  expect(made.filter(({ outcome }) => outcome === 'saved')).toHaveLength(1);
  const [{ name, version } = { name: '', version: 0 }] = await managed.changedSince(0);
  const changed = await Promise.all(
    names.map((language) =>
      managed.save(accountOf(name, { LANGUAGE: language }), version, { was: [same], is: [same] }),
    ),
  );
  expect(changed.filter(({ outcome }) => outcome === 'saved')).toHaveLength(1);
});

it('keeps nothing in clear: no setting, no secret, not even one to compare with', async () => {
  const url = await emptyDatabase();
  const { managed } = await open(url);
  const secret = 'canary-secret-of-a-webhook';
  await managed.save(accountOf('acme', { VENDOR_WEBHOOK_SECRET: secret, COMPANY_NAME: 'Canary Inc' }), 'none', {
    was: [],
    is: [secretOf(secret)],
  });
  const text = await peek(url);
  expect(text).toContain('acme');
  expect(text).not.toMatch(/canary/i);
});

it('says of an account that cannot be read why, and reads the others', async () => {
  const { managed, connection } = await open(await emptyDatabase());
  await managed.save(accountOf('acme'), 'none', noSecrets);
  await managed.save(accountOf('globex'), 'none', noSecrets);
  await connection.set('bridge:{managed:}:account:acme', 'rubbish');
  const changes = await managed.changedSince(0);
  expect(changes).toEqual([
    { name: 'acme', version: 1, failure: expect.stringMatching(/clear text/) },
    { name: 'globex', version: 2, account: accountOf('globex') },
  ]);
});

it('keeps what a newer version of the bridge has added', async () => {
  const { managed } = await open(await emptyDatabase());
  const newer = { ...accountOf('acme'), colour: 'blue' };
  await managed.save(newer, 'none', noSecrets);
  expect((await managed.changedSince(0))[0]?.account).toEqual(newer);
});

it('is heard by other processes, at once and after Redis was away', async () => {
  const url = await emptyDatabase();
  const { managed, hearAccountChanges, connection } = await open(url);
  let heard = 0;
  const hearing = hearAccountChanges(() => {
    heard += 1;
  });
  onTestFinished(hearing.close);
  const channel = async () => ((await connection.call('PUBSUB', 'NUMSUB', 'bridge:accounts')) as unknown[])[1];
  await until('the process listens', async () => Number(await channel()) > 0);
  await managed.save(accountOf('acme'), 'none', noSecrets);
  await until('the change is heard', () => heard > 0);

  await connection.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await until('the process listens again', async () => Number(await channel()) > 0);
  const before = heard;
  await managed.save(accountOf('globex'), 'none', noSecrets);
  await until('the change is heard again', () => heard > before);
});
