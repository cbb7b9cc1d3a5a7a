/** The language of a text, as BCP 47 has it, for a code of the vendor's list, which has `br` for Brazil beside `pt`. */
export function languageOf(code: string | null | undefined): string | undefined {
  const tag = code?.trim().toLowerCase();
  if (tag === 'br') return 'pt-BR';
  return tag !== undefined && /^[a-z]{2,3}$/.test(tag) ? tag : undefined;
}
