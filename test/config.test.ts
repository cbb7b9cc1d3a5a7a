import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { envExample, settingsByPlace, withTables } from '../scripts/settings-docs.ts';
import { type AccountSettings, ConfigurationError, proxiesOf, readConfig, readEnvironment } from '../src/config.ts';
import { shippedTexts } from '../src/mail/texts.ts';
import type { SettingRow } from '../src/settings/row.ts';
import type { JobmojitoSettings } from '../src/vendors/jobmojito/settings.ts';
import { vendors } from '../src/vendors/registry.ts';

const required = {
  PUBLIC_URL: 'https://bridge.example',
  WORKABLE_PROVIDER_TOKEN: 'provider-token',
  WORKABLE_CALLBACK_TOKEN: 'callback-token',
  JOBMOJITO_API_KEY: 'api-key',
  JOBMOJITO_WEBHOOK_SECRET: 'webhook-secret',
};

type Files = Readonly<Record<string, string>>;
type Environment = Readonly<Record<string, string | undefined>>;

const read = (env: Environment, files: Files = {}) => readConfig(env, fileReader(files));

const requiredOfHttp = {
  VENDOR: 'http',
  VENDOR_URL: 'https://vendor.example/bridge',
  VENDOR_TOKEN: 'vendor-token',
  VENDOR_WEBHOOK_SECRET: 'webhook-secret',
};

const requiredOfRibbon = {
  VENDOR: 'ribbon',
  RIBBON_API_KEY: 'ribbon-key',
  RIBBON_WEBHOOK_SECRET: 'webhook-secret',
  SMTP_URL: 'smtp://mail.example',
  MAIL_FROM: 'jobs@acme.example',
  COMPANY_NAME: 'Acme',
};

const requiredOfGreenhouse = {
  VENDOR: 'greenhouse',
  GREENHOUSE_LIST_TESTS_URL: 'https://vendor.example/list_tests',
  GREENHOUSE_SEND_TEST_URL: 'https://vendor.example/send_test',
  GREENHOUSE_TEST_STATUS_URL: 'https://vendor.example/test_status',
  GREENHOUSE_API_KEY: 'greenhouse-key',
};

function fileReader(files: Files) {
  return (path: string): string => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
    return text;
  };
}

function errorsOf(env: Environment, files: Files = {}): string[] {
  try {
    read(env, files);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).message.split('\n');
  }
  return [];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

