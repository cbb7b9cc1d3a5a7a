import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import {
  type CallbackHost,
  checkCallbackUrl,
  isAllowedCallback,
  parseCallbackHost,
} from '../../src/workable/callback-hosts.ts';

function hostsOf(...texts: string[]): CallbackHost[] {
  return texts.map((text) => {
    const host = parseCallbackHost(text);
    if (host === undefined) throw new Error(`${text} is no host`);
    return host;
  });
}

const workable = hostsOf('*.workable.com');
const mixed = hostsOf('*.workable.com', 'ats.example:8443', 'http://localhost:4000', 'http://[::1]:4000', '10.0.0.7');

describe('a configured host', () => {
  test.each([
    ['*.workable.com', { scheme: 'https', host: '*.workable.com', port: '' }],
    ['Api.Workable.Com', { scheme: 'https', host: 'api.workable.com', port: '' }],
    ['https://ats.example', { scheme: 'https', host: 'ats.example', port: '' }],
    ['ats.example:8443', { scheme: 'https', host: 'ats.example', port: '8443' }],
    ['ats.example:443', { scheme: 'https', host: 'ats.example', port: '' }],
    ['10.0.0.7:8443', { scheme: 'https', host: '10.0.0.7', port: '8443' }],
    ['*.ats.internal', { scheme: 'https', host: '*.ats.internal', port: '' }],
    ['*.workable.co.uk', { scheme: 'https', host: '*.workable.co.uk', port: '' }],
    ['*.www.ck', { scheme: 'https', host: '*.www.ck', port: '' }],
    ['*.ats.example.co.uk', { scheme: 'https', host: '*.ats.example.co.uk', port: '' }],
    ['*.somebody.github.io', { scheme: 'https', host: '*.somebody.github.io', port: '' }],
    ['somebody.github.io', { scheme: 'https', host: 'somebody.github.io', port: '' }],
    ['http://localhost', { scheme: 'http', host: 'localhost', port: '' }],
    ['http://127.8.8.8:4000', { scheme: 'http', host: '127.8.8.8', port: '4000' }],
    ['http://[::1]:4000', { scheme: 'http', host: '[::1]', port: '4000' }],
  ])('may be %s', (text, expected) => {
    expect(parseCallbackHost(text)).toEqual(expected);
  });

  test.each([
    '',
    '*',
    '*.com',
    '*.localhost',
    '*.co.uk',
    '*.CO.UK',
    '*.co.uk:8443',
    'https://*.co.uk',
    '*.github.io',
    '*.herokuapp.com',
    '*.xn--55qx5d.cn',
    '*.any.ck',
    '*.compute.amazonaws.com',
    '*.eu.compute.amazonaws.com',
    '*.amazonaws.com',
    '*.us-east-1.amazonaws.com',
    '*.core.windows.net',
    '*.windows.net',
    '*.on.aws',
    '*.fastly.net',
    '*.azure.com',
    '*.eastus.cloudapp.azure.com',
    '*.k12.ca.us',
    '*.googleapis.com',
    '*.10.0.0.7',
    'http://*.workable.com',
    'http://workable.com',
    'http://localhost.evil.example',
    'http://128.0.0.1',
    'http://0.0.0.0',
    'http://0x7f.1',
    'ftp://workable.com',
    'workable.com.',
    'workable..com',
    '-a.example',
    'workable.com/path',
    'user@workable.com',
    'workable.com:0',
    'workable.com:65536',
    'workable.com:',
    'work able.com',
    'wörkable.com',
    'a.*.workable.com',
    '[::1',
  ])('is never "%s"', (text) => {
    expect(parseCallbackHost(text)).toBeUndefined();
  });
});

