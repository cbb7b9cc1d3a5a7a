/** The language that a reader's `Accept-Language` likes best of those there are, as it is asked for; else `usual`. */
export function languageFor(accepted: string | undefined, languages: readonly string[], usual: string): string {
  const wanted = (accepted ?? '').split(',').flatMap((part) => {
    const [, tag = '', quality = '1'] =
      /^\s*([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\s*(?:;\s*q=([\d.]+)\s*)?$/i.exec(part) ?? [];
    return tag !== '' && isLanguage(tag) && Number(quality) > 0 ? [{ tag, quality: Number(quality) }] : [];
  });
  const best = wanted.sort((a, b) => b.quality - a.quality).find(({ tag }) => languageIn(languages, tag) !== undefined);
  return best?.tag ?? usual;
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** The one of `languages` for a wanted one, such as `pt` for `pt-BR`; undefined where there is none. */
export function languageIn(languages: readonly string[], wanted: string): string | undefined {
  const named = (tag: string) => languages.find((each) => each.toLowerCase() === tag);
  return named(wanted.toLowerCase()) ?? named(baseOf(wanted));
}

export function baseOf(language: string): string {
  return language.toLowerCase().split('-', 1)[0] ?? '';
}

/** Languages that are written from right to left. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)$/.test(baseOf(language)) ? 'rtl' : 'ltr';
}
