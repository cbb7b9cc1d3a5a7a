import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hmacHeader, proveInHex } from '../../src/vendors/hmac.ts';

// The example in Ribbon's documents (docs.ribbon.ai/docs/webhooks, 2026).
const secret = 'myGoodSecret';
const signature = 'bdae121de5d94dffe936ec3337b0395a4237a6d2433bbd0bc2941883e5667d18';
const body =
  '{"interview_flow_id": "f6298c77", "interview_id": "e48f2a8f-e235-4e4c-b5f9-b2114d684bdc", "status": "completed", ' +
  '"interview_flow_name": "Team 1 interview", "event_type": "interview_processed", ' +
  '"interviewee_email_address": "anne@ribbon.ai", "interviewee_first_name": "Anne", ' +
  '"interviewee_last_name": "Anquetin0", ' +
  '"interview_link": "https://staging.ribbon.ai/recruit/interviews/f6298c77/a5bc36d2-c22c-4bae-9d08-0b941738924e"}';
const header = 'x-signature';

function rawOf(presented: string | string[] | undefined, bytes: string | Uint8Array = body) {
  return { headers: { [header]: presented }, path: '', bytes: Buffer.from(bytes) };
}

const isProven = (presented: string | string[] | undefined, { bytes = body, secrets = [secret] } = {}) =>
  hmacHeader({ header, secrets }).isProven(rawOf(presented, bytes));

describe('a signature', () => {
  test.each([
    ['under the secret', {}],
    ['under the older of two secrets', { secrets: ['another', secret] }],
  ])('is right %s', (_how, given) => {
    expect(isProven(signature, given)).toBe(true);
  });

  test.each([
    ['over other bytes', signature, { bytes: `${body} ` }],
    ['over the same content in other spaces', signature, { bytes: JSON.stringify(JSON.parse(body)) }],
    ['under another secret', signature, { secrets: ['mygoodsecret'] }],
    ['without a secret', signature, { secrets: [] }],
    ['under an empty secret', createHmac('sha256', '').update(body).digest('hex'), { secrets: [''] }],
    ['that is missing', undefined, {}],
    ['that is empty', '', {}],
    ['that is cut off', signature.slice(0, 62), {}],
    ['that is longer', `${signature}00`, {}],
    ['in capitals', signature.toUpperCase(), {}],
    ['after the name of a version', `sha256=${signature}`, {}],
    ['that is there twice', [signature, signature], {}],
  ])('is wrong %s', (_how, presented, given) => {
    expect(isProven(presented, given)).toBe(false);
  });

  test.each([
    ['of the right form', signature, true],
    ['of another form', 'v1,abc', false],
    ['that is missing', undefined, false],
  ])('%s is worth reading the body for: %s', (_which, presented, expected) => {
    expect(hmacHeader({ header, secrets: [secret] }).isSigned(rawOf(presented))).toBe(expected);
  });

  test('is right over the signed bytes, text or not, and over no others', () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), bytes, bytes, (key, signed, other) => {
        const presented = createHmac('sha256', key).update(signed).digest('hex');
        const { isProven } = hmacHeader({ header, secrets: [key] });
        expect(isProven(rawOf(presented, signed))).toBe(true);
        expect(isProven(rawOf(presented, other))).toBe(Buffer.compare(signed, other) === 0);
      }),
    );
  });
});

test('what the bridge proves itself is taken, under the first secret', () => {
  const secrets = [secret, 'another'];
  const prove = proveInHex({ header, secrets });
  expect(prove(Buffer.from(body))).toEqual({ [header]: signature });
  const raw = { headers: prove(Buffer.from('é')), path: '', bytes: Buffer.from('é') };
  expect(hmacHeader({ header, secrets }).isProven(raw)).toBe(true);
});

describe('a signature of another form, such as t=<seconds>,v1=<hex> over time and body', () => {
  const now = 1_700_000_000;
  const { isSigned, isProven: isTaken } = hmacHeader({ header, secrets: ['another', secret], read });

  function read(text: string) {
    const [, time, hex] = /^t=(\d{10}),v1=([0-9a-f]{64})$/.exec(text) ?? [];
    if (time === undefined || hex === undefined || Math.abs(now - Number(time)) > 300) return undefined;
    return { digest: Buffer.from(hex, 'hex'), before: `${time}.` };
  }

  function presentedAt(time: number, signedAt = time): string {
    return `t=${time},v1=${createHmac('sha256', secret).update(`${signedAt}.${body}`).digest('hex')}`;
  }

  test.each([
    ['as it should be', presentedAt(now), true, true],
    ['of a minute ago', presentedAt(now - 60), true, true],
    ['that is too old', presentedAt(now - 301), false, false],
    ['with another time than was signed', presentedAt(now, now - 301), true, false],
    ['over the body alone', `t=${now},v1=${signature}`, true, false],
    ['in hex alone', signature, false, false],
    ['that is missing', undefined, false, false],
  ])('%s', (_which, presented, signed, proven) => {
    expect([isSigned(rawOf(presented)), isTaken(rawOf(presented))]).toEqual([signed, proven]);
  });
});
