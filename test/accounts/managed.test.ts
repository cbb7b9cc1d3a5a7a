import { expect, it, onTestFinished } from 'vitest';
import type { ManageParts } from '../../src/accounts/change.ts';
import { changeSettings } from '../../src/accounts/change-settings.ts';
import { createDirectory } from '../../src/accounts/directory.ts';
import { createManagedAccount, pauseAccount, resumeAccount } from '../../src/accounts/manage.ts';
import { endsOf, providerTokenDigest } from '../../src/accounts/managed.ts';
import { addProviderToken, retireProviderToken } from '../../src/accounts/provider-tokens.ts';
import { removeAccount } from '../../src/accounts/remove.ts';
import { createSources } from '../../src/accounts/sources.ts';
import { readConfig } from '../../src/config.ts';
import type { AccountSettings } from '../../src/settings/accounts.ts';
import { openStorage } from '../../src/store/open.ts';
import { emptyDatabase } from '../../testing/database.ts';

type Used = { name: string; settings: AccountSettings; state: string; digests: string[] };

const dataKey = 'a-data-key-of-32-characters-00000';
const configured = {
  PUBLIC_URL: 'http://localhost:8080',
  DATA_KEY: dataKey,
  OPERATOR_TOKEN: 'an-operator-token-1',
  WORKABLE_PROVIDER_TOKEN: 'a-provider-token-1',
  WORKABLE_CALLBACK_TOKEN: 'a-callback-token-1',
  JOBMOJITO_API_KEY: 'a-key',
  JOBMOJITO_WEBHOOK_SECRET: 'secret-of-the-environment',
};
const settings = { JOBMOJITO_API_KEY: 'a-vendors-key', JOBMOJITO_WEBHOOK_SECRET: 'secret-of-acme-00001' };

/** What one process knows and may do, on a Redis that others use too. */
async function openProcess(redisUrl: string, env: Record<string, string> = configured) {
  const storage = await openStorage({ redisUrl, dataDir: '', dataKeys: env.DATA_KEY ? [env.DATA_KEY] : [] }, 'guest');
  onTestFinished(() => storage.close());
  await storage.untilReady(10_000);
  const config = readConfig(env, () => '');
  const directory = createDirectory<Used>();
  const unusable: [string, readonly string[]][] = [];
  const sources = createSources<Used>({
    directory,
    store: config.dataKeys.length > 0 ? storage.managed : undefined,
    build({ name, settings: texts, state, providerTokens }) {
      const { account, errors } = config.readManaged(name, texts);
      return account
        ? { account: { name, settings: account, state, digests: providerTokens.map(({ digest }) => digest) } }
        : { errors };
    },
    onUnusable: (name, errors) => unusable.push([name, errors]),
  });
  sources.configure(config.accounts.map((each) => ({ name: each.name, settings: each, state: 'active', digests: [] })));
  const open = new Set<string>();
  const audits: string[] = [];
  const changes: string[] = [];
  const parts: ManageParts = {
    sources,
    read: config.readManaged,
    isSetting: () => true,
    hasOpen: async (name) => open.has(name),
    onChanged: async (name, what) => void changes.push(`${name}: ${what}`),
    audit: async (name, text) => void audits.push(`${name}: ${text}`),
    now: () => 1_000,
  };
  return { parts, sources, directory, unusable, open, audits, changes };
}

const kindOf = (failing: Promise<unknown>) =>
  failing.then(
    () => 'done',
    (error: Error & { kind?: string }) => `${error.kind}: ${error.message}`,
  );

it('an account that one process makes is used there at once, and elsewhere after a refresh', async () => {
  const url = await emptyDatabase();
  const [here, there] = [await openProcess(url), await openProcess(url)];
  const { token, stored } = await createManagedAccount(here.parts, 'acme', settings);

  expect(token).toMatch(/^wpt_[\w-]{43}$/);
  expect(here.directory.get('acme')?.digests).toEqual([providerTokenDigest(token)]);
  expect(JSON.stringify(stored)).not.toContain(token);
  expect(there.directory.get('acme')).toBeUndefined();
  await there.sources.refresh();
  const shown = (process: typeof here) => process.directory.get('acme')?.settings.shown;
  expect(there.directory.get('acme')?.digests).toEqual(here.directory.get('acme')?.digests);
  expect(shown(there)).toEqual(shown(here));
  expect(here.audits).toEqual(['acme: created with JOBMOJITO_API_KEY, JOBMOJITO_WEBHOOK_SECRET']);
});

