/**
 * What of a text from outside people can read and every database holds: without control characters (but for tabs and
 * line ends), characters that turn the direction of what follows, and halves of characters; no longer than told.
 */
export function legible(text: string, longest: number): string {
  return withoutTurns(cut(text, longest)).replace(/\p{Cs}|[^\P{Cc}\t\n\r]/gu, '');
}

/** The same for what ends up on one line: breaks and controls become one space, none at the ends. */
export function singleLine(text: string, longest: number): string {
  return withoutTurns(cut(text, longest))
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/\p{Cs}/gu, '')
    .trim();
}

/** Without embeddings, overrides and isolates of text direction: what follows them reads as something else. */
function withoutTurns(text: string): string {
  return text.replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '');
}

/** Without what nobody sees, nor spaces around it: for what is compared, such as ids and addresses. */
export function withoutInvisible(text: string): string {
  return text.replaceAll(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '').trim();
}

/** The beginning as a text of its own: a slice keeps the whole in memory, which may be a megabyte for each of many rows. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return Buffer.from(text.slice(0, longest), 'utf16le').toString('utf16le');
}