describe('a single account in the environment', () => {
  test.each([
    ['short-but-random', false],
    ['short-but-rando', true],
    ['aaaaaaaaaaaaaaaaaaaaaaaa', true],
    ['0123012301230123', true],
    ['CHANGE_ME_please_soon', true],
    ['your-secret-goes-here', true],
    ['d1c0f9a1b7e84c5e9f30', false],
    ['d1c0f9a1b7e84c5e9f30,old', true],
  ])('a secret that lets callers in and is %s can be guessed: %s', (secret, isGuessable) => {
    const strong = { WORKABLE_PROVIDER_TOKEN: 'k3v9-s8d2-q7w1-z6x0', OPERATOR_TOKEN: 'k3v9-s8d2-q7w1-z6x1' };
    const { guessable } = read({ ...required, ...strong, JOBMOJITO_WEBHOOK_SECRET: secret });
    expect(guessable).toEqual(isGuessable ? ['JOBMOJITO_WEBHOOK_SECRET'] : []);
  });

  test('needs five settings, and the rest has defaults', () => {
    expect(read(required)).toEqual({
      port: 8080,
      host: '0.0.0.0',
      publicUrl: 'https://bridge.example',
      redis: { sentinel: { isEncrypted: false } },
      dataDir: './data',
      roles: new Set(['web', 'worker']),
      allowsVolatileRedis: false,
      dataKeys: [],
      deliveryConcurrency: 50,
      keepAliveMs: 75_000,
      logLevel: 'info',
      guessable: ['WORKABLE_PROVIDER_TOKEN', 'JOBMOJITO_WEBHOOK_SECRET'],
      readManaged: expect.any(Function),
      accounts: [
        {
          name: 'default',
          source: 'environment',
          vendorName: 'jobmojito',
          shown: {
            WORKABLE_PROVIDER_TOKEN: { set: true, ends: '…oken' },
            WORKABLE_CALLBACK_TOKEN: { set: true, ends: '…oken' },
            JOBMOJITO_API_KEY: { set: true, ends: '…' },
            JOBMOJITO_WEBHOOK_SECRET: { set: true, ends: '…cret' },
          },
          decidingSecrets: [
            { setting: 'WORKABLE_PROVIDER_TOKEN', secret: 'provider-token' },
            { setting: 'JOBMOJITO_WEBHOOK_SECRET', secret: 'webhook-secret' },
          ],
          workable: {
            providerTokens: ['provider-token'],
            callbackToken: 'callback-token',
            callbackHosts: [{ scheme: 'https', host: '*.workable.com', port: '' }],
            declinedStatus: 'declined',
            excelledFrom: 85,
          },
          policy: {
            invitationExpiresAfterMs: 14 * dayMs,
            retryGraceMs: 3 * dayMs,
            resultHoldMs: 24 * hourMs,
            retentionMs: 365 * dayMs,
            askEveryMs: dayMs,
            asksDetails: true,
            retryScheduleMs: [
              5_000,
              30_000,
              2 * minuteMs,
              10 * minuteMs,
              30 * minuteMs,
              hourMs,
              3 * hourMs,
              6 * hourMs,
            ],
            giveUpAfterMs: 96 * hourMs,
          },
          reports: {
            mode: 'as-sent',
            sharedNames: 'full',
            timeZone: 'UTC',
            transcripts: true,
            sharedLinkLife: { kind: 'time', ms: 7 * dayMs },
            reportLinkLife: { kind: 'forever' },
            allowsLoopback: false,
          },
          brand: {},
          candidates: { language: 'en', texts: shippedTexts },
          vendor: {
            create: expect.any(Function),
            settings: {
              apiKey: 'api-key',
              apiUrl: 'https://cool.jobmojito.com/functions/v1',
              webhookSecrets: ['webhook-secret'],
              sendsEmail: true,
              scoreMax: 10,
            },
          },
        },
      ],
    });
  });

  test('may have a vendor of the vendor contract', () => {
    const [account] = read({ ...required, ...requiredOfHttp, VENDOR_WEBHOOK_SECRET: 'new,old' }).accounts;
    expect(account?.vendor).toEqual({
      create: expect.any(Function),
      settings: {
        url: 'https://vendor.example/bridge',
        token: 'vendor-token',
        webhookSecrets: ['new', 'old'],
        canAsk: true,
      },
    });
    expect(account?.policy).toMatchObject({ askEveryMs: 10 * minuteMs, asksDetails: false });
  });

  test('may have Ribbon as its vendor', () => {
    const [account] = read({ ...required, ...requiredOfRibbon, RIBBON_WEBHOOK_SECRET: 'new,old' }).accounts;
    expect(account?.vendor).toEqual({
      create: expect.any(Function),
      settings: {
        apiKey: 'ribbon-key',
        apiUrl: 'https://app.ribbon.ai/be-api',
        webhookSecrets: ['new', 'old'],
        decisions: new Map([
          ['accepted', true],
          ['rejected', false],
        ]),
      },
    });
    expect(account?.policy).toMatchObject({ askEveryMs: 10 * minuteMs, asksDetails: false });
  });

  test('may have its own words for decisions at Ribbon, which are compared in small letters', () => {
    const words = ' Hired = TRUE, not a fit=false';
    const [account] = read({ ...required, ...requiredOfRibbon, RIBBON_DECISIONS: words }).accounts;
    expect(account?.vendor.settings).toMatchObject({
      decisions: new Map([
        ['hired', true],
        ['not a fit', false],
      ]),
    });
  });

  test('may have a vendor that is never called', () => {
    const { VENDOR_URL: _url, VENDOR_TOKEN: _token, ...rest } = requiredOfHttp;
    const link = 'https://vendor.example/i?ref={interview_id}&s={signature}#{template_id}';
    const templates = [
      { id: 'support', name: 'Customer support' },
      { id: '7', name: 'Sales' },
    ];
    const given = '[{"id":"support","name":" Customer  support"},{"id":7,"name":"Sales"}]';
    const mail = { SMTP_URL: 'smtp://mail.example', MAIL_FROM: 'jobs@acme.example', COMPANY_NAME: 'Acme' };
    const [account] = read({ ...required, ...rest, ...mail, VENDOR_LINK: link, VENDOR_TEMPLATES: given }).accounts;
    expect(account?.vendor.settings).toEqual({
      webhookSecrets: ['webhook-secret'],
      link,
      templates,
    });
  });

  test.each([
    ['VENDOR_CAN_ASK', 'false', { canAsk: false }],
    ['VENDOR_TEMPLATES', '[{"id":"a","name":"A"}]', { canAsk: true, templates: [{ id: 'a', name: 'A' }] }],
  ])('may have a vendor with %s=%s', (name, value, expected) => {
    const [account] = read({ ...required, ...requiredOfHttp, [name]: value }).accounts;
    expect(account?.vendor.settings).toMatchObject({ url: 'https://vendor.example/bridge', ...expected });
  });

  test('may have a partner of Greenhouse', () => {
    const [account] = read({ ...required, ...requiredOfGreenhouse }).accounts;
    expect(account?.vendor).toEqual({
      create: expect.any(Function),
      settings: {
        listTests: { url: 'https://vendor.example/list_tests', setting: 'GREENHOUSE_LIST_TESTS_URL' },
        sendTest: { url: 'https://vendor.example/send_test', setting: 'GREENHOUSE_SEND_TEST_URL' },
        testStatus: { url: 'https://vendor.example/test_status', setting: 'GREENHOUSE_TEST_STATUS_URL' },
        apiKey: 'greenhouse-key',
        repeat: 'mails-twice',
        failedStatuses: [],
        lastName: '-',
      },
    });
    expect(account?.policy).toMatchObject({ askEveryMs: 10 * minuteMs, asksDetails: false });
  });

  test.each([
    ['GREENHOUSE_SCORE_MAX', '200', { scoreMax: 200 }],
    ['GREENHOUSE_REPEAT', 'same', { repeat: 'same' }],
    ['GREENHOUSE_FAILED_STATUSES', 'Expired, no show', { failedStatuses: ['expired', 'no show'] }],
    ['GREENHOUSE_LAST_NAME', 'Unknown', { lastName: 'Unknown' }],
    ['GREENHOUSE_API_KEY', 'k'.repeat(170), { apiKey: 'k'.repeat(170) }],
    [
      'GREENHOUSE_LIST_TESTS_URL',
      'https://vendor.example/exec?do=list',
      { listTests: { url: 'https://vendor.example/exec?do=list', setting: 'GREENHOUSE_LIST_TESTS_URL' } },
    ],
    [
      'GREENHOUSE_RESPONSE_ERROR_URL',
      'http://localhost:9001/errors',
      { responseError: { url: 'http://localhost:9001/errors', setting: 'GREENHOUSE_RESPONSE_ERROR_URL' } },
    ],
  ])('of a partner of Greenhouse understands %s=%s', (name, value, expected) => {
    const [account] = read({ ...required, ...requiredOfGreenhouse, [name]: value }).accounts;
    expect(account?.vendor.settings).toMatchObject(expected);
  });

  test.each([
    ['PORT', '0', { port: 0 }],
    ['HOST', '::1', { host: '::1' }],
    ['PUBLIC_URL', 'https://Bridge.example/', { publicUrl: 'https://bridge.example' }],
    ['PUBLIC_URL', 'https://example.com/interviews/', { publicUrl: 'https://example.com/interviews' }],
    ['PUBLIC_URL', 'http://localhost:8080', { publicUrl: 'http://localhost:8080' }],
    ['PUBLIC_URL', 'http://[::1]:8080', { publicUrl: 'http://[::1]:8080' }],
    ['REDIS_URL', 'rediss://user:secret@redis:6380/2', { redisUrl: 'rediss://user:secret@redis:6380/2' }],
    ['REDIS_URL', 'redis://a,redis://b:6380?cluster', { redisUrl: 'redis://a,redis://b:6380?cluster' }],
    ['REDIS_URL', 'redis://a:26379/1?sentinel=main', { redisUrl: 'redis://a:26379/1?sentinel=main' }],
    ['REDIS_REPLICAS', '2', { redis: { replicas: 2, sentinel: { isEncrypted: false } } }],
    ['REDIS_SENTINEL_TLS', 'true', { redis: { sentinel: { isEncrypted: true } } }],
    ['REDIS_SENTINEL_USERNAME', 'watcher', { redis: { sentinel: { isEncrypted: false, username: 'watcher' } } }],
    ['REDIS_SENTINEL_PASSWORD', 'a b', { redis: { sentinel: { isEncrypted: false, password: 'a b' } } }],
    ['ROLES', 'worker', { roles: new Set(['worker']) }],
    ['ROLES', 'worker, web', { roles: new Set(['web', 'worker']) }],
    ['OPERATOR_TOKEN', 'o', { operatorToken: 'o' }],
    ['ALLOW_VOLATILE_REDIS', 'true', { allowsVolatileRedis: true }],
    ['DATA_KEY', `${'a'.repeat(32)},${'b'.repeat(40)}`, { dataKeys: ['a'.repeat(32), 'b'.repeat(40)] }],
    ['DELIVERY_CONCURRENCY', '1', { deliveryConcurrency: 1 }],
    ['KEEP_ALIVE', '610s', { keepAliveMs: 610_000 }],
    ['KEEP_ALIVE', '2h', { keepAliveMs: 2 * hourMs }],
    ['LOG_LEVEL', 'silent', { logLevel: 'silent' }],
    ['LOG_LEVEL', ' debug\r', { logLevel: 'debug' }],
  ])('%s=%s is understood', (name, value, expected) => {
    expect(read({ ...required, [name]: value })).toMatchObject(expected);
  });

  test.each([
    ['WORKABLE_PROVIDER_TOKEN', 'new, old', { workable: { providerTokens: ['new', 'old'] } }],
    [
      'WORKABLE_CALLBACK_HOSTS',
      'http://localhost:4000,ATS.example:8443',
      {
        workable: {
          callbackHosts: [
            { scheme: 'http', host: 'localhost', port: '4000' },
            { scheme: 'https', host: 'ats.example', port: '8443' },
          ],
        },
      },
    ],
    ['WORKABLE_DECLINED_STATUS', 'rejected', { workable: { declinedStatus: 'rejected' } }],
    ['VENDOR_NAME', 'Acme  Interviews', { brand: { name: 'Acme Interviews' } }],
    ['BRAND_COLOR', '#0B5A8a', { brand: { colour: '#0b5a8a' } }],
    ['EXCELLED_FROM', '0', { workable: { excelledFrom: 0 } }],
    ['EXCELLED_FROM', '92.5', { workable: { excelledFrom: 92.5 } }],
    ['INVITATION_EXPIRES_AFTER', '500ms', { policy: { invitationExpiresAfterMs: 500 } }],
    ['RETRY_GRACE', '30s', { policy: { retryGraceMs: 30_000 } }],
    ['RESULT_HOLD', '10m', { policy: { resultHoldMs: 10 * minuteMs } }],
    ['RETENTION', '24h', { policy: { retentionMs: dayMs } }],
    ['ASK_EVERY', '2m', { policy: { askEveryMs: 2 * minuteMs } }],
    ['DELIVERY_GIVE_UP_AFTER', '2d', { policy: { giveUpAfterMs: 2 * dayMs } }],
    ['DELIVERY_RETRY_SCHEDULE', '1s, 1s,2s', { policy: { retryScheduleMs: [1_000, 1_000, 2_000] } }],
    ['JOBMOJITO_DETAILS', 'false', { policy: { asksDetails: false } }],
    ['JOBMOJITO_REPORTS', 'on-demand', { reports: { mode: 'on-demand' } }],
    ['JOBMOJITO_SCORE_MAX', '5.5', { vendor: { settings: { scoreMax: 5.5 } } }],
    ['SHARED_LINK_TTL', 'views:3', { reports: { sharedLinkLife: { kind: 'views', views: 3 } } }],
    ['SHARED_LINK_TTL', 'none', { reports: { sharedLinkLife: { kind: 'forever' } } }],
    ['SHARED_LINK_NAMES', 'initials', { reports: { sharedNames: 'initials' } }],
    ['TIMEZONE', 'europe/berlin', { reports: { timeZone: 'Europe/Berlin' } }],
    ['TIMEZONE', 'Asia/Kolkata', { reports: { timeZone: 'Asia/Kolkata' } }],
    ['REPORT_LINK_TTL', '90d', { reports: { reportLinkLife: { kind: 'time', ms: 90 * dayMs } } }],
    [
      'JOBMOJITO_API_URL',
      'http://127.0.0.1:9001/v1/',
      { vendor: { settings: { apiUrl: 'http://127.0.0.1:9001/v1' } } },
    ],
    ['JOBMOJITO_ANON_KEY', 'anon', { vendor: { settings: { anonKey: 'anon' } } }],
    ['JOBMOJITO_WEBHOOK_SECRET', 'new,old', { vendor: { settings: { webhookSecrets: ['new', 'old'] } } }],
  ])('%s=%s is understood', (name, value, expected) => {
    expect(read({ ...required, [name]: value }).accounts[0]).toMatchObject(expected);
  });
});