it('tokens are valid side by side until one is retired, and none is kept', async () => {
  const url = await emptyDatabase();
  const [here, there] = [await openProcess(url), await openProcess(url)];
  const { token: first, stored } = await createManagedAccount(here.parts, 'acme', settings);
  const { token: second } = await addProviderToken(here.parts, 'acme');
  const digests = [first, second].map(providerTokenDigest);
  await there.sources.refresh();
  expect(there.directory.get('acme')?.digests).toEqual(digests);
  await retireProviderToken(there.parts, 'acme', stored.account.providerTokens[0]?.id ?? '');
  expect(there.directory.get('acme')?.digests).toEqual([digests[1]]);
  expect(await kindOf(retireProviderToken(there.parts, 'acme', 'pt_unknown'))).toMatch(/^not-found/);
  expect(there.audits.join()).not.toContain('wpt_');
});

it('a token is made although another process made one a moment ago', async () => {
  const url = await emptyDatabase();
  const [here, there] = [await openProcess(url), await openProcess(url)];
  await createManagedAccount(here.parts, 'acme', settings);
  await there.sources.refresh();
  await addProviderToken(here.parts, 'acme');
  expect(await kindOf(addProviderToken(there.parts, 'acme'))).toBe('done');
  await here.sources.refresh();
  expect(here.directory.get('acme')?.digests).toHaveLength(3);
});

it.each([
  ['key-1f3a', '…1f3a'],
  ['a-vendors-key', '…-key'],
  ['k-1f3a9', '…'],
])('of the secret %s people see %s, never more than half', (secret, ends) => {
  expect(endsOf(secret)).toBe(ends);
});

it('a change of settings merges, null unsets, and what is wrong is named', async () => {
  const { parts, directory, audits, changes } = await openProcess(await emptyDatabase());
  const { stored } = await createManagedAccount(parts, 'acme', { ...settings, RETRY_GRACE: '5d', LANGUAGE: 'de' });
  const { version } = await changeSettings(parts, 'acme', { RETRY_GRACE: null, RETENTION: '30d' }, stored.version);
  expect(directory.get('acme')?.settings.shown).toEqual({
    LANGUAGE: 'de',
    RETENTION: '30d',
    JOBMOJITO_API_KEY: { set: true, ends: '…-key' },
    JOBMOJITO_WEBHOOK_SECRET: { set: true, ends: '…0001' },
  });
  expect(audits.at(-1)).toBe('acme: changed RETENTION, RETRY_GRACE');
  expect(changes).toEqual(['acme: settings']);

  const refused = async (written: Record<string, string>) => kindOf(changeSettings(parts, 'acme', written, version));
  expect(await refused({ RETENTION: 'soon' })).toMatch(/^invalid-field: RETENTION should be a duration/);
  expect(await refused({ COLOUR: 'blue' })).toBe('invalid-field: COLOUR is not a setting of an account');
  expect(await refused({ PORT: '1' })).toBe('invalid-field: PORT is not a setting of an account');
  expect(await refused({ JOBMOJITO_API_KEY_FILE: '/etc/passwd' })).toBe(
    'invalid-field: JOBMOJITO_API_KEY_FILE is not a setting of an account',
  );
  expect(await refused({ MAIL_TEMPLATES_DIR: '/etc' })).toMatch(/MAIL_TEMPLATES_DIR names a place on the bridge/);
  expect(await refused({ JOBMOJITO_API_KEY: '' })).toMatch(/JOBMOJITO_API_KEY is set but empty/);
  expect(await kindOf(changeSettings(parts, 'acme', { JOBMOJITO_API_KEY: null }, version))).toMatch(
    /JOBMOJITO_API_KEY is missing/,
  );
  expect(await kindOf(changeSettings(parts, 'acme', { LANGUAGE: 'fr' }, stored.version))).toMatch(/^stale/);
  expect(directory.get('acme')?.settings.shown.LANGUAGE).toBe('de');
});

it('VENDOR changes only while no interview is open', async () => {
  const { parts, open, changes } = await openProcess(await emptyDatabase());
  const { stored } = await createManagedAccount(parts, 'acme', settings);
  const other = { VENDOR: 'ribbon', RIBBON_API_KEY: 'a-ribbon-key', RIBBON_WEBHOOK_SECRET: 'a-ribbon-secret-000' };
  const without = { JOBMOJITO_API_KEY: null, JOBMOJITO_WEBHOOK_SECRET: null };
  const mail = { SMTP_URL: 'smtp://127.0.0.1:25', MAIL_FROM: 'jobs@acme.example', COMPANY_NAME: 'Acme' };
  const written = { ...other, ...without, ...mail };
  open.add('acme');
  expect(await kindOf(changeSettings(parts, 'acme', written, stored.version))).toMatch(/^conflict: VENDOR/);
  open.clear();
  expect(await kindOf(changeSettings(parts, 'acme', written, stored.version))).toBe('done');
  expect(changes).toEqual(['acme: vendor']);
});

