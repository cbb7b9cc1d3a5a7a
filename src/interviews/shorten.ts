/** Where a sentence ends: behind its full stop and before a space, or behind one that needs no space. */
const sentenceEnd = /[.!?…]["'”’»)\]]?(?=\s|$)|[。！？।؟۔]/gu;

/**
 * A text of at most `longest` UTF-16 code units: where it is longer, its beginning and "…". Whole sentences where they
 * fill half of the room, else whole words; a single word longer than that is cut between characters.
 */
export function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text;
  if (longest < 1) return '';
  const end = lastEnd(text.slice(0, Math.max(0, longest - 2)));
  if (end >= longest / 2) return `${text.slice(0, end)} …`;
  const head = text.slice(0, longest);
  const word = head.search(/\s\S*$/);
  return word > 0 ? `${head.slice(0, word).trimEnd()}…` : `${head.slice(0, -1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function lastEnd(text: string): number {
  let end = 0;
  for (const { index, 0: mark } of text.matchAll(sentenceEnd)) end = index + mark.length;
  return end;
}
