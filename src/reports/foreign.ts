/** Attributes of a text of the vendor's, whose language and direction are not known. */
export const foreign = { dir: 'auto', lang: '' } as const;
