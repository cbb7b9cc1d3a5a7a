import { unescape as decodePercent } from 'node:querystring';
import { domainToASCII, domainToUnicode } from 'node:url';

/** Of escapes within escapes: JSON in a text of JSON, a form in a text of JSON. */
const deepest = 3;

/**
 * Recognises a body that holds one of these addresses or ids: in any case and spelling (composed or decomposed letters,
 * Unicode or punycode, with invisible characters), and also where JSON or a form has written it with escapes; not as
 * a part of a longer one.
 */
export function mentions(words: readonly string[]): (body: string) => boolean {
  const all = words.flatMap(spellings).filter(Boolean);
  const ids = new Set(all.filter((word) => plainId.test(word)));
  const written = all.filter((word) => !ids.has(word)).map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}._+-])(?:${[...new Set(written)].join('|')})(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}])`,
    'iu',
  );
  return (body) => {
    let text = body;
    for (let depth = 0; depth <= deepest; depth += 1) {
      const unescaped = text.includes('\\') ? withoutEscapes(text) : text;
      if (isNamedIn(text) || (unescaped !== text && isNamedIn(unescaped))) return true;
      const decoded = unescaped.includes('%') ? decodePercent(unescaped) : unescaped;
      if (decoded === text) return false;
      text = decoded;
    }
    return false;
  };

  function isNamedIn(text: string): boolean {
    const compared = comparable(text);
    if (written.length > 0 && pattern.test(compared)) return true;
    if (ids.size === 0) return false;
    // There can be thousands of ids: look up each candidate in the text instead of searching for each id.
    for (const [word] of compared.matchAll(possibleId)) if (ids.has(word)) return true;
    return false;
  }
}

const plainId = /^[\p{L}\p{N}_-]{16,}$/u;
const possibleId = /(?<![\p{L}\p{N}._+-])[\p{L}\p{N}_-]{16,}(?!\.?[\p{L}\p{N}]|[_-])/gu;

/** Of an address with either form of its domain; an id has one only. */
function spellings(word: string): string[] {
  const text = comparable(word).trim();
  const at = text.lastIndexOf('@');
  if (at < 0) return [text];
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  const forms = [domain, domainToASCII(domain), domainToUnicode(domain)].filter(Boolean);
  return forms.map((form) => `${local}@${comparable(form)}`);
}

/** Equal for spellings of one address. */
function comparable(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  return (
    text
      .replaceAll(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
      // No word has so many combining marks, and normalizing them takes quadratic time.
      .replaceAll(/\p{M}{31,}/gu, ' ')
      .normalize('NFC')
      .toLowerCase()
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ascii = /^[\x00-\x7f]*$/;

function withoutEscapes(json: string): string {
  return json.replaceAll(/\\(?:u([0-9a-f]{4})|(.))/gis, (_, code: string | undefined, letter: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return /[bfnrt]/.test(letter) ? ' ' : letter;
  });
}
