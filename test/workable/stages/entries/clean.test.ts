import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText, cutAtWord } from '../../../../src/workable/stages/entries/clean.ts';
import { dayText, timeText } from '../../../../src/workable/stages/entries/dates.ts';
import { linkLine, linkText } from '../../../../src/workable/stages/entries/link.ts';
import { parseRef } from '../../../../src/workable/stages/entries/ref.ts';
import { foreignText } from './arbitraries.ts';

test.each([
  ['mentions', 'Ask @anna_lima or @Bob, not @ all', 'Ask at anna_lima or at Bob, not @ all'],
  ['a mention behind an invisible character', 'Ask @\u200Banna', 'Ask at anna'],
  ['a mention in other scripts', 'Спросите @анна', 'Спросите at анна'],
  ['a mention with a wide at sign', 'Ask ＠anna and ﹫bob', 'Ask at anna and at bob'],
  ['e-mail addresses', 'Write to anna@acme.example', 'Write to anna at acme.example'],
  ['bidirectional controls', 'good\u202Edab\u202C \u2066x\u2069\u200F', 'gooddab x'],
  ['zero width characters', 'A\u200Bn\u200Ca\u200D\uFEFF\u2060', 'Ana'],
  ['halves of surrogate pairs', 'A\uD83Dna', 'Ana'],
  ['halves that would make a tag character', 'A\uDB40\u200B\uDC61na', 'Ana'],
  ['control characters and line ends', 'one\r\ntwo\u0000three\u2028four\tfive', 'one two three four five'],
  ['a URL', 'See https://evil.test/a?b=c#d now', 'See now'],
  ['a URL in brackets', 'Good (http://evil.test) work', 'Good work'],
  ['a URL in capitals', 'See HTTPS://EVIL.TEST', 'See'],
  ['a URL with one slash', 'See https:/evil.test', 'See'],
  ['another scheme', 'See javascript://evil.test/%0aalert(1)', 'See'],
  ['a URL without a scheme', 'See www.evil.test or evil.com/login or x.evil.com:8080/', 'See or or'],
  ['a URL with a query alone', 'See evil.com?x now', 'See now'],
  ['a URL with a fragment alone', 'See (evil.com#x) now', 'See now'],
  ['a URL with a port alone', 'See evil.com:8080, now', 'See now'],
  ['a URL with other full stops', 'See evil。com/x now', 'See now'],
  ['a number for a host', 'See 1.2.3.4/x or 1.2.3.4:80 or 1.2.3.4?x', 'See or or'],
  ['a number for a host behind a mark', 'See \u0D3B0.0.0.0/a', 'See'],
  ['schemes without slashes', 'See mailto:eve, JavaScript:alert(1) or (data:text/html,x)', 'See or'],
  ['a telephone number as a link', 'Call tel:+302101234567', 'Call'],
  ['a URL that is joined to a word', 'See,https://evil.test fourwww.evil.test', 'See, four'],
  ['a URL after an invisible character', 'See ht\u200Btps://evil.test', 'See'],
  ['a line that reads like ours', 'Great.\nRef 4K7QJ2 result 1', 'Great. Ref. 4K7QJ2 result 1'],
  ['one in HTML', 'Great.<br>Ref&nbsp;4K7QJ2 result 1', 'Great.<br>Ref.&nbsp;4K7QJ2 result 1'],
])('cleaning takes care of %s', (_, text, expected) => {
  expect(cleanText(text, 200)).toBe(expected);
});

test.each([
  ['technologies', 'Node.js/React, ASP.NET/C#, CI/CD, and Booking.com'],
  ['words before a colon', 'Data: strong. File: done; metadata:x, Geo : no'],
  ['a question', 'Was it Booking.com? Or Booking.com?!'],
  ['numbers', '10.5/12 points, 24/7, 10.0.0.1'],
  ['other scripts', 'Хорошо знает React, 優れた候補者, ممتاز'],
  ['emoji of one character', 'Great 👍'],
  ['a reference', 'Ref 12 of the guide'],
])('cleaning leaves %s as they are', (_, text) => {
  expect(cleanText(text, 200)).toBe(text);
});

test.each([
  ['fits', 'one two', 7, 'one two'],
  ['is cut at a word', 'one two three', 10, 'one two…'],
  ['is cut where a word ends', 'one two three', 8, 'one two…'],
  ['is one long word', 'abcdefghij', 5, 'abcd…'],
  ['would be cut in a surrogate pair', 'abc👍👍', 5, 'abc…'],
  ['has no room', 'abc', 0, ''],
])('a text that %s', (_, text, longest, expected) => {
  expect(cutAtWord(text, longest)).toBe(expected);
});

