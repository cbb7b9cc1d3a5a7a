/** Attributes of a text of the vendor's, whose language and direction are not known. */
export const foreign = { dir: 'auto', lang: '' } as const;

/** The same, of a text whose language (BCP 47) the vendor may have said. */
export function foreignIn(language: string | undefined): { dir: 'auto'; lang: string } {
  return { ...foreign, lang: language ?? foreign.lang };
}
