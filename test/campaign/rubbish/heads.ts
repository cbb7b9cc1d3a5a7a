import type { Random } from '../support/random.ts';
import type { Known } from './known.ts';
import { one } from './valid.ts';

export type Header = [name: string, value: string];

/** Mostly the right one; sometimes that of another account, a wrong one, a bent one, or none. */
export function drawToken(random: Random, right: string, { tokens }: Known): Header[] {
  const others = Object.values(tokens);
  switch (random.pick({ right: 40, other: 2, wrong: 2, bent: 3, bare: 1, none: 2, twice: 1 })) {
    case 'right':
      return [['Authorization', `Bearer ${right}`]];
    case 'other':
      return [['Authorization', `Bearer ${one(random, others)}`]];
    case 'wrong':
      return [['Authorization', `Bearer ${'x'.repeat(random.whole(1, 4_000))}`]];
    case 'bent':
      return [
        [
          'Authorization',
          one(random, [right, `Basic ${right}`, 'Bearer', `bearer  ${right} `, `Bearer ${right} x`, '\xff\xfe', '']),
        ],
      ];
    case 'bare':
      return [['X-Webhook-Secret', one(random, others)]];
    case 'none':
      return [];
    case 'twice':
      return [
        ['Authorization', 'Bearer x'],
        ['Authorization', `Bearer ${right}`],
      ];
  }
}

const types = [
  'application/json; charset=utf-16',
  'application/json;charset="',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/xml',
  'application/json, application/json',
  '',
  ';;;',
  'x'.repeat(1_000),
];

const others: Header[] = [
  ['Accept', 'application/xml;q=0.9, */*;q=x'],
  ['Accept-Encoding', 'br, gzip;q=0, *'],
  ['Range', 'bytes=0-0,5-,-9999999999999999'],
  ['If-None-Match', '*'],
  ['If-Modified-Since', 'Thu, 32 Feb 2026 99:99:99 GMT'],
  ['Cookie', 'a=b; a=b; __proto__=x; ='],
  ['X-Forwarded-For', '127.0.0.1, ::1, x'],
  ['X-Forwarded-Proto', 'https'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['Upgrade', 'h2c'],
  ['Connection', 'keep-alive, Upgrade'],
  ['Connection', 'close'],
  ['Expect', '100-continue'],
  ['Expect', 'tea'],
  ['Via', '1.0 a, 1.1 b'],
  ['TE', 'trailers, deflate;q=0.5'],
  ['Referer', 'http://\xe9.example/'],
  ['__proto__', 'x'],
  ['constructor', 'x'],
  ['X-Long', 'y'.repeat(9_000)],
  ['Content-Language', '\xff'],
  ['Origin', 'null'],
];

/** Headers that have nothing to do with the request. */
export function drawOthers(random: Random): Header[] {
  if (random.chance(0.7)) return [];
  return Array.from({ length: random.whole(1, 4) }, () => one(random, others));
}

export function drawContentType(random: Random): Header[] {
  if (random.chance(0.85)) return [['Content-Type', 'application/json']];
  return random.chance(0.2) ? [] : [['Content-Type', one(random, types)]];
}

export function drawMethod(random: Random, usual: string): string {
  return random.chance(0.93)
    ? usual
    : one(random, ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'PURGE', 'QUERY']);
}