describe('a configuration error', () => {
  test.each([
    ['accepted', 'RIBBON_DECISIONS, part 1, should be a word with true or false, such as accepted=true'],
    ['accepted=true,rejected=no', 'RIBBON_DECISIONS, part 2, should be a word with true or false'],
    ['=true', 'RIBBON_DECISIONS, part 1, should be a word with true or false'],
    ['a=b=true', 'RIBBON_DECISIONS, part 1, should be a word with true or false'],
    [`${'a'.repeat(201)}=true`, 'RIBBON_DECISIONS, part 1, should be a word with true or false'],
    ['accepted=true,Accepted=false', 'RIBBON_DECISIONS should have each word once'],
  ])('in RIBBON_DECISIONS=%s is named with what would be right', (RIBBON_DECISIONS, expected) => {
    const errors = errorsOf({ ...required, ...requiredOfRibbon, RIBBON_DECISIONS });
    expect(errors).toEqual([expect.stringContaining(expected)]);
  });

  test.each([
    ['PORT', 'http', 'a whole number from 0 to 65535'],
    ['PORT', '65536', 'a whole number from 0 to 65535'],
    ['PORT', '80.5', 'a whole number from 0 to 65535'],
    ['PUBLIC_URL', 'bridge.example', 'an https URL'],
    ['PUBLIC_URL', 'http://bridge.example', 'an https URL'],
    ['PUBLIC_URL', 'http://localhost.evil.example', 'an https URL'],
    ['PUBLIC_URL', 'https://user:password@bridge.example', 'without user'],
    ['PUBLIC_URL', 'https://bridge.example/?a=b', 'without user, password, query or fragment'],
    ['PUBLIC_URL', 'https://bridge.example/#top', 'without user, password, query or fragment'],
    ['PUBLIC_URL', 'https://bridge .example', 'an https URL'],
    ['REDIS_URL', 'http://redis:6379', 'a URL such as redis://redis:6379'],
    ['REDIS_REPLICAS', '11', 'a whole number from 0 to 10'],
    ['REDIS_SENTINEL_TLS', 'yes', 'true or false'],
    ['REDIS_URL', 'redis:6379', 'a URL such as redis://redis:6379'],
    ['REDIS_URL', 'redis://a:6379,redis://b:6379', 'several nodes, separated by commas, need ?cluster or ?sentinel='],
    ['REDIS_URL', 'redis://a:6379,b:6379?cluster', 'several nodes, separated by commas'],
    ['REDIS_URL', 'redis://a:6379/1?cluster', 'a URL such as redis://redis:6379'],
    ['REDIS_URL', 'redis://a:26379?sentinel=', 'a URL such as redis://redis:6379'],
    ['REDIS_URL', 'redis://user:%zz@a:6379?cluster', 'a URL such as redis://redis:6379'],
    ['ROLES', 'web,boss', 'part 2, should be web or worker'],
    ['ROLES', 'web,', 'part 2, should be web or worker'],
    ['OPERATOR_TOKEN', 'two words', 'printable ASCII without spaces'],
    ['ALLOW_VOLATILE_REDIS', 'yes', 'true or false'],
    ['DATA_KEY', `${'a'.repeat(32)},${'b'.repeat(31)}`, 'part 2, should have at least 32 characters'],
    ['DELIVERY_CONCURRENCY', '0', 'a whole number from 1 to 1000'],
    ['DELIVERY_CONCURRENCY', '1001', 'a whole number from 1 to 1000'],
    ['DELIVERY_CONCURRENCY', '1e2', 'a whole number from 1 to 1000'],
    ['KEEP_ALIVE', '999ms', 'a duration from 1s to 2h, such as 75s or 10m'],
    ['KEEP_ALIVE', '3h', 'a duration from 1s to 2h'],
    ['KEEP_ALIVE', '75', 'a duration from 1s to 2h'],
    ['LOG_LEVEL', 'loud', 'fatal, error, warn, info, debug, trace, or silent'],
    ['WORKABLE_PROVIDER_TOKEN', 'good,,good', 'part 2, should be printable ASCII'],
    ['WORKABLE_CALLBACK_TOKEN', 'Bearer abc', 'leave the word Bearer out'],
    ['WORKABLE_CALLBACK_HOSTS', '*.workable.com,http://ats.example', 'part 2, should be a host such as *.workable.com'],
    [
      'WORKABLE_CALLBACK_HOSTS',
      '*.workable.com,*.co.uk',
      'part 2, should not be a wildcard directly below or above a public suffix',
    ],
    ['WORKABLE_CALLBACK_HOSTS', '*.GitHub.io:8443', 'anyone can register a host there'],
    ['WORKABLE_CALLBACK_HOSTS', '*.core.windows.net', 'anyone can register a host there'],
    ['WORKABLE_DECLINED_STATUS', 'refused', 'declined or rejected'],
    ['VENDOR', 'constructor', 'should be jobmojito'],
    ['EXCELLED_FROM', '101', 'a number from 0 to 100'],
    ['EXCELLED_FROM', '-1', 'a number from 0 to 100'],
    ['INVITATION_EXPIRES_AFTER', '14', 'such as 500ms, 30s, 10m, 24h or 14d'],
    ['INVITATION_EXPIRES_AFTER', '2w', 'such as 500ms, 30s, 10m, 24h or 14d'],
    ['RETRY_GRACE', '1.5d', 'such as 500ms, 30s, 10m, 24h or 14d'],
    ['RETENTION', '0d', 'a duration above zero'],
    ['RETENTION', '99999999d', 'a duration above zero'],
    ['DELIVERY_RETRY_SCHEDULE', '5s;30s', 'part 1, should be a duration'],
    ['SHARED_LINK_TTL', 'views:0', 'views:N for N views, or none for no limit'],
    ['SHARED_LINK_TTL', 'forever', 'views:N for N views, or none for no limit'],
    ['SHARED_LINK_NAMES', 'none', 'full or initials'],
    ['TIMEZONE', 'Europe/Atlantis', 'an IANA time zone such as Europe/Berlin or UTC'],
    ['TIMEZONE', '+02:00', 'an IANA time zone such as Europe/Berlin or UTC'],
    ['REPORT_LINK_TTL', 'views:3', 'a duration above zero such as 500ms, 30s, 10m, 24h or 14d, or none for no limit'],
    ['JOBMOJITO_API_URL', 'http://cool.jobmojito.com', 'an https URL'],
    ['JOBMOJITO_SEND_EMAIL', 'TRUE', 'true or false'],
    ['JOBMOJITO_REPORTS', 'never', 'as-sent or on-demand'],
    ['ASK_EVERY', '500ms', 'a duration from 1s to 30d'],
    ['JOBMOJITO_SCORE_MAX', '0', 'a number above 0'],
    ['JOBMOJITO_SCORE_MAX', 'Infinity', 'a number above 0'],
  ])('in %s=%s is named with what would be right', (name, value, expected) => {
    const errors = errorsOf({ ...required, [name]: value });
    expect(errors).toEqual([expect.stringContaining(expected)]);
    expect(errors[0]).toMatch(new RegExp(`^${name}\\b`));
  });

  test.each([
    ['GREENHOUSE_LIST_TESTS_URL', 'http://vendor.example/list', 'an https URL (http only for localhost)'],
    ['GREENHOUSE_SEND_TEST_URL', 'https://key@vendor.example/send', 'without user, password or fragment'],
    ['GREENHOUSE_SEND_TEST_URL', 'https://vendor.example/send#it', 'without user, password or fragment'],
    ['GREENHOUSE_TEST_STATUS_URL', 'https://app.greenhouse.io/x', "the vendor's own address"],
    ['GREENHOUSE_RESPONSE_ERROR_URL', 'https://Greenhouse.io', "the vendor's own address"],
    ['GREENHOUSE_API_KEY', 'k'.repeat(171), 'at most 170 printable ASCII characters'],
    ['GREENHOUSE_API_KEY', 'key:', 'without spaces and colons'],
    ['GREENHOUSE_SCORE_MAX', '0', 'a number above 0'],
    ['GREENHOUSE_REPEAT', 'never', 'mails-twice or same'],
    ['GREENHOUSE_FAILED_STATUSES', 'failed,,x', 'part 2, should be a word'],
    ['GREENHOUSE_FAILED_STATUSES', 'failed, Complete', 'part 2, should not hold complete'],
  ])('of a partner of Greenhouse in %s=%s is named with what would be right', (name, value, expected) => {
    const errors = errorsOf({ ...required, ...requiredOfGreenhouse, [name]: value });
    expect(errors).toEqual([expect.stringContaining(expected)]);
    expect(errors[0]).toMatch(new RegExp(`^${name}\\b`));
  });

  test('of a comment that leads to a page which is switched off is named', () => {
    const stage = { ...required, WORKABLE_API_TOKEN: 'token-of-the-api-of-workable', STAGE_TRANSCRIPT: 'comment' };
    expect(errorsOf(stage)).toEqual([]);
    expect(errorsOf({ ...stage, REPORT_TRANSCRIPT: 'false' })).toEqual([
      'STAGE_TRANSCRIPT=comment needs REPORT_TRANSCRIPT=true: the comment leads to that page',
    ]);
  });

  test('is reported together with all others, one a line', () => {
    expect(errorsOf({ ...required, PORT: 'x', RETENTION: 'x', JOBMOJITO_API_KEY: undefined, HOST: '' })).toEqual([
      expect.stringMatching(/^PORT should be/),
      expect.stringMatching(/^HOST is set but empty/),
      expect.stringMatching(/^RETENTION should be/),
      expect.stringMatching(/^JOBMOJITO_API_KEY is missing/),
    ]);
  });

  test.each(Object.keys(required))('is reported when %s is missing', (name) => {
    expect(errorsOf({ ...required, [name]: undefined })).toEqual([expect.stringContaining(`${name} is missing`)]);
  });

  test.each(allSettings().map(([name]) => name))('is reported when %s is set but empty', (name) => {
    expect(errorsOf({ ...requiredWith(name), [name]: ' ' })).toContain(
      `${name} is set but empty: give it a value or remove it`,
    );
  });

  test.each(allSettings().map(([name]) => name))('in %s never shows the value', (name) => {
    const { message } = new ConfigurationError(errorsOf({ ...requiredWith(name), [name]: 'hunter2 hunter2\nhunter2' }));
    expect(message).not.toContain('hunter2');
  });
});

