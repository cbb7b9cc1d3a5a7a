import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { signStandardWebhook, standardWebhooks } from '../../src/vendors/standard-webhooks.ts';

// The example of the standard's own libraries.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const at = 1_614_265_330_000;
const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const body = '{"test": 2432232314}';

function isProven(
  changes: Record<string, string | undefined> = {},
  { now = at, bytes = body, secrets = [secret] } = {},
) {
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(at / 1000),
    'webhook-signature': signature,
    ...changes,
  };
  return standardWebhooks(secrets)({ headers, path: '', bytes: Buffer.from(bytes) }, now);
}

test('a signature is right', () => {
  expect(isProven()).toBe(true);
});

test.each([
  ['among others', { 'webhook-signature': `v1a,x v1,AAAA ${signature}` }, {}],
  ['under the older of two secrets', {}, { secrets: ['another', secret] }],
  ['nearly five minutes late', {}, { now: at + 299_000 }],
])('a signature is right %s', (_how, headers, rest) => {
  expect(isProven(headers, rest)).toBe(true);
});

test.each([
  ['over other bytes', {}, { bytes: `${body} ` }],
  ['under another secret', {}, { secrets: ['whsec_AAAA'] }],
  ['without a secret', {}, { secrets: [] }],
  ['of another id', { 'webhook-id': 'msg_2' }, {}],
  ['of another version', { 'webhook-signature': signature.replace('v1', 'v2') }, {}],
  ['that is missing', { 'webhook-signature': undefined }, {}],
  ['that is cut off', { 'webhook-signature': signature.slice(0, 20) }, {}],
  ['more than five minutes late', {}, { now: at + 301_000 }],
  ['more than five minutes early', {}, { now: at - 301_000 }],
  ['of no time', { 'webhook-timestamp': 'now' }, {}],
])('a signature is wrong %s', (_how, headers, rest) => {
  expect(isProven(headers, rest)).toBe(false);
});

test('what the library of the standard signs is right, and over any other bytes wrong', () => {
  const text = fc.string({ unit: 'binary' });
  const keys = fc.uint8Array({ minLength: 1, maxLength: 64 }).map((key) => Buffer.from(key).toString('base64'));
  fc.assert(
    fc.property(keys, text, text, (key, bytes, other) => {
      const secrets = [`whsec_${key}`];
      const signed = { 'webhook-signature': new Webhook(key).sign(id, new Date(at), bytes) };
      expect(isProven(signed, { bytes, secrets })).toBe(true);
      expect(isProven(signed, { bytes: other, secrets })).toBe(Buffer.from(other).equals(Buffer.from(bytes)));
    }),
  );
});

test('bytes that are no UTF-8 are distinguished', () => {
  const [bytes, other] = [Buffer.of(0x22, 0xff, 0x22), Buffer.of(0x22, 0xfe, 0x22)];
  const isRight = standardWebhooks(['secret']);
  const mac = createHmac('sha256', 'secret')
    .update(`${id}.${at / 1000}.`)
    .update(bytes)
    .digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(at / 1000), 'webhook-signature': `v1,${mac}` };
  expect([bytes, other].map((each) => isRight({ headers, path: '', bytes: each }, at))).toEqual([true, false]);
});

test.each(['a-secret-of-words', `whsec_${'A'.repeat(32)}`])(
  'what the bridge signs itself with %s is proven',
  (secret) => {
    const bytes = Buffer.from([0xff, 0x00, 0x7b]);
    const headers = signStandardWebhook([secret, 'another'], bytes, 1_800_000_000_000);
    expect(standardWebhooks([secret])({ headers, path: '', bytes }, 1_800_000_000_000)).toBe(true);
    expect(standardWebhooks(['another'])({ headers, path: '', bytes }, 1_800_000_000_000)).toBe(false);
  },
);