test('a cleaned text is within its length, whole, on one line, and the same when it is cleaned again', () => {
  fc.assert(
    fc.property(foreignText, fc.integer({ min: 1, max: 300 }), (text, longest) => {
      const cleaned = cleanText(text, longest);
      expect(cleaned.length).toBeLessThanOrEqual(longest);
      expect(cleaned).not.toMatch(/[\r\n]|\p{Cc}|\p{Cf}|\p{Cs}|:\/\//u);
      expect(parseRef(cleaned)).toBeUndefined();
      expect(cleanText(cleaned, longest)).toBe(cleaned);
    }),
    { numRuns: 1000 },
  );
});

const letters = fc.string({ unit: fc.constantFrom(...'abcdxyz019'), minLength: 1, maxLength: 6 });
const host = fc.oneof(
  fc.tuple(letters, fc.constantFrom('com', 'net', 'io', 'co.uk', 'dev', 'gr')).map((parts) => parts.join('.')),
  fc.ipV4(),
);
const scheme = fc.constantFrom(
  'https://',
  'http:',
  'ftp://',
  'mailto:',
  'javascript:',
  'data:',
  'tel:',
  'HTTP:/',
  '//',
);
const tail = fc
  .tuple(fc.constantFrom('/', '?', '#', ':80/', ':8080', '/?', '/#'), letters)
  .map((parts) => parts.join(''));
const link = fc.oneof(
  fc.tuple(scheme, host, fc.option(tail, { nil: '' })).map((parts) => parts.join('')),
  fc.tuple(host, tail).map((parts) => parts.join('')),
  fc.tuple(fc.constant('www.'), host).map((parts) => parts.join('')),
);
/** What mail programs make links of: by themselves, as a second opinion. */
const linked = [
  /:\/\/|\bwww\.|(?<![\p{L}\p{N}])(?:https?|ftp|mailto|javascript|data|tel):\S/iu,
  /(?:[\p{L}\p{N}-]+\.)+(?:com|net|io|uk|dev|gr)(?:\/|[?#][\p{L}\p{N}]|:\d)/iu,
  /(?<![\p{L}\p{N}.-])(?:\d{1,3}\.){3}\d{1,3}(?:\/|[?#][\p{L}\p{N}]|:\d)/iu,
];

test('a text that is cut behind a colon does not end like a link', () => {
  expect(cleanText('They keep data: a lot of it', 17)).toBe('They keep data…');
});

test('nothing survives that a mail program would make a link of, wherever it stands', () => {
  const around = fc.constantFrom('', ' ', '(', '"', ', ', 'x ', '<', '>', ')', '.', '\u200B', '\u202E', '…', '\n', '@');
  const text = fc
    .array(fc.oneof(link, around, foreignText, fc.constantFrom('Node.js', 'Booking.com', '10.0.0.1/24')), {
      maxLength: 8,
    })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 300 }), (given, longest) => {
      const cleaned = cleanText(given, longest);
      for (const each of linked) expect(cleaned).not.toMatch(each);
    }),
    { numRuns: 2000 },
  );
});

test('cleaning a long text without spaces takes no time worth naming', () => {
  const texts = ['a', '.', 'a.', '/', 'a.com/', '@a', 'http', '(', ':'].map((unit) =>
    unit.repeat(100_000 / unit.length),
  );
  const before = process.cpuUsage().user;
  for (const text of texts) cleanText(text, 200);
  expect((process.cpuUsage().user - before) / 1000).toBeLessThan(3000);
});

test.each([
  ['an address', 'https://vendor.test/i/abc?x=1#y', 'https://vendor.test/i/abc?x=1#y'],
  ['an at sign in its path', 'https://vendor.test/@anna', 'https://vendor.test/%40anna'],
  ['what is not ASCII', 'https://vendor.test/ü\u202E', 'https://vendor.test/%C3%BC%E2%80%AE'],
  ['a line end', 'https://vendor.test/\nRef 4K7QJ2 result 1', 'https://vendor.test/Ref%204K7QJ2%20result%201'],
  ['a password', 'https://a:b@vendor.test/', undefined],
  ['another scheme', 'javascript:alert(1)', undefined],
  ['no address', 'soon', undefined],
  ['too many characters', `https://vendor.test/${'a'.repeat(400)}`, undefined],
])('a link with %s', (_, url, expected) => {
  expect(linkText(url)).toBe(expected);
  expect(linkLine('Report', url)).toEqual(expected === undefined ? [] : [`Report: ${expected}`]);
});

const now = Date.UTC(2026, 2, 13);

test.each([
  ['this year', Date.UTC(2026, 2, 12, 14, 5), '12 March', '12 March, 14:05 UTC'],
  ['the last second of this year', Date.UTC(2026, 11, 31, 23, 59, 59), '31 December', '31 December, 23:59 UTC'],
  ['midnight', Date.UTC(2026, 0, 1), '1 January', '1 January, 00:00 UTC'],
  ['another year', Date.UTC(2027, 0, 1), '1 January 2027', '1 January 2027, 00:00 UTC'],
  ['no number', Number.NaN, undefined, undefined],
  ['seconds that were taken for more', 1e16, undefined, undefined],
  ['nothing', undefined, undefined, undefined],
])('a date of %s', (_, at, day, time) => {
  expect(dayText(at, now)).toBe(day);
  expect(timeText(at, now)).toBe(time);
});
