import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { decryptExport, encryptExport } from '../../../src/operator/accounts/export-file.ts';
import { createCodec } from '../../../src/store/codec.ts';
import { found } from '../../../testing/canaries.ts';
import { sendInterview } from '../../../testing/interviews.ts';
import { makeAccount, newKey, oldKey, openShell, type Shell, secretsOf } from '../../../testing/managed.ts';
import { bridgeCommand } from '../../../testing/operator.ts';
import { openWorld, secrets, until } from '../../../testing/world.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'accounts-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function exportOf(shell: Shell, changes: Record<string, string> = {}): Promise<string> {
  const { code, text } = await shell('accounts export -', changes);
  expect(code).toBe(0);
  return text;
}

const shownBy = async (shell: Shell, name: string) => (await shell(`accounts show ${name} --json`)).text;

describe('an export', () => {
  it('is a file for its owner alone, in place of what was there, and not readable without DATA_KEY', async () => {
    const shell = await openShell();
    const token = await makeAccount(shell, 'acme');
    const path = join(directory, 'private', 'backup');
    await mkdir(join(directory, 'private'));
    await writeFile(path, 'what was there before', { mode: 0o644 });
    expect((await shell(`accounts export ${path}`)).lines).toEqual(['1 account written']);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const file = await readFile(path, 'utf8');
    expect(JSON.parse(file)).toMatchObject({ format: 1, bridge: 'interview-bridge/test' });
    expect(found(file, [...Object.values(secretsOf('acme')), token, 'acme'])).toEqual([]);
    expect(await readdir(join(directory, 'private'))).toEqual(['backup']);
  });

  it('is not written through a link, nor where no file can be', async () => {
    const shell = await openShell();
    await makeAccount(shell, 'acme');
    const target = join(directory, 'target');
    await writeFile(target, 'as it was');
    await symlink(target, join(directory, 'link'));
    for (const [name, words] of [
      ['link', /is there and no plain file/],
      ['', /is there and no plain file/],
      ['missing/backup', /^The file cannot be written \(ENOENT\)$/],
    ] as const) {
      const { code, text } = await shell(`accounts export ${join(directory, name)}`);
      expect([code > 0, text]).toEqual([true, expect.stringMatching(words)]);
    }
    expect(await readFile(target, 'utf8')).toBe('as it was');
  });

  it('leaves out accounts that cannot be read, and says so', async () => {
    const shell = await openShell();
    await makeAccount(shell, 'acme');
    await makeAccount(shell, 'globex');
    const other = `${newKey},${oldKey}`;
    const input = JSON.stringify({ LANGUAGE: 'de' });
    expect((await shell('accounts set acme --secrets-file -', { input, DATA_KEY: other })).code).toBe(0);
    const { code, errors } = await shell(`accounts export ${join(directory, 'part')}`);
    expect([code, errors]).toEqual([1, [expect.stringMatching(/^acme is not in it: .* not in DATA_KEY$/)]]);
    expect((await shell('accounts list')).text).toMatch(/^acme {2}managed {2}unusable$/m);
    expect(await shell('accounts show acme')).toMatchObject({
      code: 1,
      text: expect.stringMatching(/^wrong .*DATA_KEY/m),
    });
    const removed = await shell('accounts remove acme --yes');
    expect([removed.code, removed.text]).toEqual([
      1,
      expect.stringMatching(/^The account acme cannot be read: .*DATA_KEY/),
    ]);
  });

  it('is refused where Redis is away: nothing known is not nothing there', async () => {
    const shell = await openShell();
    await makeAccount(shell, 'acme');
    const path = join(directory, 'away');
    const { code, text } = await shell(`accounts export ${path}`, { REDIS_URL: 'redis://127.0.0.1:9' });
    expect([code, text]).toEqual([1, expect.stringMatching(/^Redis .*ECONNREFUSED/)]);
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });
});