describe('a callback URL', () => {
  test.each([
    'https://api.workable.com/callback/1',
    'https://a.b.workable.com/callback?id=1&x=%20',
    'https://API.Workable.com/callback',
    'HTTPS://api.workable.com/callback',
    'https://api.workable.com:443/callback',
    'https://api.workable.com',
    'https://api.workable.com/who@where',
    'https://ats.example:8443/callback',
    'http://localhost:4000/callback',
    'http://[::1]:4000/callback',
    'https://10.0.0.7/callback',
  ])('may be %s', (text) => {
    expect(checkCallbackUrl(text, mixed)?.href).toBe(new URL(text).href);
  });

  test.each([
    ['another scheme', 'http://api.workable.com/callback'],
    ['a scheme that is none', 'javascript://api.workable.com/%0aalert(1)'],
    ['no scheme', 'api.workable.com/callback'],
    ['a relative one', '//api.workable.com/callback'],
    ['the domain itself', 'https://workable.com/callback'],
    ['a look-alike in front', 'https://evilworkable.com/callback'],
    ['a look-alike with a hyphen', 'https://evil-workable.com/callback'],
    ['a look-alike behind', 'https://api.workable.com.evil.example/callback'],
    ['another ending', 'https://api.workable.co/callback'],
    ['a host in the path', 'https://evil.example/api.workable.com'],
    ['a host in the query', 'https://evil.example?api.workable.com'],
    ['a host in the fragment', 'https://evil.example#.workable.com'],
    ['a fragment', 'https://api.workable.com/callback#x'],
    ['an empty fragment', 'https://api.workable.com/callback#'],
    ['a host as user', 'https://api.workable.com@evil.example/callback'],
    ['a host as user and password', 'https://api.workable.com:443@evil.example/callback'],
    ['a user', 'https://user@api.workable.com/callback'],
    ['an empty user', 'https://@api.workable.com/callback'],
    ['an empty user and password', 'https://:@api.workable.com/callback'],
    ['another port', 'https://api.workable.com:8443/callback'],
    ['the port of http', 'https://api.workable.com:80/callback'],
    ['an odd spelling of the default port', 'https://api.workable.com:0443/callback'],
    ['an empty port', 'https://api.workable.com:/callback'],
    ['a configured host without its port', 'https://ats.example/callback'],
    ['http at a host configured for https', 'http://ats.example:8443/callback'],
    ['https at a host configured for http', 'https://localhost:4000/callback'],
    ['another port of a loopback host', 'http://localhost:4001/callback'],
    ['another loopback address', 'http://127.0.0.1:4000/callback'],
    ['an address', 'https://127.0.0.1/callback'],
    ['an address of the cloud', 'https://169.254.169.254/latest/meta-data'],
    ['an IPv6 address', 'https://[::ffff:127.0.0.1]/callback'],
    ['an address as a number', 'https://2130706433/callback'],
    ['an allowed address in other digits', 'https://0xa.0.0.7/callback'],
    ['a trailing dot', 'https://api.workable.com./callback'],
    ['an empty label', 'https://a..workable.com/callback'],
    ['no label', 'https://.workable.com/callback'],
    ['a Cyrillic letter', 'https://api.w\u043erkable.com/callback'],
    ['a Cyrillic letter in punycode', 'https://api.xn--wrkable-hnh.com/callback'],
    ['an ideographic full stop', 'https://evil.example\u3002workable.com/callback'],
    ['a full-width letter', 'https://api.workable.\uff43om/callback'],
    ['a soft hyphen', 'https://api.work\u00adable.com/callback'],
    ['an escaped dot', 'https://evil%2eworkable.com/callback'],
    ['an escaped slash', 'https://evil.example%2f.workable.com/callback'],
    ['a backslash', 'https://evil.example\\.workable.com/callback'],
    ['backslashes as slashes', 'https:\\\\api.workable.com\\callback'],
    ['a backslash in the path', 'https://api.workable.com/a\\b'],
    ['one slash', 'https:/api.workable.com/callback'],
    ['three slashes', 'https:///api.workable.com/callback'],
    ['a tab in the host', 'https://api.work\table.com/callback'],
    ['a newline in the scheme', 'ht\ntps://api.workable.com/callback'],
    ['a newline in the path', 'https://api.workable.com/call\r\nback'],
    ['a space in front', ' https://api.workable.com/callback'],
    ['a space behind', 'https://api.workable.com/callback '],
    ['a null byte', 'https://api.workable.com\u0000.evil.example/callback'],
    ['a delete character', 'https://api.workable.com/\u007f'],
    ['a right-to-left override', 'https://api.workable.com/\u202ekcabllac'],
    ['nothing', ''],
  ])('is never %s', (_, text) => {
    expect(checkCallbackUrl(text, mixed)).toBeUndefined();
  });

  test('has so many characters at most', () => {
    const url = 'https://api.workable.com/';
    expect(checkCallbackUrl(url.padEnd(limits.callbackUrlCharacters, 'a'), workable)).toBeDefined();
    expect(checkCallbackUrl(url.padEnd(limits.callbackUrlCharacters + 1, 'a'), workable)).toBeUndefined();
  });

  test('is nowhere when no host is configured', () => {
    expect(checkCallbackUrl('https://api.workable.com/callback', [])).toBeUndefined();
  });

  test('never passes outside the allowed hosts, whatever is written', () => {
    const part = fc.constantFrom(
      ...[
        'https:',
        'http:',
        '//',
        '/',
        '\\',
        '@',
        ':',
        '.',
        '#',
        '?',
        '%2e',
        '%2f',
        '\t',
        '\n',
        ' ',
        '\u3002',
        '\uff0e',
      ],
      ...[
        'workable.com',
        '.workable.com',
        'api',
        'evil',
        'evil.example',
        '443',
        '8443',
        '127.0.0.1',
        '[::1]',
        'localhost',
      ],
    );
    const pasted = fc.array(fc.oneof({ weight: 8, arbitrary: part }, fc.string({ maxLength: 4 })), { maxLength: 9 });
    const text = pasted.chain((parts) => fc.constantFrom(parts.join(''), `https://${parts.join('')}`));
    fc.assert(
      fc.property(fc.oneof(text, fc.webUrl({ withQueryParameters: true })), (written) => {
        const url = checkCallbackUrl(written, workable);
        if (url === undefined) return;
        expect(url.origin).toMatch(/^https:\/\/[a-z0-9_-]+(\.[a-z0-9_-]+)*\.workable\.com$/);
        expect(written.toLowerCase().startsWith(url.origin)).toBe(true);
        expect([url.username, url.password, url.hash]).toEqual(['', '', '']);
      }),
      { numRuns: 5_000 },
    );
  });

  test('passes at any sub-domain with any path', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{1,20}(\.[a-z0-9]{1,10}){0,2}$/), fc.webPath(), (name, path) => {
        const text = `https://${name}.workable.com${path}`;
        fc.pre(URL.canParse(text) && text.length <= limits.callbackUrlCharacters);
        expect(checkCallbackUrl(text, workable)?.hostname).toBe(`${name}.workable.com`);
      }),
    );
  });
});

test.each([
  ['https://api.workable.com/x', true],
  ['https://workable.com/x', false],
  ['https://user@api.workable.com/x', false],
  ['https://:password@api.workable.com/x', false],
  ['https://api.workable.com/x#y', false],
  ['https://api.workable.com:8443/x', false],
])('a parsed URL %s is allowed: %s', (text, expected) => {
  expect(isAllowedCallback(new URL(text), workable)).toBe(expected);
});