describe('a setting as other tools hand it over', () => {
  test.each(allSettings().map(([name]) => name))('is an error that says so when %s is in quotes', (name) => {
    for (const value of [`"hunter2"`, `'hunter2'`, ' `hunter2`\r', '“hunter2”', '""', '\\"hunter2\\"']) {
      expect(errorsOf({ ...requiredWith(name), [name]: value })).toContain(`${name} is in quotes: remove them`);
    }
  });

  test('is an error when one of several is in quotes', () => {
    expect(errorsOf({ ...required, WORKABLE_PROVIDER_TOKEN: `new, "old"` })).toEqual([
      'WORKABLE_PROVIDER_TOKEN, part 2, is in quotes: remove them',
    ]);
  });

  test.each([`"hunter2`, `hunter2'`, ' hunter2`\n', '“hunter2', 'hunter2’', '"'])(
    'is an error that says so when one of two quotes is left: %j',
    (value) => {
      const error = 'begins or ends with a lone quote: remove it';
      for (const name of ['HOST', 'PORT', 'OPERATOR_TOKEN', 'WORKABLE_PROVIDER_TOKEN']) {
        expect(errorsOf({ ...required, [name]: value })).toEqual([`${name} ${error}`]);
      }
      const file = { ...required, JOBMOJITO_API_KEY: undefined, JOBMOJITO_API_KEY_FILE: '/key' };
      expect(errorsOf(file, { '/key': value })).toEqual([`JOBMOJITO_API_KEY_FILE ${error}`]);
    },
  );

  test('is an error when one of several has one of two quotes left', () => {
    expect(errorsOf({ ...required, WORKABLE_PROVIDER_TOKEN: `new", old"` })).toEqual([
      'WORKABLE_PROVIDER_TOKEN, part 1, begins or ends with a lone quote: remove it',
    ]);
  });

  test.each(["it's", `a"b`, `a"b"c`])('may hold quotes that are part of it: %s', (token) => {
    expect(read({ ...required, OPERATOR_TOKEN: token }).operatorToken).toBe(token);
  });

  test.each(['\uFEFFkey', '\u200Bkey\u200B', '\uFEFF key\r\n', 'key\u2060'])(
    'loses invisible characters around it: %j',
    (text) => {
      const env = { ...required, JOBMOJITO_API_KEY: undefined, JOBMOJITO_API_KEY_FILE: '/key' };
      expect(jobmojitoOf(read(env, { '/key': text }).accounts[0]).apiKey).toBe('key');
      expect(read({ ...required, HOST: text }).host).toBe('key');
    },
  );

  test.each([
    ['HOST', 'a\u200Bb', 'HOST holds an invisible character (U+200B): remove it'],
    ['DATA_KEY', `${'a'.repeat(32)}\uFEFF,b`, 'DATA_KEY holds an invisible character (U+FEFF): remove it'],
    ['HOST', '\u200B', 'HOST is set but empty: give it a value or remove it'],
  ])('is an error when %s=%j has it inside', (name, value, expected) => {
    expect(errorsOf({ ...required, [name]: value })).toEqual([expected]);
  });

  test('is an error in a separate file too, and in ACCOUNTS_FILE', () => {
    const file = { ...required, JOBMOJITO_API_KEY: undefined, JOBMOJITO_API_KEY_FILE: '/key' };
    expect(errorsOf(file, { '/key': `"key"\n` })).toEqual(['JOBMOJITO_API_KEY_FILE is in quotes: remove them']);
    const account = {
      WORKABLE_PROVIDER_TOKEN: 'p',
      WORKABLE_CALLBACK_TOKEN: `'c'`,
      JOBMOJITO_API_KEY: '$' + '{QUOTED}',
      JOBMOJITO_WEBHOOK_SECRET: 'a-$' + '{QUOTED}',
      JOBMOJITO_ANON_KEY: '$' + '{HALF_QUOTED}',
      RETENTION: '9d"',
    };
    const env = {
      PUBLIC_URL: 'https://bridge.example',
      ACCOUNTS_FILE: '/accounts',
      QUOTED: '"key"',
      HALF_QUOTED: '"k',
    };
    expect(errorsOf(env, { '/accounts': JSON.stringify({ acme: account }) })).toEqual([
      'account acme: JOBMOJITO_API_KEY refers to QUOTED, which is in quotes: remove them',
      'account acme: JOBMOJITO_WEBHOOK_SECRET refers to QUOTED, which is in quotes: remove them',
      'account acme: JOBMOJITO_ANON_KEY refers to HALF_QUOTED, which begins or ends with a lone quote: remove it',
      'account acme: WORKABLE_CALLBACK_TOKEN is in quotes: remove them',
      'account acme: RETENTION begins or ends with a lone quote: remove it',
    ]);
  });

  test('of a proxy is named, since it is not used, and its value is not', () => {
    expect(
      proxiesOf({ HTTPS_PROXY: 'http://user:hunter2@proxy', all_proxy: 'x', HTTP_PROXY: ' ', NO_PROXY: '*' }),
    ).toEqual(['HTTPS_PROXY', 'all_proxy']);
  });
});