it('a secret belongs to one account, whether that is configured or managed, here or in another process', async () => {
  const url = await emptyDatabase();
  const [here, there] = [await openProcess(url), await openProcess(url)];
  await createManagedAccount(here.parts, 'acme', settings);
  const taken = 'conflict: JOBMOJITO_WEBHOOK_SECRET belongs to another account already';
  expect(await kindOf(createManagedAccount(there.parts, 'globex', settings))).toContain(taken);
  const ofEnvironment = { ...settings, JOBMOJITO_WEBHOOK_SECRET: configured.JOBMOJITO_WEBHOOK_SECRET };
  expect(await kindOf(createManagedAccount(here.parts, 'globex', ofEnvironment))).toContain(taken);
  const ofBoth = { ...settings, JOBMOJITO_WEBHOOK_SECRET: `one-of-ours-000001,${settings.JOBMOJITO_WEBHOOK_SECRET}` };
  expect(await kindOf(createManagedAccount(here.parts, 'globex', ofBoth))).toContain(taken);
});

it('what is configured is not changed, and a managed account of its name is unused until it is alone', async () => {
  const url = await emptyDatabase();
  const without = Object.fromEntries(
    Object.entries(configured).filter(([name]) => /^(PUBLIC_URL|DATA_KEY|OPERATOR_TOKEN)$/.test(name)),
  );
  const alone = await openProcess(url, without);
  expect(alone.directory.all()).toEqual([]);
  await createManagedAccount(alone.parts, 'default', settings);
  const both = await openProcess(url);
  await both.sources.refresh();
  expect(both.directory.get('default')?.settings.source).toBe('environment');
  expect(both.sources.managed('default')?.account.name).toBe('default');
  expect(await kindOf(pauseAccount(both.parts, 'default'))).toMatch(/^conflict: .*configured/);
  expect(await kindOf(createManagedAccount(both.parts, 'default', settings))).toMatch(/^conflict: .*configured/);
  both.sources.configure([]);
  expect(both.directory.get('default')?.settings.source).toBe('managed');
});

it('pause and resume are kept, and the same again changes nothing', async () => {
  const url = await emptyDatabase();
  const { parts, directory, audits, changes } = await openProcess(url);
  await createManagedAccount(parts, 'acme', settings);
  const paused = await pauseAccount(parts, 'acme');
  expect(directory.get('acme')?.state).toBe('paused');
  expect(await pauseAccount(parts, 'acme')).toEqual(paused);
  await resumeAccount(parts, 'acme');
  expect(directory.get('acme')?.state).toBe('active');
  expect(audits.slice(1)).toEqual(['acme: paused', 'acme: paused', 'acme: resumed']);
  expect(changes).toEqual(['acme: resumed']);
});

it('an account whose secret is configured meanwhile can still be paused and changed, and its settings put right', async () => {
  const { parts, sources, directory } = await openProcess(await emptyDatabase());
  await createManagedAccount(parts, 'acme', settings);
  const env = { ...configured, JOBMOJITO_WEBHOOK_SECRET: settings.JOBMOJITO_WEBHOOK_SECRET };
  sources.configure(
    readConfig(env, () => '').accounts.map((each) => ({ ...each, settings: each, state: 'active', digests: [] })),
  );
  expect((await pauseAccount(parts, 'acme')).account.state).toBe('paused');
  expect((await changeSettings(parts, 'acme', { LANGUAGE: 'fr' }, undefined)).account.settings.LANGUAGE).toBe('fr');
  await changeSettings(parts, 'acme', { JOBMOJITO_WEBHOOK_SECRET: 'another-secret-of-acme' }, undefined);
  expect(directory.get('acme')?.settings.decidingSecrets.map(({ secret }) => secret)).toEqual([
    'another-secret-of-acme',
  ]);
});

