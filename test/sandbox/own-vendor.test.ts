import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HttpVendor, startHttpVendor } from '../../sandbox/http-vendor/server.ts';
import { openOwnSide } from '../../sandbox/own-vendor.ts';
import { freePort } from '../../testing/free-port.ts';

const token = 'the-token-of-the-vendor';
const webhookSecret = 'the-secret-of-its-webhooks';
let vendor: HttpVendor;

beforeAll(async () => {
  vendor = await startHttpVendor({ token, webhookSecret });
});
afterAll(() => vendor.close());

/** `bridge sandbox --own-vendor` with these settings beside those of the vendor contract. */
function open(changes: Record<string, string | undefined> = {}) {
  const settings = {
    VENDOR: 'http',
    VENDOR_URL: vendor.url,
    VENDOR_TOKEN: token,
    VENDOR_WEBHOOK_SECRET: webhookSecret,
  };
  return openOwnSide('http://localhost:8080', { ...settings, ...changes });
}

describe('a vendor of your own in the sandbox', () => {
  test('is that of the settings, and the stage has the first interview that it lists', async () => {
    const others = { VENDOR_NAME: 'Acme', ASK_EVERY: '10s', PATH: '/bin', PORT: '9', REDIS_URL: 'redis://production' };
    const ofWorkable = {
      WORKABLE_API_TOKEN: 'a-real-one',
      WORKABLE_API_TOKEN_FILE: '/a/real/one',
      STAGE_TRIGGERS: '[]',
    };
    const { settings, template } = await open({ ...others, ...ofWorkable });
    expect(template).toBe('support');
    expect(settings).toEqual({
      VENDOR: 'http',
      VENDOR_URL: vendor.url,
      VENDOR_TOKEN: token,
      VENDOR_WEBHOOK_SECRET: webhookSecret,
      VENDOR_NAME: 'Acme',
      ASK_EVERY: '10s',
    });
  });

  test.each<[string, Record<string, string | undefined>, string]>([
    ['is not named', { VENDOR: undefined }, 'VENDOR is not set: write the settings of your vendor into .env'],
    ['is unknown', { VENDOR: 'htpp' }, 'VENDOR should be jobmojito, http, ribbon, or greenhouse'],
    ['lacks a setting', { VENDOR_TOKEN: undefined }, 'VENDOR_TOKEN is missing'],
    [
      'refuses the token',
      { VENDOR_TOKEN: 'another-token-than-that' },
      'The vendor refused the API key. Ask the vendor',
    ],
  ])('that %s is refused with words that say so', async (_what, changes, message) => {
    await expect(open(changes)).rejects.toThrow(message);
  });

  test('that does not run is named, with the setting that leads to it', async () => {
    const opening = open({ VENDOR_URL: `http://127.0.0.1:${await freePort()}` });
    await expect(opening).rejects.toThrow('could not be reached (ECONNREFUSED). Check VENDOR_URL');
  });

  test('that offers nothing is named', async () => {
    const templates = vendor.control.templates.splice(0);
    await expect(open()).rejects.toThrow('Your vendor offers no interview yet');
    vendor.control.templates.push(...templates);
  });
});