describe('.env', () => {
  const lineFault = (line: number) => `.env, line ${line}: the quote before the value is not closed behind it`;
  const merged = (text: string, env: Environment = {}) => readEnvironment(env, fileReader({ '.env': text }));

  test('adds to the environment, which wins over it', () => {
    const text = 'PORT=81\nHOST="::1"\nexport ROLES=web # one of two\n';
    expect(merged(text, { PORT: '80' })).toEqual({ PORT: '80', HOST: '::1', ROLES: 'web' });
  });

  test('is read with a byte order mark and line ends of Windows', () => {
    expect(merged('\uFEFFPORT=81\r\nHOST=::1\r\n')).toEqual({ PORT: '81', HOST: '::1' });
  });

  test('does not stand beside the file or the value of the same secret in the environment', () => {
    expect(merged('DATA_KEY=a', { DATA_KEY_FILE: '/key' })).toEqual({ DATA_KEY_FILE: '/key' });
    expect(merged('DATA_KEY_FILE=/key', { DATA_KEY: 'a' })).toEqual({ DATA_KEY: 'a' });
  });

  test('may hold quotes that are closed, and what other programs need', () => {
    const text = `HOST='a"b' # "\nX="-----BEGIN\na==\n-----END"\nY="{"a":1}"\n# PORT="80\nROLES="web"\r\n`;
    expect(merged(text)).toMatchObject({ HOST: 'a"b', X: '-----BEGIN\na==\n-----END', ROLES: 'web' });
  });

  test('need not be there', () => {
    const env = { PORT: '80' };
    expect(readEnvironment(env, fileReader({}))).toBe(env);
  });

  test.each(['EACCES', 'EISDIR'])('that cannot be read is an error with the reason: %s', (code) => {
    const readFile = () => {
      throw Object.assign(new Error('no'), { code });
    };
    expect(() => readEnvironment({}, readFile)).toThrow(
      new ConfigurationError([`.env cannot be read (${code}): make it a file that this user may read, or remove it`]),
    );
  });

  test.each([
    ['P\0O\0R\0T\0', '.env is not UTF-8: save it as UTF-8'],
    [
      'DATA_KEY=hunter2#hunter2\n',
      '.env: DATA_KEY has a # in its value, which begins a comment there: put the value in quotes',
    ],
    ['PORT=80\nDATA_KEY="hunter2\nHOST=a\n', lineFault(2)],
    [`\r\nexport DATA_KEY = 'hunter2\r\nHOST='a'\r\n`, lineFault(2)],
    ['PORT=80\n\nDATA_KEY="hunter2\nHOST=a"\n', lineFault(3)],
    ['DATA_KEY="hunter2"hunter2"\n', lineFault(1)],
    ['DATA_KEY_FILE="/key\nX="a"\n', lineFault(1)],
    ['X="hunter2\nY="a"\n', lineFault(1)],
    ['X="hunter2\nPORT=80"\n', lineFault(1)],
    ['X=`hunter2\n', lineFault(1)],
  ])('that would be read as something else is an error: %j', (text, expected) => {
    expect(() => merged(text)).toThrow(new ConfigurationError([expected]));
  });
});

