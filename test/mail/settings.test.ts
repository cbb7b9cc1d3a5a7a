import { describe, expect, test } from 'vitest';
import { ConfigurationError, readConfig } from '../../src/config.ts';
import { de } from '../../src/mail/texts/de.ts';
import { en } from '../../src/mail/texts/en.ts';

const required = {
  PUBLIC_URL: 'https://bridge.example',
  WORKABLE_PROVIDER_TOKEN: 'provider-token',
  WORKABLE_CALLBACK_TOKEN: 'callback-token',
  JOBMOJITO_API_KEY: 'api-key',
  JOBMOJITO_WEBHOOK_SECRET: 'webhook-secret',
};
const mail = { SMTP_URL: 'smtp://mail.example', MAIL_FROM: 'jobs@acme.example', COMPANY_NAME: 'Acme' };
const onlyLinks = { JOBMOJITO_SEND_EMAIL: 'false' };

type Environment = Readonly<Record<string, string | undefined>>;
type Files = Readonly<Record<string, string>>;

function read(env: Environment, files: Files = {}) {
  return readConfig({ ...required, ...env }, (path) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return text;
  });
}

const accountOf = (env: Environment, files: Files = {}) => read(env, files).accounts[0] ?? expect.fail('no account');

function errorsOf(env: Environment, files: Files = {}): string[] {
  try {
    read(env, files);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message.split('\n');
  }
  return [];
}

describe('SMTP_URL', () => {
  const login = { user: 'user', password: 'pass' };
  test.each([
    ['smtp://mail.example', { host: 'mail.example', port: 587, tls: 'if-offered' }],
    ['smtp://Mail.example:25/', { host: 'mail.example', port: 25, tls: 'if-offered' }],
    ['smtps://mail.example', { host: 'mail.example', port: 465, tls: 'always' }],
    ['smtp://user:pass@mail.example', { host: 'mail.example', port: 587, tls: 'starttls', login }],
    ['smtps://user:pass@mail.example:2465', { host: 'mail.example', port: 2465, tls: 'always', login }],
    ['smtp://user:pass@127.0.0.1:2525', { host: '127.0.0.1', port: 2525, tls: 'never', login }],
    ['smtp://localhost:1025', { host: 'localhost', port: 1025, tls: 'never' }],
    ['smtp://user:pass@[::1]:2525', { host: '::1', port: 2525, tls: 'never', login }],
    ['smtp://user:pass@127.0.0.1.evil.example', { host: '127.0.0.1.evil.example', port: 587, tls: 'starttls', login }],
    [
      'smtps://a%40b.example:p%3A%2F%23@mail.example',
      { host: 'mail.example', port: 465, tls: 'always', login: { user: 'a@b.example', password: 'p:/#' } },
    ],
  ])('%s is understood', (url, server) => {
    expect(accountOf({ ...mail, SMTP_URL: url }).mail?.server).toEqual(server);
  });

  test.each([
    'mail.example',
    'http://mail.example',
    'smtp://',
    'smtp://user@mail.example',
    'smtp://:pass@mail.example',
    'smtp://mail.example/path',
    'smtp://mail.example?secure=false',
    'smtp://mail.example#x',
    'smtp://user:hunter2#@mail.example',
    'smtp://user:%zz@mail.example',
    'smtp://user:a%0d%0ab@mail.example',
    'smtp://mail.example:0',
    'smtp://mail .example',
  ])('%s is an error that does not quote it', (url) => {
    const errors = errorsOf({ ...mail, SMTP_URL: url });
    expect(errors).toEqual([expect.stringMatching(/^SMTP_URL should be a URL such as smtps:/)]);
    expect(errors[0]).not.toContain('hunter2');
  });
});

