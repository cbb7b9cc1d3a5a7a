import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { expectError } from '../../../testing/expect-error.ts';
import { peek } from '../../../testing/peek.ts';
import { createBody, openWorld, type World } from '../../../testing/world.ts';

const hosts = '*.workable.com,ats.example:8443';
const longest = 'https://groove-tech.workable.com/'.padEnd(limits.callbackUrlCharacters, 'x');
let world: World;
beforeAll(async () => {
  world = await openWorld({ WORKABLE_CALLBACK_HOSTS: hosts });
});
afterAll(() => world.close());

describe('a callback URL', () => {
  it.each([
    ['a look-alike domain', 'https://evil-workable.com/interviews/1'],
    ['a longer domain', 'https://workable.com.evil.example/interviews/1'],
    ['a domain that ends alike', 'https://notworkable.com/interviews/1'],
    ['the domain without a customer', 'https://workable.com/interviews/1'],
    ['another top-level domain', 'https://groove-tech.workable.co/interviews/1'],
    ['a homograph', 'https://groove-tech.w\u043erkable.com/interviews/1'],
    ['a homograph in ASCII', 'https://groove-tech.xn--wrkable-hnh.com/interviews/1'],
    ['a wide full stop', 'https://evil.example\u3002workable.com/interviews/1'],
    ['a trailing dot', 'https://groove-tech.workable.com./interviews/1'],
    ['user-info that looks like a host', 'https://groove-tech.workable.com@evil.example/interviews/1'],
    ['user-info', 'https://user:pass@groove-tech.workable.com/interviews/1'],
    ['empty user-info', 'https://@groove-tech.workable.com/interviews/1'],
    ['another port', 'https://groove-tech.workable.com:8443/interviews/1'],
    ['the port of plain http', 'https://groove-tech.workable.com:80/interviews/1'],
    ['no port where one is configured', 'https://ats.example/interviews/1'],
    ['a fragment', 'https://groove-tech.workable.com/interviews/1#x'],
    ['an empty fragment', 'https://groove-tech.workable.com/interviews/1#'],
    ['a host in the fragment', 'https://evil.example#.workable.com'],
    ['a host in the query', 'https://evil.example?.workable.com'],
    ['a host in the path', 'https://evil.example/.workable.com'],
    ['loopback', 'https://127.0.0.1/interviews/1'],
    ['loopback by name', 'http://localhost/interviews/1'],
    ['loopback in IPv6', 'https://[::1]/interviews/1'],
    ['loopback as a number', 'https://2130706433/interviews/1'],
    ['loopback in octal', 'https://0177.0.0.1/interviews/1'],
    ["the cloud's metadata", 'http://169.254.169.254/latest/meta-data/'],
    ['a private network', 'https://10.0.0.1/interviews/1'],
    ['plain http', 'http://groove-tech.workable.com/interviews/1'],
    ['another scheme', 'ftp://groove-tech.workable.com/interviews/1'],
    ['a file', 'file:///etc/passwd'],
    ['a script', 'javascript:alert(1)'],
    ['data', 'data:text/plain,x'],
    ['no scheme', '//groove-tech.workable.com/interviews/1'],
    ['a path alone', '/interviews/1'],
    ['backslashes', 'https:\\\\groove-tech.workable.com\\interviews\\1'],
    ['a backslash after the host', 'https://evil.example\\.workable.com/interviews/1'],
    ['a backslash before the host', 'https://evil.example\\@groove-tech.workable.com/interviews/1'],
    ['a tab', 'https://evil.example\t.workable.com/interviews/1'],
    ['a new line', 'https://groove-tech.workable.com/interviews/1\r\nHost: evil.example'],
    ['a NUL', 'https://evil.example\0.workable.com/interviews/1'],
    ['white space around it', ' https://groove-tech.workable.com/interviews/1 '],
    ['an escaped slash in the host', 'https://evil.example%2f.workable.com/interviews/1'],
    ['no host', 'https:///interviews/1'],
    ['nothing', ''],
    ['one character too many', `${longest}x`],
  ])('with %s is refused, and neither the vendor nor Redis hears of it', async (_what, callback_url) => {
    const email = `candidate.${randomUUID()}@example.test`;
    const body = createBody(world, { callback_url, candidate: { first_name: 'Ana', email } });
    const message = "Invalid field: callback_url should be an https address on one of Workable's hosts";
    expectError(await world.ask('POST', '/interviews', { body }), 400, message);
    expect(world.vendor.control.requests).toEqual([]);
    const stored = await peek(world.redisUrl);
    expect(stored).not.toContain(email);
    expect(stored).not.toContain('interview:');
  });
});

describe('a callback URL that is taken', () => {
  it.each([
    ['a customer of Workable', 'https://groove-tech.workable.com/interviews/8823119'],
    ['a host of several labels', 'https://eu.groove-tech.workable.com/interviews/1'],
    ['capitals', 'HTTPS://Groove-Tech.WORKABLE.com/interviews/2'],
    ['the default port in writing', 'https://groove-tech.workable.com:443/interviews/3'],
    ['a query', 'https://groove-tech.workable.com/interviews?id=4&sig=a%2Fb'],
    ['no path', 'https://groove-tech.workable.com'],
    ['a very long path', longest],
    ['a configured host with its port', 'https://ats.example:8443/interviews/5'],
  ])('may be that of %s', async (_what, callback_url) => {
    const answer = await world.ask('POST', '/interviews', { body: createBody(world, { callback_url }) });
    expect(answer.status).toBe(201);
  });
});

it.each([
  ['with its default port', 'https://groove-tech.workable.com:443/'],
  ['in capitals', 'HTTPS://Groove-Tech.Workable.COM/'],
  ['by a way round', 'https://groove-tech.workable.com/a/../'],
])('a callback URL that is written %s is the same interview', async (_what, beginning) => {
  const path = randomUUID();
  const body = createBody(world, { callback_url: `https://groove-tech.workable.com/${path}` });
  const first = await world.ask('POST', '/interviews', { body });
  const count = world.vendor.control.invitations.length;
  const again = await world.ask('POST', '/interviews', { body: { ...body, callback_url: beginning + path } });
  expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
  expect(world.vendor.control.invitations).toHaveLength(count);
});

it('callback URLs whose paths differ in case alone are two interviews', async () => {
  const create = (callback_url: string) =>
    world.ask('POST', '/interviews', { body: createBody(world, { callback_url }) });
  const first = await create('https://groove-tech.workable.com/one');
  expect(first.status).toBe(201);
  expect((await create('https://groove-tech.workable.com/One')).body).not.toEqual(first.body);
});