describe('a secret in a file', () => {
  const secrets = allSettings().filter(([, row]) => row.secret);

  test('is possible for every setting that opens something, and for no other', () => {
    const opening = allSettings().filter(([name]) =>
      /(KEY|TOKEN|SECRET|PASSWORD|HEADERS|REDIS_URL|SMTP_URL)$/.test(name),
    );
    expect(secrets).toEqual(opening);
    expect(secrets.length).toBeGreaterThan(10);
  });

  test('loses its trailing newline', () => {
    const env = { ...required, JOBMOJITO_API_KEY: undefined, JOBMOJITO_API_KEY_FILE: '/run/secrets/key' };
    expect(jobmojitoOf(read(env, { '/run/secrets/key': 'from-file\n' }).accounts[0]).apiKey).toBe('from-file');
  });

  test.each(secrets.map(([name]) => name))('is an error beside a value of %s', (name) => {
    const env = { ...requiredWith(name), [name]: 'value', [`${name}_FILE`]: '/secret' };
    expect(errorsOf(env, { '/secret': 'x' })).toContain(`${name} and ${name}_FILE are both set: remove one of them`);
  });

  test.each([
    ['cannot be read', '/nowhere', 'OPERATOR_TOKEN_FILE names a file that cannot be read (ENOENT)'],
    ['is empty', '/empty', 'OPERATOR_TOKEN_FILE names an empty file'],
    ['has no path', '', 'OPERATOR_TOKEN_FILE is set but empty: give it a value or remove it'],
    ['holds something else', '/words', expect.stringMatching(/^OPERATOR_TOKEN_FILE should be printable ASCII/)],
  ])('is an error when it %s', (_, path, expected) => {
    const files = { '/empty': '\n', '/words': 'two words' };
    expect(errorsOf({ ...required, OPERATOR_TOKEN_FILE: path }, files)).toEqual([expected]);
  });

  test('is not looked for where the setting is no secret', () => {
    expect(read({ ...required, PORT_FILE: '/nowhere' }).port).toBe(8080);
  });
});