describe('MAIL_FROM', () => {
  test.each([
    ['jobs@acme.example', { name: '', address: 'jobs@acme.example' }],
    ['Acme Jobs <jobs@acme.example>', { name: 'Acme Jobs', address: 'jobs@acme.example' }],
    ['"Acme, Jobs" <jobs@acme.example>', { name: 'Acme, Jobs', address: 'jobs@acme.example' }],
    ['Søk & Jobb <jobs@acme.example>', { name: 'Søk & Jobb', address: 'jobs@acme.example' }],
  ])('%s is understood', (text, from) => {
    expect(accountOf({ ...mail, MAIL_FROM: text }).mail?.from).toEqual(from);
  });

  test.each([
    'acme.example',
    'Acme <jobs>',
    'Acme <jobs@acme.example> <x@y.example>',
    'a@b.example, c@d.example',
    'jobs@acme.example\r\nBcc: x@y.example',
    'jøbs@acme.example',
  ])('%j is an error', (text) => {
    expect(errorsOf({ ...mail, MAIL_FROM: text })[0]).toMatch(/^MAIL_FROM should be an address such as/);
  });
});

describe('mail', () => {
  test('is not needed where the vendor mails', () => {
    const { mail: none, candidates } = accountOf({});
    expect(none).toBeUndefined();
    expect(candidates).toMatchObject({ language: 'en', texts: { en, de } });
    expect(candidates).not.toHaveProperty('company');
  });

  test('is required where the vendor only gives links, and each missing setting is named', () => {
    expect(errorsOf(onlyLinks)).toEqual([
      expect.stringMatching(/^SMTP_URL is missing: the vendor only gives links/),
      expect.stringMatching(/^MAIL_FROM is missing: the vendor only gives links/),
      expect.stringMatching(/^COMPANY_NAME is missing: the vendor only gives links/),
    ]);
    expect(errorsOf({ ...onlyLinks, ...mail })).toEqual([]);
  });

  test.each(Object.keys(mail))('that is complete but for %s is an error', (name) => {
    const errors = errorsOf({ ...mail, [name]: undefined });
    expect(errors).toEqual([expect.stringMatching(new RegExp(`^${name} is missing: \\w+ is set`))]);
  });

  test('asks for nothing with the name of the company alone: the page needs it too', () => {
    expect(accountOf({ COMPANY_NAME: 'Acme' }).candidates.company).toBe('Acme');
  });

  test('has its defaults for all accounts in the environment, and its password in the account alone', () => {
    const { PUBLIC_URL, ...own } = required;
    const env = { PUBLIC_URL, ACCOUNTS_FILE: '/accounts', MAIL_FROM: 'jobs@all.example', SMTP_URL: mail.SMTP_URL };
    const accounts = {
      acme: { ...own, JOBMOJITO_SEND_EMAIL: 'false', SMTP_URL: 'smtp://acme.example', COMPANY_NAME: 'Acme' },
      globex: { ...own, WORKABLE_PROVIDER_TOKEN: 'other', JOBMOJITO_WEBHOOK_SECRET: 'other', LANGUAGE: 'de' },
    };
    const file = { '/accounts': JSON.stringify(accounts) };
    const clear = Object.fromEntries(Object.keys(own).map((name) => [name, undefined]));
    const [acme, globex] = read({ ...clear, ...env }, file).accounts;
    expect(acme?.mail).toMatchObject({ server: { host: 'acme.example' }, from: { address: 'jobs@all.example' } });
    expect(globex?.mail).toBeUndefined();
    expect(globex?.candidates.language).toBe('de');
    const lacking = { '/accounts': JSON.stringify({ acme: { ...accounts.acme, SMTP_URL: undefined } }) };
    expect(errorsOf({ ...clear, ...env }, lacking)).toEqual([
      expect.stringMatching(/^account acme: SMTP_URL is missing: the vendor only gives links/),
    ]);
  });

  test('tells candidates to write to the sender, unless there is another address for replies', () => {
    expect(accountOf(mail).candidates.contact).toBe('jobs@acme.example');
    const { candidates, mail: settings } = accountOf({ ...mail, MAIL_REPLY_TO: 'Talent <talent@acme.example>' });
    expect(candidates.contact).toBe('talent@acme.example');
    expect(settings?.replyTo).toEqual({ name: 'Talent', address: 'talent@acme.example' });
  });
});

