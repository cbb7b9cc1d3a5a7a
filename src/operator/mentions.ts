import { unescape as decodePercent } from 'node:querystring';

/**
 * Recognises a body that holds one of these addresses or ids: in any case, and also where JSON or a form has written it
 * with escapes; not as a part of a longer one.
 */
export function mentions(words: readonly string[]): (body: string) => boolean {
  const written = words.map((word) => word.trim().replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).filter(Boolean);
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}._+-])(?:${written.join('|')})(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}])`,
    'iu',
  );
  return (body) => pattern.test(body) || pattern.test(withoutEscapes(body)) || pattern.test(decodePercent(body));
}

function withoutEscapes(json: string): string {
  return json
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/\\[bfnrt]/g, ' ');
}