describe('an accounts file', () => {
  const env = { PUBLIC_URL: 'https://bridge.example', ACCOUNTS_FILE: '/accounts.json' };
  const acme = {
    WORKABLE_PROVIDER_TOKEN: 'acme-provider',
    WORKABLE_CALLBACK_TOKEN: 'acme-callback',
    JOBMOJITO_API_KEY: 'acme-key',
    JOBMOJITO_WEBHOOK_SECRET: 'acme-secret',
  };
  const globex = {
    WORKABLE_PROVIDER_TOKEN: 'globex-provider',
    WORKABLE_CALLBACK_TOKEN: 'globex-callback',
    JOBMOJITO_API_KEY: 'globex-key',
    JOBMOJITO_WEBHOOK_SECRET: 'globex-secret',
  };
  const file = (content: unknown, others: Files = {}) => ({ '/accounts.json': JSON.stringify(content), ...others });
  const accountsOf = (content: unknown, more: Environment = {}) => read({ ...env, ...more }, file(content)).accounts;
  const accountErrors = (content: unknown, more: Environment = {}) => errorsOf({ ...env, ...more }, file(content));

  test.each([
    ['an object under "accounts"', { accounts: { acme, globex } }],
    ['an object', { acme, globex }],
    [
      'a list with names',
      [
        { name: 'acme', ...acme },
        { id: 'globex', ...globex },
      ],
    ],
    [
      'a list under "accounts"',
      {
        accounts: [
          { id: 'acme', ...acme },
          { name: 'globex', ...globex },
        ],
      },
    ],
  ])('may be %s', (_, content) => {
    expect(accountsOf(content).map(({ name, workable }) => [name, workable.providerTokens])).toEqual([
      ['acme', ['acme-provider']],
      ['globex', ['globex-provider']],
    ]);
  });

  test('takes nothing from the environment that is about one company at Workable', () => {
    const [account] = accountsOf(
      { acme: { ...acme, WORKABLE_API_TOKEN: 'the-api-token-of-acme-0123456789' } },
      {
        WORKABLE_SUBDOMAIN: 'other',
        WORKABLE_API_TOKEN_EXPIRES: '2099-01-01',
        WORKABLE_MEMBER: 'service@other.example',
        WORKABLE_MEMBER_IS_SERVICE: 'true',
        STAGE_TRIGGERS: '[{"job":"9CD658E13E","stage":"ai-interview","template":"t"}]',
        STAGE_INVITE_DELAY: '5m',
      },
    );
    expect(account?.stage).toMatchObject({ triggers: [], inviteDelayMs: 300_000 });
    expect([account?.stage?.member, account?.stage?.api.subdomain, account?.stage?.api.tokenExpiresAt]).toEqual(
      Array(3).fill(undefined),
    );
  });

  test('overrides the environment, which overrides the default', () => {
    const accounts = accountsOf(
      { acme: { ...acme, RETRY_GRACE: '5d', EXCELLED_FROM: 90, JOBMOJITO_DETAILS: false }, globex },
      { RETRY_GRACE: '4d', RESULT_HOLD: '1h', JOBMOJITO_REPORTS: 'on-demand' },
    );
    expect(accounts).toMatchObject([
      {
        workable: { excelledFrom: 90 },
        policy: { retryGraceMs: 5 * dayMs, resultHoldMs: hourMs, retentionMs: 365 * dayMs, asksDetails: false },
        reports: { mode: 'on-demand' },
      },
      {
        workable: { excelledFrom: 85 },
        policy: { retryGraceMs: 4 * dayMs, resultHoldMs: hourMs, asksDetails: true },
        reports: { mode: 'on-demand' },
      },
    ]);
  });

  test('never takes a secret from the environment by itself', () => {
    expect(accountErrors({ acme: {} }, { ...required, JOBMOJITO_ANON_KEY: 'anon' })).toEqual([
      expect.stringMatching(/^account acme: WORKABLE_PROVIDER_TOKEN is missing/),
      expect.stringMatching(/^account acme: WORKABLE_CALLBACK_TOKEN is missing/),
      expect.stringMatching(/^account acme: JOBMOJITO_API_KEY is missing/),
      expect.stringMatching(/^account acme: JOBMOJITO_WEBHOOK_SECRET is missing/),
    ]);
    expect(jobmojitoOf(accountsOf({ acme }, { JOBMOJITO_ANON_KEY: 'anon' })[0])).not.toHaveProperty('anonKey');
  });

  test('fills in variables of the environment, wherever they stand in a string', () => {
    const content = { acme: { ...acme, WORKABLE_PROVIDER_TOKEN: 'a-$' + '{NEW}-z,$' + '{OLD}' } };
    expect(accountsOf(content, { NEW: 'new', OLD: 'old' })[0]?.workable.providerTokens).toEqual(['a-new-z', 'old']);
  });

  test('takes secrets from files', () => {
    const { JOBMOJITO_API_KEY: _, ...rest } = acme;
    const content = file({ acme: { ...rest, JOBMOJITO_API_KEY_FILE: '/key' } }, { '/key': 'from-file\n' });
    expect(jobmojitoOf(read(env, content).accounts[0]).apiKey).toBe('from-file');
  });

  test.each([
    ['no JSON', 'nothing', /^ACCOUNTS_FILE should hold JSON like/],
    ['a number', '5', /^ACCOUNTS_FILE should hold JSON like/],
    ['something beside the accounts', '{"accounts": {}, "PORT": "1"}', /^ACCOUNTS_FILE should hold JSON like/],
    ['no account', '{"accounts": []}', /^ACCOUNTS_FILE should hold at least one account/],
    ['an account without a name', '[{}]', /^ACCOUNTS_FILE, account 1: its name should be/],
    ['an unfit name', '{"Acme Inc": {}}', /^ACCOUNTS_FILE, account 1: its name should be/],
    ['a name that is too long', `{"${'a'.repeat(33)}": {}}`, /^ACCOUNTS_FILE, account 1: its name should be/],
    ['an account that is no object', '{"acme": "token"}', /^ACCOUNTS_FILE, account acme: should be an object/],
  ])('with %s is an error', (_, json, expected) => {
    expect(errorsOf(env, { '/accounts.json': json })).toEqual([expect.stringMatching(expected)]);
  });

  test.each([
    ['an unknown key', { WORKABLE_TOKEN: 'x' }, 'account acme: WORKABLE_TOKEN is not a setting of an account'],
    ['a setting of the process', { PORT: 80 }, 'account acme: PORT is not a setting of an account'],
    ['a file for what is no secret', { VENDOR_FILE: '/v' }, 'account acme: VENDOR_FILE is not a setting of an account'],
    ['a null', { RETENTION: null }, 'account acme: RETENTION should be a string, a number, true or false'],
    ['an empty string', { RETENTION: '' }, 'account acme: RETENTION is set but empty: give it a value or remove it'],
    ['a wrong value', { EXCELLED_FROM: 200 }, 'account acme: EXCELLED_FROM should be a number from 0 to 100'],
    ['an unknown vendor', { VENDOR: 'other' }, `account acme: VENDOR should be ${orOf(Object.keys(vendors))}`],
    [
      'a variable that is not set',
      { WORKABLE_CALLBACK_TOKEN: '$' + '{UNSET}' },
      'account acme: WORKABLE_CALLBACK_TOKEN refers to UNSET, which is not set in the environment',
    ],
    [
      'a reference without a name',
      { WORKABLE_CALLBACK_TOKEN: '$' + '{hunter2' },
      'account acme: WORKABLE_CALLBACK_TOKEN refers to a variable, which is not set in the environment',
    ],
  ])('with %s is an error that names the account', (_, settings, expected) => {
    expect(accountErrors({ acme: { ...acme, ...settings } })).toEqual([expected]);
  });

  test.each(['WORKABLE_PROVIDER_TOKEN', 'JOBMOJITO_WEBHOOK_SECRET', 'WORKABLE_API_TOKEN'])(
    'with a %s of two accounts is an error that names both',
    (setting) => {
      const content = { acme: { ...acme, [setting]: 'first,shared' }, globex: { ...globex, [setting]: 'shared' } };
      expect(accountErrors(content)).toEqual([expect.stringContaining(`accounts acme and globex share a ${setting}`)]);
    },
  );

  test('with the same name twice is an error', () => {
    const content = [
      { name: 'acme', ...acme },
      { name: 'acme', ...globex },
    ];
    expect(accountErrors(content)).toEqual(['ACCOUNTS_FILE holds two accounts named acme']);
  });

  test('that cannot be read is an error', () => {
    expect(errorsOf(env)).toEqual(['ACCOUNTS_FILE names a file that cannot be read (ENOENT)']);
  });

  test('has its errors reported together with those of the environment, each once', () => {
    const errors = accountErrors({ acme: { ...acme, RETENTION: 'x' }, globex }, { PORT: 'x', RETRY_GRACE: 'x' });
    expect(errors).toEqual([
      expect.stringMatching(/^PORT should be/),
      expect.stringMatching(/^RETRY_GRACE should be/),
      expect.stringMatching(/^account acme: RETENTION should be/),
    ]);
  });
});