describe('an import', () => {
  it('brings accounts back as they were: settings, states and tokens', async () => {
    const from = await openShell();
    await makeAccount(from, 'acme', { RETENTION: '30d' });
    await makeAccount(from, 'globex');
    await from('pause globex');
    const to = await openShell();
    const input = await exportOf(from);
    expect((await to('accounts import -', { input })).lines).toEqual([
      'acme: would be added',
      'globex: would be added',
      '2 would be added, 0 replaced; nothing was done. To do it: the same with --yes',
    ]);
    expect((await to('accounts')).text).toBe('none');
    expect(await to('accounts import - --yes', { input })).toMatchObject({
      code: 0,
      lines: ['acme: added', 'globex: added', '2 added, 0 replaced'],
    });
    for (const name of ['acme', 'globex']) expect(await shownBy(to, name)).toBe(await shownBy(from, name));
    expect(JSON.parse(await shownBy(to, 'globex')).state).toBe('paused');
    expect((await to('history --account acme')).lines[0]).toMatch(/ {2}acme {2}imported, by the command line$/);
  });

  it('lets Workable and the vendor go on with the tokens they have', async () => {
    const from = await openShell();
    const token = await makeAccount(from, 'acme', {
      JOBMOJITO_API_KEY: secrets.apiKey,
      WORKABLE_CALLBACK_TOKEN: secrets.callbackToken,
    });
    const world = await openWorld({ DATA_KEY: `${newKey},${oldKey}` });
    onTestFinished(() => world.close());
    const input = await exportOf(from);
    expect((await bridgeCommand(world, 'accounts import - --yes', {}, { input })).code).toBe(0);
    await until('the token opens', async () => {
      const headers = { authorization: `Bearer ${token}` };
      return (await world.ask('GET', '/interview-templates', { headers })).status === 200;
    });
    expect((await sendInterview(world, { providerToken: token })).id).toMatch(/^acme_/);
  });

  it('leaves accounts that exist as they are, unless they are to be replaced', async () => {
    const shell = await openShell();
    await makeAccount(shell, 'acme');
    const input = await exportOf(shell);
    const before = await shownBy(shell, 'acme');
    expect((await shell('accounts import - --yes', { input })).lines).toEqual([
      'acme: is the same already',
      '0 added, 0 replaced',
    ]);
    await shell('accounts set acme LANGUAGE=fr');
    await shell('accounts token acme');
    expect(await shell('accounts import - --yes', { input })).toMatchObject({
      code: 1,
      lines: ['acme: There is an account acme already', '0 added, 0 replaced, 1 left as they are'],
    });
    expect(JSON.parse(await shownBy(shell, 'acme')).settings.LANGUAGE).toBe('fr');
    expect((await shell('accounts import - --replace', { input })).lines[0]).toBe('acme: would be replaced');
    expect(await shell('accounts import - --replace --yes', { input })).toMatchObject({
      code: 0,
      lines: ['acme: replaced', '0 added, 1 replaced'],
    });
    expect(await shownBy(shell, 'acme')).toBe(before);
  });

  it('leaves out those whose secrets another account has, and adds the others', async () => {
    const from = await openShell();
    await makeAccount(from, 'acme');
    await makeAccount(from, 'globex');
    const to = await openShell();
    await makeAccount(to, 'initech', secretsOf('acme'));
    const input = await exportOf(from);
    const taken = expect.stringMatching(/^acme: JOBMOJITO_WEBHOOK_SECRET belongs to another account already/);
    const planned = [taken, 'globex: would be added', expect.stringMatching(/^1 would be added.*1 left as they are/)];
    expect(await to('accounts import -', { input })).toMatchObject({ code: 1, lines: planned });
    const done = [taken, 'globex: added', '1 added, 0 replaced, 1 left as they are'];
    expect(await to('accounts import - --yes', { input })).toMatchObject({ code: 1, lines: done });
  });

  it('leaves out those whose secret one before it in the file has, and says so before', async () => {
    const [from, other, to] = [await openShell(), await openShell(), await openShell()];
    await makeAccount(from, 'acme');
    await makeAccount(other, 'globex', secretsOf('acme'));
    const content = async (shell: Shell) => decryptExport(await exportOf(shell), [newKey, oldKey]);
    const both = [...(await content(from)), ...(await content(other))];
    const input = JSON.stringify(encryptExport(both, { dataKeys: [oldKey], bridge: 'a-bridge/1', at: 'today' }));
    const taken = expect.stringMatching(/^globex: JOBMOJITO_WEBHOOK_SECRET belongs to another account already/);
    const planned = { code: 1, lines: ['acme: would be added', taken, expect.stringMatching(/^1 would be added/)] };
    expect(await to('accounts import -', { input })).toMatchObject(planned);
    expect(await to('accounts import - --yes', { input })).toMatchObject({ code: 1, errors: [taken] });
  });

  it('leaves out those whose provider token another account has by now, as a setting or made by the bridge', async () => {
    const from = await openShell();
    const token = await makeAccount(from, 'acme');
    const input = await exportOf(from);
    const refused = expect.stringMatching(/^acme: WORKABLE_PROVIDER_TOKEN belongs to another account/);
    const managed = await openShell();
    await makeAccount(managed, 'globex', { WORKABLE_PROVIDER_TOKEN: `a-token-of-its-own-1,${token}` });
    expect((await managed('accounts import - --yes', { input })).errors).toEqual([refused]);
    const configured = { WORKABLE_CALLBACK_TOKEN: 'a-callback-token-1', ...secretsOf('default') };
    const alone = await openShell({ ...configured, WORKABLE_PROVIDER_TOKEN: token });
    expect((await alone('accounts import - --yes', { input })).errors).toEqual([refused]);
  });

  it('leaves out those whose name or secret is configured', async () => {
    const from = await openShell();
    await makeAccount(from, 'default');
    await makeAccount(from, 'acme');
    const configured = { WORKABLE_PROVIDER_TOKEN: 'a-provider-token-1', WORKABLE_CALLBACK_TOKEN: 'a-callback-token-1' };
    const to = await openShell({ ...configured, ...secretsOf('acme') });
    const { code, errors } = await to('accounts import -', { input: await exportOf(from) });
    expect([code, errors]).toEqual([
      1,
      [
        expect.stringMatching(/^acme: JOBMOJITO_WEBHOOK_SECRET belongs to another account/),
        'default: The account default is configured already',
      ],
    ]);
  });

  it('needs the key that encrypted it, in any place of DATA_KEY, also after keys were rotated', async () => {
    const shell = await openShell();
    await makeAccount(shell, 'acme');
    const input = await exportOf(shell);
    const both = { DATA_KEY: `${newKey},${oldKey}` };
    expect((await shell('rotate-keys', both)).code).toBe(0);
    expect((await shell('accounts import - --yes', { input, ...both })).lines[0]).toBe('acme: is the same already');
    const { code, text } = await shell('accounts import - --yes', { input, DATA_KEY: newKey });
    expect([code, text]).toEqual([
      1,
      expect.stringMatching(/^The export cannot be read: .*encrypted with a key \(\S{6}\) that is not in DATA_KEY$/),
    ]);
  });

  it.each<[string, (file: Record<string, unknown>) => string, RegExp]>([
    [
      'another format',
      (file) => JSON.stringify({ ...file, format: 2, bridge: 'interview-bridge/9' }),
      /has format 2.*interview-bridge\/9/,
    ],
    ['another date than it was made at', (file) => JSON.stringify({ ...file, exported_at: '2026-01-01' }), /damaged/],
    [
      'an end that is missing',
      ({ accounts, ...file }) => JSON.stringify({ ...file, accounts: String(accounts).slice(0, -8) }),
      /damaged/,
    ],
    [
      'accounts in clear',
      (file) => JSON.stringify({ ...file, accounts: Buffer.from('[]').toString('base64') }),
      /not encrypted/,
    ],
    ['no accounts', ({ format }) => JSON.stringify({ format }), /is no export/],
    ['no JSON', () => '{"secret-of-a-file', /is no export/],
    ['nothing', () => '', /is no export/],
  ])('refuses a file with %s', async (_what, damage, words) => {
    const shell = await openShell();
    await makeAccount(shell, 'acme');
    const input = damage(JSON.parse(await exportOf(shell)));
    const to = await openShell();
    const { code, text } = await to('accounts import - --yes', { input });
    expect([code, text]).toEqual([1, expect.stringMatching(words)]);
    expect(text).not.toContain('secret-of');
    expect((await to('accounts')).text).toBe('none');
  });

  it('refuses what was encrypted with DATA_KEY for another purpose', async () => {
    const shell = await openShell();
    const file = encryptExport([], { dataKeys: [oldKey], bridge: 'b/1', at: '2026-01-01' });
    const accounts = createCodec([oldKey]).encrypt('[]', 'bridge:{acme}:templates').toString('base64');
    const { code, text } = await shell('accounts import -', { input: JSON.stringify({ ...file, accounts }) });
    expect([code, text]).toEqual([1, expect.stringMatching(/for another place$/)]);
    expect((await shell('accounts import -', { input: JSON.stringify(file) })).code).toBe(0);
  });
});
