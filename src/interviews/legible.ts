/**
 * What of a text from outside people can read and every database holds: without control characters (but for tabs and
 * line ends) and halves of characters, and no longer than told.
 */
export function legible(text: string, longest: number): string {
  return text.slice(0, longest).replace(/\p{Cs}|[^\P{Cc}\t\n\r]/gu, '');
}