test('.env.example and the tables of docs/settings.md are those of the code: npm run settings', () => {
  expect(readFileSync('.env.example', 'utf8')).toBe(envExample());
  const page = readFileSync('docs/settings.md', 'utf8');
  expect(page).toBe(withTables(page));
});

test.each(allSettings())('.env.example gives the meaning of %s, docs/settings.md too', (name, row) => {
  expect(readFileSync('.env.example', 'utf8')).toContain(`\n# ${row.meaning}${row.secret ? ' (secret)' : ''}\n`);
  expect(readFileSync('docs/settings.md', 'utf8')).toMatch(
    new RegExp(`^\\| \`${name}\`.*\\| .* \\| .*[a-z].* \\|$`, 'm'),
  );
});

/** The settings that are required where a setting counts: those of its vendor. */
function requiredWith(name: string): Environment {
  const [vendor] = Object.entries(vendors).find(([, { rows }]) => name in rows) ?? [];
  return vendor === undefined ? required : { ...required, VENDOR: vendor };
}

function jobmojitoOf(account: AccountSettings | undefined) {
  const settings = account?.vendor.settings ?? expect.fail('there is no such account');
  return 'sendsEmail' in settings ? (settings as JobmojitoSettings) : expect.fail('it is another vendor');
}

function allSettings(): [name: string, row: SettingRow][] {
  return Object.values(settingsByPlace()).flatMap((rows) => Object.entries(rows));
}

function orOf(words: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(words);
}
