import type { Random } from '../support/random.ts';
import type { Known } from './known.ts';
import { oddText } from './odd-values.ts';
import { one, pathsOf } from './valid.ts';

const fixed = [
  '/',
  '/interviews',
  '/interview-templates',
  '/jobs',
  '/webhooks/jobmojito',
  '/webhooks/nobody',
  '/reports',
  '/shared',
  '/connect',
  '/connect/acme.0123456789abcdefghijkl',
  '/again',
  '/again/default_application.0123456789abcdefghijkl.blocked-1-1.0123456789abcdefghijkl',
  '/webhooks/workable/default/candidate_moved/0123456789abcdefghijkl',
  '/api/v1/accounts',
  '/i',
  '/candidates',
  '/livez',
  '/readyz',
  '/metrics',
  '/operator',
  '/operator/interviews',
  '/favicon.ico',
  '/.env',
  '/wp-login.php',
  '/robots.txt',
];

/** A path that exists or nearly does; most of them are then bent. */
export function drawPath(random: Random, known: Known): string {
  const path = random.chance(0.65) ? one(random, pathsOf(one(random, known.interviews))) : one(random, fixed);
  return random.chance(0.35) ? bend(random, path) : path;
}

const dots = ['/../', '/./', '//', '/%2e%2e/', '/%2e%2e%2f', '/..%5c', '/%252e%252e/', '/...//', '/;/'];
const pieces = [
  '%',
  '%zz',
  '%00',
  '%0d%0aX: y',
  '%E0%A4%A',
  '%ff',
  '%ud800',
  '%2f',
  '\\',
  '|',
  '"',
  '<',
  '^',
  '{x}',
  '~',
  ';x=1',
  '+',
  '\x7f',
];
const queries = [
  '?',
  '?a=b',
  '?__proto__[x]=1',
  '?a[b][c]=d',
  '?%',
  '??',
  '?a=%00',
  '?url=file:///etc/passwd',
  '?a&a&a',
];

function bend(random: Random, path: string): string {
  const at = random.whole(1, path.length);
  const [before, after] = [path.slice(0, at), path.slice(at)];
  switch (random.pick({ dots: 3, piece: 4, query: 3, cut: 2, more: 2, upper: 1, long: 1, text: 2, raw: 1 })) {
    case 'dots':
      return before + one(random, dots) + after;
    case 'piece':
      return before + one(random, pieces) + after;
    case 'query':
      return path + one(random, queries);
    case 'cut':
      return before;
    case 'more':
      return `${path}${one(random, ['/', '/x', '.json', '/report.pdf', '/shared-link', '//'])}`;
    case 'upper':
      return path.toUpperCase();
    case 'long':
      return `${path}/${'a'.repeat(random.whole(1_000, 12_000))}`;
    case 'text':
      return before + encodeURIComponent(Buffer.from(oddText(random).slice(0, 2_000)).toString()) + after;
    case 'raw':
      return `${before}é\u{1f600}${after}`;
  }
}
