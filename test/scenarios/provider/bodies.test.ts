import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { expectError } from '../../../testing/expect-error.ts';
import { postInChunks } from '../../../testing/wire.ts';
import { createBody, openWorld, secrets, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const mebibyte = 1024 * 1024;

/** Bytes as they are, which `world.ask` does not send. */
async function post(bytes: Uint8Array<ArrayBuffer> | undefined, headers: Record<string, string> = {}) {
  const response = await fetch(`${world.url}/interviews`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secrets.providerToken}`, ...headers },
    ...(bytes === undefined ? {} : { body: bytes }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as unknown };
}

function bytesOf(body: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(JSON.stringify(body)));
}

/** A valid request of exactly so many bytes. */
function bodyOfSize(bytes: number): string {
  const body = createBody(world, { preferences: { filler: '' } });
  const missing = bytes - Buffer.byteLength(JSON.stringify(body));
  return JSON.stringify({ ...body, preferences: { filler: 'x'.repeat(missing) } });
}

describe('a body that is no JSON object', () => {
  it.each([
    ['empty', ''],
    ['white space', ' \n'],
    ['a word', 'interview'],
    ['cut off', '{"interview_template_id":"1"'],
    ['with a trailing comma', '{"candidate":{"email":"a@example.test",},}'],
    ['with single quotes', "{'job_title':'x'}"],
    ['null', 'null'],
    ['a number', '7'],
    ['a string', '"text"'],
    ['an empty array', '[]'],
    ['an array of objects', '[{"interview_template_id":"1"}]'],
    ['two objects', '{}{}'],
    ['a form', 'interview_template_id=1&job_title=x'],
    ['not a number', '{"job_id":NaN}'],
    ['a very deep array', '['.repeat(200_000)],
    ['a very deep array that ends', '['.repeat(200_000) + ']'.repeat(200_000)],
  ])('is refused when it is %s', async (_what, rawBody) => {
    expectError(await world.ask('POST', '/interviews', { rawBody }), 400, 'Invalid JSON');
  });

  it('is refused when there is none at all', async () => {
    expectError(await post(undefined), 400, 'Invalid JSON');
  });

  it.each([
    ['a lone byte', [0xff]],
    ['Latin-1', [0xe9]],
    ['a cut character', [0xf0, 0x9f, 0x98]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
  ])('is refused when its bytes are no UTF-8: %s', async (_what, wrong) => {
    const [before = '', after = ''] = JSON.stringify(createBody(world, { job_title: 'here' })).split('here');
    const bytes = new Uint8Array([...Buffer.from(before), ...wrong, ...Buffer.from(after)]);
    expectError(await post(bytes), 400, 'Invalid JSON');
  });

  it('is refused when it is UTF-16', async () => {
    const bytes = new Uint8Array(Buffer.from(JSON.stringify(createBody(world)), 'utf16le'));
    expectError(await post(bytes, { 'content-type': 'application/json; charset=utf-16' }), 400, 'Invalid JSON');
  });

  it.each(['gzip', 'deflate', 'br'])('is refused when it claims to be %s and is not', async (encoding) => {
    expectError(await post(bytesOf(createBody(world)), { 'content-encoding': encoding }), 400, 'Invalid JSON');
  });

  it('is refused when its compression is cut off', async () => {
    const whole = gzipSync(JSON.stringify(createBody(world)));
    const cut = new Uint8Array(whole.subarray(0, whole.length - 20));
    expectError(await post(cut, { 'content-encoding': 'gzip' }), 400, 'Invalid JSON');
  });

  it('is read where its encoding is a character set, or unknown', async () => {
    for (const encoding of ['utf-8', 'rot13']) {
      expect((await post(bytesOf(createBody(world)), { 'content-encoding': encoding })).status).toBe(201);
    }
  });

  it('never reaches the log', async () => {
    await world.ask('POST', '/interviews', { rawBody: '{"candidate":"Very Private"' });
    expect(world.logLines.join('')).not.toContain('Very Private');
    expect(world.logLines.filter((line) => line.includes('"internal"'))).toEqual([]);
  });
});

describe('the size', () => {
  it('may be 1 MiB', async () => {
    const rawBody = bodyOfSize(mebibyte);
    expect(Buffer.byteLength(rawBody)).toBe(mebibyte);
    expect((await world.ask('POST', '/interviews', { rawBody })).status).toBe(201);
  });

  it('may not be one byte more', async () => {
    const answer = await world.ask('POST', '/interviews', { rawBody: bodyOfSize(mebibyte + 1) });
    expectError(answer, 413, 'Payload Too Large');
  });

  it('counts bytes, not characters', async () => {
    const rawBody = JSON.stringify({ job_title: 'é'.repeat(mebibyte / 2) });
    expectError(await world.ask('POST', '/interviews', { rawBody }), 413, 'Payload Too Large');
  });

  it('is counted where it is not announced', async () => {
    const headers = { authorization: `Bearer ${secrets.providerToken}` };
    const answer = await postInChunks(`${world.url}/interviews`, headers, bodyOfSize(mebibyte + 1));
    expectError(answer, 413, 'Payload Too Large');
  });

  it('is that of the unpacked body', async () => {
    const packed = new Uint8Array(gzipSync(Buffer.alloc(50 * mebibyte, ' ')));
    expectError(await post(packed, { 'content-encoding': 'gzip' }), 413, 'Payload Too Large');
  });

  it('is also that of the packed body, which may unpack to nothing', async () => {
    const headWithName = [0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3];
    const packed = new Uint8Array([...headWithName, ...Buffer.alloc(mebibyte, 'x')]);
    expectError(await post(packed, { 'content-encoding': 'gzip' }), 413, 'Payload Too Large');
  });
});

describe('a body in another dress', () => {
  it.each([
    ['no content type', {}],
    ['text/plain', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['an empty content type', { 'content-type': '' }],
    ['a broken content type', { 'content-type': 'json' }],
    ['a charset', { 'content-type': 'application/json; charset=utf-8' }],
  ])('is taken with %s', async (_what, headers) => {
    expect(await post(bytesOf(createBody(world)), headers)).toMatchObject({ status: 201 });
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('is taken when packed with %s', async (encoding, pack) => {
    const packed = new Uint8Array(pack(JSON.stringify(createBody(world))));
    expect(await post(packed, { 'content-encoding': encoding })).toMatchObject({ status: 201 });
  });

  it('is taken with white space around it', async () => {
    const rawBody = `\r\n\t ${JSON.stringify(createBody(world), null, 2)} \n`;
    expect((await world.ask('POST', '/interviews', { rawBody })).status).toBe(201);
  });

  it('keeps every character of a name', async () => {
    const name = { first_name: 'Zoë 😀 \u{1D54F} \uFFFD', last_name: 'Ñandú' };
    const email = `zoe.${Date.now()}@example.test`;
    expect((await post(bytesOf(createBody(world, { candidate: { ...name, email } })))).status).toBe(201);
    const invitation = world.vendor.control.invitations.find((each) => each.email === email);
    expect(invitation?.name).toBe(`${name.first_name} ${name.last_name}`);
  });
});

describe('a body that wants to be more than data', () => {
  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'may have an unknown field %s',
    async (field) => {
      const text = JSON.stringify(createBody(world, { placeholder: { prototype: { admin: true } } }));
      const rawBody = text.replace('"placeholder"', JSON.stringify(field));
      expect((await world.ask('POST', '/interviews', { rawBody })).status).toBe(201);
      expect(({} as Record<string, unknown>).admin).toBeUndefined();
    },
  );

  it('inherits nothing from its __proto__', async () => {
    const { candidate, ...body } = createBody(world);
    const rawBody = JSON.stringify({ ...body, placeholder: { candidate } }).replace('placeholder', '__proto__');
    const message = 'Missing field: candidate should be provided';
    expectError(await world.ask('POST', '/interviews', { rawBody }), 422, message);
  });

  it('may be nested deeply in ignored fields', async () => {
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    const text = JSON.stringify(createBody(world, { preferences: { placeholder: 0 } }));
    const rawBody = text.replace('"placeholder":0', `"placeholder":${deep}`);
    expect((await world.ask('POST', '/interviews', { rawBody })).status).toBe(201);
  });

  test('the last of two equal fields counts', async () => {
    const text = JSON.stringify(createBody(world));
    const rawBody = text.replace('{', '{"interview_template_id":"unknown",');
    expect((await world.ask('POST', '/interviews', { rawBody })).status).toBe(201);
  });
});