it('an account with open interviews is removed only by force; then no token works, and no second one comes', async () => {
  const { parts, directory, open } = await openProcess(await emptyDatabase());
  const { stored } = await createManagedAccount(parts, 'acme', settings);
  open.add('acme');
  const gently = { force: false, erases: false };
  expect(await kindOf(removeAccount(parts, 'acme', stored.version, gently))).toMatch(/^conflict: .*open interviews/);
  const removing = await removeAccount(parts, 'acme', stored.version, { force: true, erases: false });
  expect(directory.get('acme')).toMatchObject({ state: 'removing', digests: [] });
  expect(parts.sources.removing().map(({ name }) => name)).toEqual(['acme']);
  expect(await kindOf(addProviderToken(parts, 'acme'))).toMatch(/^conflict/);
  expect(await kindOf(resumeAccount(parts, 'acme'))).toMatch(/^conflict/);
  expect(await kindOf(createManagedAccount(parts, 'acme', settings))).toMatch(/^conflict/);
  expect((await removeAccount(parts, 'acme', removing.version, { force: true, erases: true })).account.removal).toEqual(
    {
      at: 1_000,
      erases: true,
    },
  );
});

it('an account in which an interview was created at the moment of its removal stays as it was', async () => {
  const { parts, directory, audits } = await openProcess(await emptyDatabase());
  const { stored } = await createManagedAccount(parts, 'acme', settings);
  const digests = stored.account.providerTokens.map(({ digest }) => digest);
  const isRemoving = () => directory.get('acme')?.state === 'removing';
  const late = { ...parts, hasOpen: async () => isRemoving() };
  const gently = { force: false, erases: false };
  expect(await kindOf(removeAccount(late, 'acme', stored.version, gently))).toMatch(/^conflict: .*open interviews/);
  expect(directory.get('acme')).toMatchObject({ state: 'active', digests });
  expect(digests).toHaveLength(1);
  expect(parts.sources.removing()).toEqual([]);
  expect(audits).toEqual([expect.stringMatching(/^acme: created/)]);
});

it('settings that another version of the bridge wrote leave the account as it was, and say why', async () => {
  const url = await emptyDatabase();
  const { parts, sources, directory, unusable, open, changes } = await openProcess(url);
  const { stored } = await createManagedAccount(parts, 'acme', settings);
  const newer = { ...stored.account, settings: { ...settings, A_NEW_SETTING: '1' } };
  await sources.store().save(newer, stored.version, { was: [], is: [] });
  await sources.refresh();
  expect(directory.get('acme')?.settings.shown.A_NEW_SETTING).toBeUndefined();
  expect(directory.get('acme')).toBeDefined();
  expect(unusable).toEqual([['acme', ['A_NEW_SETTING is not a setting of an account']]]);
  expect(sources.errorsOf('acme')).toHaveLength(1);
  open.add('acme');
  await changeSettings(parts, 'acme', { A_NEW_SETTING: null, LANGUAGE: 'fr' }, undefined);
  expect([sources.errorsOf('acme'), changes]).toEqual([[], ['acme: settings']]);
});

it('begins anew where Redis lost what it had', async () => {
  const url = await emptyDatabase();
  const { parts, sources, directory } = await openProcess(url);
  for (const name of ['acme', 'globex']) {
    await createManagedAccount(parts, name, { ...settings, JOBMOJITO_WEBHOOK_SECRET: `secret-of-${name}-000` });
  }
  await sources.refresh();
  await emptyOf(url);
  const other = await openProcess(url);
  await createManagedAccount(other.parts, 'initech', settings);
  await sources.refresh();
  expect(directory.all().map(({ name }) => name)).toEqual(['default', 'initech']);
});

async function emptyOf(redisUrl: string): Promise<void> {
  const storage = await openStorage({ redisUrl, dataDir: '', dataKeys: [dataKey] }, 'guest');
  await storage.untilReady(10_000);
  const keys = await storage.connection.keys('bridge:{managed:}:*');
  await storage.connection.del(keys);
  await storage.close();
}

it('needs a DATA_KEY, and says so', async () => {
  const { DATA_KEY: _key, ...env } = configured;
  const { parts, sources } = await openProcess(await emptyDatabase(), env);
  expect(await kindOf(createManagedAccount(parts, 'acme', settings))).toMatch(/^conflict: .*DATA_KEY/);
  expect(await kindOf(sources.refresh())).toBe('done');
});

it('is complete once it has read what Redis has, or where there can be nothing there', async () => {
  const { DATA_KEY: _key, ...env } = configured;
  for (const each of [configured, env]) {
    const { directory, sources } = await openProcess(await emptyDatabase(), each);
    expect(directory.isComplete()).toBe(false);
    await sources.refresh();
    expect(directory.isComplete()).toBe(true);
  }
});
