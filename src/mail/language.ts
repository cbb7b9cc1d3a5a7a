import { languageIn, type TextsOf } from './texts.ts';

/** The language that a visitor's `Accept-Language` likes best of those there are, else `usual`. */
export function languageFor(accepted: string | undefined, texts: TextsOf, usual: string): string {
  const wanted = (accepted ?? '').split(',').flatMap((part) => {
    const [, tag = '', quality = '1'] =
      /^\s*([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\s*(?:;\s*q=([\d.]+)\s*)?$/i.exec(part) ?? [];
    return tag !== '' && isLanguage(tag) && Number(quality) > 0 ? [{ tag, quality: Number(quality) }] : [];
  });
  const best = wanted.sort((a, b) => b.quality - a.quality).find(({ tag }) => languageIn(texts, tag) !== undefined);
  return best?.tag ?? usual;
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
