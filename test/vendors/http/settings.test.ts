import { describe, expect, test } from 'vitest';
import { type ConfigurationError, readConfig } from '../../../src/config.ts';

const common = {
  PUBLIC_URL: 'https://bridge.example',
  WORKABLE_PROVIDER_TOKEN: 'provider-token',
  WORKABLE_CALLBACK_TOKEN: 'callback-token',
  VENDOR: 'http',
  VENDOR_WEBHOOK_SECRET: 'webhook-secret',
};
const called = { ...common, VENDOR_URL: 'https://vendor.example/bridge', VENDOR_TOKEN: 'vendor-token' };
const linked = {
  ...common,
  VENDOR_LINK: 'https://vendor.example/i/{interview_id}',
  VENDOR_TEMPLATES: '[{"id":"support","name":"Support"}]',
  SMTP_URL: 'smtp://mail.example',
  MAIL_FROM: 'jobs@acme.example',
  COMPANY_NAME: 'Acme',
};

function errorsOf(env: Record<string, string | undefined>, files: Record<string, string> = {}): string[] {
  try {
    readConfig(env, (path) => files[path] ?? '');
  } catch (error) {
    return (error as ConfigurationError).message.split('\n');
  }
  return [];
}

describe('a mode', () => {
  test.each([
    ['that is complete has no error', called, []],
    ['by links is complete without an address', linked, []],
    ['by links may have an address too, which it does not use', { ...linked, VENDOR_URL: called.VENDOR_URL }, []],
    [
      'without an address and a link',
      { ...called, VENDOR_URL: undefined },
      ['VENDOR_URL is missing. Where the vendor'],
    ],
    ['without a token', { ...called, VENDOR_TOKEN: undefined }, ['VENDOR_TOKEN is missing. The token']],
    ['without both', common, ['VENDOR_URL is missing. ', 'VENDOR_TOKEN is missing. ']],
    ['by links without templates', { ...linked, VENDOR_TEMPLATES: undefined }, ['VENDOR_TEMPLATES is missing: with']],
    ['without a secret', { ...linked, VENDOR_WEBHOOK_SECRET: undefined }, ['VENDOR_WEBHOOK_SECRET is missing. ']],
  ])('%s', (_what, env, expected) => {
    expect(errorsOf(env)).toEqual(expected.map((text) => expect.stringContaining(text)));
  });

  test('of which a value is wrong is named at once with all else that is missing, and that value is not named twice', () => {
    expect(errorsOf({ ...common, VENDOR_URL: 'vendor.example' })).toEqual([
      expect.stringMatching(/^VENDOR_URL should be an https URL/),
      expect.stringMatching(/^VENDOR_TOKEN is missing\. /),
    ]);
    expect(errorsOf({ ...common, VENDOR_WEBHOOK_SECRET: undefined })).toEqual(
      ['VENDOR_WEBHOOK_SECRET', 'VENDOR_URL', 'VENDOR_TOKEN'].map((name) =>
        expect.stringContaining(`${name} is missing. `),
      ),
    );
  });

  test('of an account in a file is named with its account, also where a wrong value comes from the environment', () => {
    const secrets = (name: string) => ({
      WORKABLE_PROVIDER_TOKEN: `${name}-provider`,
      WORKABLE_CALLBACK_TOKEN: `${name}-callback`,
      VENDOR_WEBHOOK_SECRET: `${name}-secret`,
    });
    const accounts = { acme: secrets('acme'), globex: { ...secrets('globex'), VENDOR_URL: 'https://globex.example' } };
    const files = { '/accounts.json': JSON.stringify(accounts) };
    const env = { PUBLIC_URL: common.PUBLIC_URL, VENDOR: 'http', ACCOUNTS_FILE: '/accounts.json' };
    expect(errorsOf(env, files)).toEqual([
      expect.stringMatching(/^account acme: VENDOR_URL is missing/),
      expect.stringMatching(/^account acme: VENDOR_TOKEN is missing/),
      expect.stringMatching(/^account globex: VENDOR_TOKEN is missing/),
    ]);
    expect(errorsOf({ ...env, VENDOR_URL: 'nothing' }, files)).toEqual([
      expect.stringMatching(/^VENDOR_URL should be/),
      expect.stringMatching(/^account acme: VENDOR_TOKEN is missing/),
      expect.stringMatching(/^account globex: VENDOR_TOKEN is missing/),
    ]);
  });
});

test.each([
  'https://vendor.example/i/{interview_id}',
  'https://vendor.example/i?ref={interview_id}&t={template_id}&s={signature}',
  'http://localhost:3000/#{interview_id}',
  'https://vendor.example?id={interview_id}',
])('VENDOR_LINK may be %s', (link) => {
  expect(errorsOf({ ...linked, VENDOR_LINK: link })).toEqual([]);
});

test.each([
  ['https://vendor.example/i', 'should contain {interview_id}'],
  ['https://vendor.example/{interview_id}/{email}', 'should be an https URL'],
  ['https://vendor.example/{interview_id}}', 'should be an https URL'],
  ['https://{interview_id}.vendor.example/', 'should be an https URL'],
  ['https://user@vendor.example/{interview_id}', 'should be an https URL'],
  ['http://vendor.example/{interview_id}', 'should be an https URL'],
  ['vendor.example/{interview_id}', 'should be an https URL'],
  ['https://vendor.example/{interview_id} now', 'should be an https URL'],
])('VENDOR_LINK=%s is an error', (link, expected) => {
  const [error, ...more] = errorsOf({ ...linked, VENDOR_LINK: link });
  expect([error, more]).toEqual([expect.stringContaining(`VENDOR_LINK ${expected}`), []]);
});

test.each([
  ['whsec_', 'VENDOR_WEBHOOK_SECRET, part 1, should be base64 behind whsec_'],
  ['good-secret,whsec_=', 'VENDOR_WEBHOOK_SECRET, part 2, should be base64 behind whsec_'],
  ['whsec_not base64', 'VENDOR_WEBHOOK_SECRET, part 1, should be base64 behind whsec_'],
  ...['whsec_AA==', 'whsec_A', `whsec_${Buffer.alloc(23, 7).toString('base64')}`].map((secret) => [
    secret,
    'VENDOR_WEBHOOK_SECRET, part 1, should have at least 24 bytes in base64 behind whsec_ (openssl rand -base64 24)',
  ]),
])('VENDOR_WEBHOOK_SECRET=%s is an error', (secret, expected) => {
  expect(errorsOf({ ...called, VENDOR_WEBHOOK_SECRET: secret })).toEqual([expected]);
});

test.each([
  'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  `whsec_${Buffer.alloc(64, 0xfe).toString('base64url')}`,
  'any-text',
  'new,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
])('VENDOR_WEBHOOK_SECRET may be %s', (secret) => {
  expect(errorsOf({ ...called, VENDOR_WEBHOOK_SECRET: secret })).toEqual([]);
});

test.each([
  'support',
  '{}',
  '[]',
  '["support"]',
  '[{"id":"support"}]',
  '[{"name":"Support"}]',
  '[{"id":"","name":"Support"}]',
  '[{"id":"support","name":" "}]',
  '[{"id":"support","name":"Support","kind":"x"}]',
  '[{"id":"constructor","name":"Support"}]',
  '[{"id":"1","name":"A"},{"id":1,"name":"B"}]',
])('VENDOR_TEMPLATES=%s is an error', (text) => {
  expect(errorsOf({ ...linked, VENDOR_TEMPLATES: text })).toEqual([
    expect.stringMatching(/^VENDOR_TEMPLATES should be a JSON list of up to 5000 objects like /),
  ]);
});
