import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAccount, openShell, type Shell, secretsOf } from '../../../testing/managed.ts';

const configured = {
  WORKABLE_PROVIDER_TOKEN: 'a-provider-token-1',
  WORKABLE_CALLBACK_TOKEN: 'a-callback-token-1',
  ...secretsOf('default'),
};

describe('settings on the command line and in a file', () => {
  let shell: Shell;
  let path: string;
  beforeAll(async () => {
    shell = await openShell();
    await makeAccount(shell, 'acme');
    path = join(await mkdtemp(join(tmpdir(), 'accounts-')), 'secrets');
    await writeFile(path, 'RETENTION=30d');
  });
  afterAll(() => rm(join(path, '..'), { recursive: true }));

  it.each([
    ['WORKABLE_CALLBACK_TOKEN=s3cret-canary', /^WORKABLE_CALLBACK_TOKEN is a secret: .*--secrets-file/],
    ['LANGUAGE=de s3cret-canary', /^It should be NAME=value: argument 3$/],
    ['language=s3cret-canary', /^It should be NAME=value: argument 2$/],
    ['LANGUAG=s3cret-canary', /^There is no setting LANGUAG\. Did you mean LANGUAGE\?$/],
    ['constructor_=s3cret-canary', /^It should be NAME=value/],
    ['LANGUAGE=de LANGUAGE=s3cret-canary', /^LANGUAGE is given more than once$/],
    ['', /^Say what to set: /],
    ['RETENTION=', /^RETENTION is set but empty: .*bridge accounts unset/],
    ['--secrets-file /nowhere', /^--secrets-file: the file cannot be read \(ENOENT\)$/],
  ])('"accounts set acme %s" is refused as wrong use', async (words, message) => {
    const { code, text } = await shell(`accounts set acme ${words}`);
    expect([code, text]).toEqual([2, expect.stringMatching(message)]);
    expect(text).not.toContain('s3cret-canary');
  });

  it.each([
    ['RETENTION=30d\n# a comment\n\ns3cret-canary\n', /^It should be NAME=value: line 4 of --secrets-file$/],
    ['{"RETENTION": {"s3cret-canary": 1}}', /^--secrets-file should hold lines NAME=value, or JSON/],
    ['{"RETENTION": "s3cret-canary"', /^--secrets-file should hold lines NAME=value, or JSON/],
    ['RETENTION=30d\nRETENTION=s3cret-canary', /^RETENTION is given more than once$/],
    ['RETENSION=s3cret-canary', /^There is no setting RETENSION\. Did you mean RETENTION\?$/],
  ])('a file of %j is refused as wrong use', async (input, message) => {
    const { code, text } = await shell('accounts set acme --secrets-file -', { input });
    expect([code, text]).toEqual([2, expect.stringMatching(message)]);
    expect(text).not.toContain('s3cret-canary');
  });

  it.each([
    ['RETENTION=s3cret-canary', /^RETENTION should be a duration/],
    ['PORT=80', /^PORT is not a setting of an account$/],
    ['MAIL_TEMPLATES_DIR=/etc', /^MAIL_TEMPLATES_DIR names a place on the bridge's machine/],
  ])('"accounts set acme %s" is refused, and the reason does not repeat the value', async (words, message) => {
    const { code, text } = await shell(`accounts set acme ${words}`);
    expect([code, text]).toEqual([1, expect.stringMatching(message)]);
    expect(text).not.toContain('s3cret-canary');
  });

  it.each([
    ['lines', '\uFEFFRETENTION=31d\r\nWORKABLE_CALLBACK_TOKEN=a=token#with-signs\r\n', '…igns'],
    ['JSON', '\uFEFF {"RETENTION": "31d", "WORKABLE_CALLBACK_TOKEN": "a=token#of-json"}', '…json'],
  ])('are read from %s as they stand there', async (_form, input, ends) => {
    const { text } = await shell('accounts set acme LANGUAGE=fr --secrets-file -', { input });
    expect(text).toBe('acme: set LANGUAGE, RETENTION, WORKABLE_CALLBACK_TOKEN');
    const { settings } = JSON.parse((await shell('accounts show acme --json')).text);
    const expected = { LANGUAGE: 'fr', RETENTION: '31d', WORKABLE_CALLBACK_TOKEN: { set: true, ends } };
    expect(settings).toMatchObject(expected);
  });

  it('come from a file by its path too', async () => {
    expect((await shell(`accounts set acme --secrets-file ${path}`)).text).toBe('acme: set RETENTION');
  });

  it('are not taken away where there are none', async () => {
    const { code, text } = await shell('accounts unset acme EXCELLED_FROM');
    expect([code, text]).toEqual([2, 'acme has no EXCELLED_FROM of its own. Nothing was done']);
  });
});

describe('where there is no account', () => {
  it('commands find none, and say so', async () => {
    const shell = await openShell();
    expect(await shell('accounts')).toMatchObject({ code: 0, lines: ['none'] });
    expect(await shell('accounts --json')).toMatchObject({ code: 0, lines: [] });
    for (const words of ['interviews', 'failed', 'history']) {
      expect(await shell(words)).toMatchObject({ code: 0, lines: ['none'] });
    }
    for (const words of ['show', 'set LANGUAGE=de', 'unset LANGUAGE', 'token', 'retire-token pt_x', 'remove --yes']) {
      const [command, ...others] = words.split(' ');
      const { code, text } = await shell(['accounts', command, 'acme', ...others].join(' '));
      expect([words, code, text]).toEqual([words, 1, 'There is no account acme']);
    }
    for (const words of ['pause acme', 'resume acme'])
      expect((await shell(words)).text).toBe('There is no account acme');
  });

  it('commands name the account that was probably meant', async () => {
    const shell = await openShell();
    await makeAccount(shell, 'acme');
    for (const words of ['accounts show acm', 'accounts set acm LANGUAGE=de', 'pause acm', 'connect-link acm']) {
      expect(await shell(words)).toMatchObject({ code: 1, text: 'There is no account acm. Did you mean acme?' });
    }
    expect((await shell('stage check-token acmee')).text).toBe('There is no account acmee. Did you mean acme?');
  });

  it.each(['', 'Acme', '-acme', 'a'.repeat(33), 'a:b', '{a}'])('none is made with the name %j', async (name) => {
    const shell = await openShell();
    const { code, text } = await shell(['accounts', 'create', '--secrets-file', '-', '--', name].join(' '), {
      input: JSON.stringify(secretsOf('acme')),
    });
    expect([code > 0, text]).toEqual([true, expect.stringMatching(/^name should be 1 to 32 of|^Missing <name>: /)]);
    expect((await shell('accounts')).text).toBe('none');
  });

  it('one that lacks what it needs is not made', async () => {
    const shell = await openShell();
    const { code, text } = await shell('accounts create acme');
    expect([code, text]).toEqual([
      1,
      expect.stringMatching(
        /^JOBMOJITO_API_KEY is missing.*JobMojito\. JOBMOJITO_WEBHOOK_SECRET is missing.*\. Another VENDOR needs others$/,
      ),
    ]);
    expect((await shell('accounts')).text).toBe('none');
  });
});

it('one without a callback token is made, and what it lacks is said until it is set', async () => {
  const shell = await openShell();
  const { lines } = await shell('accounts create acme --secrets-file -', { input: JSON.stringify(secretsOf('acme')) });
  const lack =
    'Workable is not connected yet, so results wait. "bridge connect-link acme" makes a page on which the customer connects it';
  expect(lines.at(-1)).toBe(`Next: ${lack}`);
  expect((await shell('accounts show acme')).lines).toContain(`missing     ${lack}`);
  await shell('accounts set acme --secrets-file -', { input: 'WORKABLE_CALLBACK_TOKEN=a-callback-token-2' });
  expect((await shell('accounts show acme')).text).not.toContain('missing');
  const [{ id }] = JSON.parse((await shell('accounts show acme --json')).text).provider_tokens;
  expect((await shell(`accounts retire-token acme ${id}`)).text).toBe(`${id}: retired. No other is left`);
  expect((await shell('accounts show acme')).text).toMatch(/^missing {5}it has no provider token/m);
});

it('one with the stage door alone lacks nothing, and a setting without a value is none', async () => {
  const shell = await openShell();
  const input = JSON.stringify({ ...secretsOf('acme'), WORKABLE_API_TOKEN: 'a-token-of-workable-1' });
  const { code, text } = await shell('accounts create acme WORKABLE_MEMBER= --secrets-file -', { input });
  expect([code, text]).toEqual([0, expect.stringMatching(/\. The stage door works without it$/)]);
  const shown = await shell('accounts show acme');
  expect(shown.text).not.toMatch(/missing|WORKABLE_MEMBER/);
  const { lines } = await shell('doctor');
  expect(lines.filter((line) => /CALLBACK_TOKEN|callback/.test(line))).toEqual([]);
});

it('what is configured is listed and not changed, and a managed account of its name is shadowed', async () => {
  const shell = await openShell();
  await makeAccount(shell, 'default', { LANGUAGE: 'fr' });
  const both = (words: string) => shell(words, configured);
  expect((await both('accounts')).lines).toEqual([
    'default  environment  active  jobmojito',
    expect.stringMatching(/^default {2}managed {2}shadowed {2}jobmojito {2}\d/),
    '2 in all',
  ]);
  const { code, lines } = await both('accounts show default --json');
  expect([code, lines.map((line) => JSON.parse(line).state)]).toEqual([0, ['active', 'shadowed']]);
  for (const words of ['accounts set default LANGUAGE=de', 'accounts token default', 'pause default']) {
    expect(await both(words)).toMatchObject({
      code: 1,
      lines: ['The account default is configured: change it where it is configured'],
    });
  }
  const created = await shell('accounts create default --secrets-file -', {
    ...configured,
    input: JSON.stringify(secretsOf('acme')),
  });
  expect([created.code, created.text]).toEqual([1, 'The account default is configured already']);
  expect((await shell('accounts show default')).text).toMatch(/LANGUAGE +fr/);
});

it('one whose secret a configured account has got since is named', async () => {
  const shell = await openShell();
  await makeAccount(shell, 'acme');
  const { JOBMOJITO_WEBHOOK_SECRET } = secretsOf('acme');
  const { code, lines } = await shell('doctor', { ...configured, JOBMOJITO_WEBHOOK_SECRET });
  expect([code, lines]).toEqual([
    1,
    expect.arrayContaining([
      'WRONG  acme: this managed account cannot be used: JOBMOJITO_WEBHOOK_SECRET belongs to the account default, which is configured: change one of them',
    ]),
  ]);
  expect((await shell('doctor', configured)).text).not.toContain('cannot be used');
});

it('without DATA_KEY none can be made, and those that are configured are listed', async () => {
  const shell = await openShell({ ...configured, DATA_KEY: undefined });
  expect((await shell('accounts')).lines).toEqual(['default  environment  active  jobmojito', '1 in all']);
  for (const words of ['accounts create acme LANGUAGE=de', 'accounts export -', 'accounts import -', 'pause acme']) {
    const { code, text } = await shell(words);
    expect([code, text]).toEqual([1, expect.stringMatching(/^Managed accounts need DATA_KEY/)]);
  }
});

it('one whose settings are wrong here says what is wrong, and is not removed', async () => {
  const shell = await openShell();
  await makeAccount(shell, 'acme');
  const strict = { JOBMOJITO_SCORE_MAX: 'ten' };
  const { code, text } = await shell('accounts show acme', strict);
  expect([code, text]).toEqual([
    1,
    expect.stringMatching(/^state {7}unusable$.*^wrong {7}JOBMOJITO_SCORE_MAX should/ms),
  ]);
  expect(text).toMatch(/JOBMOJITO_WEBHOOK_SECRET +\(secret\) …acme$/m);
  expect((await shell('accounts', strict)).lines[0]).toMatch(/^acme {2}managed {2}unusable/);
  const removed = await shell('accounts remove acme --force --yes', strict);
  expect([removed.code, removed.text]).toEqual([
    1,
    expect.stringMatching(/^acme cannot be used, .*JOBMOJITO_SCORE_MAX/),
  ]);
  expect((await shell('accounts')).lines[0]).toMatch(/^acme {2}managed {2}active/);
});

it('doctor names managed accounts that cannot be used, and those that are not', async () => {
  const shell = await openShell();
  await makeAccount(shell, 'acme');
  await makeAccount(shell, 'default');
  const wrong = await shell('doctor', { JOBMOJITO_SCORE_MAX: 'ten' });
  expect([wrong.code, wrong.text]).toEqual([
    1,
    expect.stringMatching(/^WRONG {2}acme: this managed account cannot be used: JOBMOJITO_SCORE_MAX should/m),
  ]);
  expect((await shell('doctor', { ...configured, JOBMOJITO_API_URL: 'http://127.0.0.1:9' })).lines).toContain(
    'ok     default: a managed account of this name is not used, since one is configured',
  );
});

it('a removal that is under way is listed, and only its erasure can be hastened', async () => {
  const shell = await openShell();
  await makeAccount(shell, 'acme');
  const outcome = async (words: string) => JSON.parse((await shell(`accounts remove acme ${words} --json`)).text);
  expect(await outcome('')).toEqual({ account: 'acme', outcome: 'would-remove', interviews: 0, erases: false });
  expect((await shell('accounts')).text).toMatch(/^acme {2}managed {2}active/);
  expect(await outcome('--yes')).toMatchObject({ outcome: 'removing', erases: false });
  expect((await shell('accounts')).text).toMatch(/^acme {2}managed {2}removing/);
  expect(await shell('pause acme')).toMatchObject({ code: 1, lines: ['The account acme is being removed'] });
  expect(await outcome('--erase --yes')).toMatchObject({ outcome: 'removing', erases: true });
  expect((await shell('accounts export - --json')).code).toBe(0);
});

it('a change of which the history cannot have a line is made, and the command says so', async () => {
  const shell = await openShell();
  await makeAccount(shell, 'acme');
  await shell.spoilHistory('acme');
  expect(await shell('pause acme')).toMatchObject({
    code: 0,
    errors: [
      expect.stringMatching(
        /^It is done, but the line about it in the history of acme is not kept: Redis refuses this \(WRONGTYPE\)/,
      ),
    ],
  });
  expect((await shell('accounts')).text).toMatch(/^acme {2}managed {2}paused /);
});