describe('texts of an operator', () => {
  const dir = { ...mail, MAIL_TEMPLATES_DIR: '/texts' };
  const withFile = (name: string, content: unknown) => ({ [`/texts/${name}.json`]: JSON.stringify(content) });
  const textsIn = (env: Environment, files: Files) => accountOf({ ...dir, ...env }, files).candidates.texts;

  test('take the place of some of ours', () => {
    const { de: own, en: shipped } = textsIn({}, withFile('de', { button: 'Los!' }));
    expect(own).toEqual({ ...de, button: 'Los!' });
    expect(shipped).toEqual(en);
  });

  test('may be in a language of which we have none, if they are all there', () => {
    expect(textsIn({ LANGUAGE: 'nl' }, withFile('nl', en)).nl).toEqual(en);
    const { greeting: _, ...rest } = en;
    expect(errorsOf({ ...dir, LANGUAGE: 'nl' }, withFile('nl', rest))).toEqual([
      'MAIL_TEMPLATES_DIR: nl.json has no text greeting',
    ]);
  });

  test('of a region build on those of the language', () => {
    const texts = textsIn({ LANGUAGE: 'de-CH' }, { ...withFile('de-CH', { greeting: 'Grüezi {name},' }) });
    expect(texts['de-CH']).toEqual({ ...de, greeting: 'Grüezi {name},' });
    expect(accountOf({ ...mail, LANGUAGE: 'pt-BR' }).candidates.language).toBe('pt-BR');
  });

  test.each([
    [{ lead: 'Come to {company}, {nmae}!' }, 'MAIL_TEMPLATES_DIR: de.json: lead has the unknown placeholder {nmae}'],
    [{ lead: 'Come!' }, 'MAIL_TEMPLATES_DIR: de.json: lead lacks the placeholder {company}'],
    [{ button: 'Go {job}' }, 'MAIL_TEMPLATES_DIR: de.json: button has the unknown placeholder {job}'],
    [{ button: ' ' }, 'MAIL_TEMPLATES_DIR: de.json: button should be a text that is not empty'],
    [{ button: 5 }, 'MAIL_TEMPLATES_DIR: de.json: button should be a text that is not empty'],
    [{ buttn: 'x' }, 'MAIL_TEMPLATES_DIR: de.json has the unknown key buttn'],
    [{ constructor: 'x' }, 'MAIL_TEMPLATES_DIR: de.json has the unknown key constructor'],
    [['x'], 'MAIL_TEMPLATES_DIR: de.json should be a JSON object of texts by their keys'],
    [null, 'MAIL_TEMPLATES_DIR: de.json should be a JSON object of texts by their keys'],
  ])('with %j are an error that names file and key', (content, error) => {
    expect(errorsOf(dir, withFile('de', content))).toEqual([error]);
  });

  test('that are no JSON, or in a folder without any, are an error', () => {
    expect(errorsOf(dir, { '/texts/fr.json': '{"button": ' })).toEqual([
      'MAIL_TEMPLATES_DIR: fr.json should be a JSON object of texts by their keys',
    ]);
    expect(errorsOf(dir)).toEqual([
      'MAIL_TEMPLATES_DIR names a folder without en.json, de.json, es.json, fr.json, or pt.json',
    ]);
  });

  test.each(['nl', 'zz-ZZ'])('are needed for LANGUAGE=%s', (LANGUAGE) => {
    expect(errorsOf({ ...mail, LANGUAGE })).toEqual([
      'LANGUAGE should be en, de, es, fr or pt, or a language for which MAIL_TEMPLATES_DIR has a file',
    ]);
  });

  test.each(['English', 'e', 'de_DE', '../de'])('LANGUAGE=%s is no language', (LANGUAGE) => {
    expect(errorsOf({ ...mail, LANGUAGE })).toEqual(['LANGUAGE should be a language such as en, de, es, fr or pt']);
  });
});
