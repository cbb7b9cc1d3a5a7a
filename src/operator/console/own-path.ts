import { parseUrl } from '../../interviews/parse-url.ts';

export const base = '/operator';

/** As the router wants a path below it. */
export function routeOf(path: string): string {
  return path === '/' ? base : base + path;
}

/** A path with what stands for its names. */
export function filled(path: string, params: object): string {
  return path.replaceAll(/:(\w+)/g, (_all, name: string) =>
    encodeURIComponent(String((params as Record<string, unknown>)[name])),
  );
}

/** A path of the console with its query, as one may be led to; of anything else the first page. */
export function ownPath(text: string | null | undefined): string {
  if (!text?.startsWith('/')) return base;
  const url = parseUrl(`http://own.invalid${text}`);
  const isOwn = url?.host === 'own.invalid' && /^\/operator(?:\/|$)/i.test(url.pathname);
  return isOwn ? `${url.pathname}${url.search}` : base;
}
