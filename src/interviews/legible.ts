/**
 * The part of a text from outside that people can read and every database can store: without control characters (except
 * tabs and line ends), characters that change the direction of the text after them, and halves of surrogate pairs. At
 * most `longest` UTF-16 code units.
 */
export function legible(text: string, longest: number): string {
  const beginning = cut(text, longest);
  if (isPlain(beginning)) return beginning;
  return withoutTurns(beginning).replace(/\p{Cs}|[^\P{Cc}\t\n\r]/gu, '');
}

/** The same on one line: breaks and controls become one space, none at the ends. Also without hidden characters. */
export function singleLine(text: string, longest: number): string {
  const beginning = cut(text, longest);
  if (isPlain(beginning) && !/\s\s|[\t\n\r]/.test(beginning)) return beginning.trim();
  // Halves of surrogate pairs first: two of them must not meet and become a hidden character.
  return withoutTurns(beginning.replaceAll(/\p{Cs}/gu, ''))
    .replaceAll(hidden, '')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

/**
 * What has no visible effect in any name or title: zero width spaces, byte order marks, soft hyphens, blank fillers,
 * tags. Names need the invisible characters that are excluded here: joiners (Persian, Indic scripts, emoji), direction
 * marks (Arabic, Hebrew), variation selectors (Japanese, Mongolian, emoji), U+034F and the fillers of Hangul jamo.
 */
const hidden =
  /(?![\u034F\u061C\u200C-\u200F\u115F\u1160\u180E\p{Variation_Selector}])[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;

/** Without embeddings, overrides and isolates of text direction: they make the text after them read as another one. */
function withoutTurns(text: string): string {
  return text.replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '');
}

/** Without any invisible character, and without spaces around it: for ids and addresses, which are compared. */
export function withoutInvisible(text: string): string {
  if (isPlain(text)) return text.trim();
  return text.replaceAll(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '').trim();
}

/**
 * Printable ASCII, tabs and line ends: nothing in it is to be removed. Most texts are, and this takes a tenth of the
 * time.
 */
function isPlain(text: string): boolean {
  return /^[\t\n\r\x20-\x7e]*$/.test(text);
}

/**
 * A copy of the beginning: a slice would keep the whole text in memory, which may be a megabyte for each of many rows.
 */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return Buffer.from(text.slice(0, longest), 'utf16le').toString('utf16le');
}
