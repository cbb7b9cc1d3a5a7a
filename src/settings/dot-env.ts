import { parseEnv } from 'node:util';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment, extended by a `.env` file. The environment wins, also across `NAME` and `NAME_FILE`: if it has
 * `NAME_FILE`, the `NAME` in `.env` is ignored, and vice versa.
 */
export function withDotEnv(env: Environment, text: string, secrets: readonly string[]): Environment {
  const written = parseEnv(text.replace(/^\uFEFF/, ''));
  const other = new Map(secrets.flatMap((name) => [[name, `${name}_FILE`] as const, [`${name}_FILE`, name] as const]));
  const added = Object.entries(written).filter(([name]) => env[other.get(name) ?? name] === undefined);
  return { ...Object.fromEntries(added), ...env };
}

/** Syntax errors that would silently change the value of a setting. The messages hold names, never values. */
export function dotEnvErrors(text: string, settings: readonly string[]): string[] {
  // PowerShell writes UTF-16.
  if (/[\0\uFFFD]/.test(text)) return ['.env is not UTF-8: save it as UTF-8'];
  const marks = settings.flatMap((name) => {
    const hasMark = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*[^'"\`\\s#][^\\s#]*#`, 'm').test(text);
    return hasMark ? [`.env: ${name} has a # in its value, which begins a comment there: put the value in quotes`] : [];
  });
  return [...openQuotes(text, settings), ...marks];
}

/** Captures a name, the quote that opens its value and, if it is closed, the value and the rest of its last line. */
const quotedValues = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(["'`])(?:((?:(?!\2)[\s\S])*)\2([^\n]*))?/gm;

/**
 * Finds quotes that are not closed: such a value would include other settings, or lose its end. Only values of other
 * programs may span lines.
 */
function openQuotes(text: string, settings: readonly string[]): string[] {
  const open = [...text.matchAll(quotedValues)].filter(([, name = '', , value, rest]) => !isClosed(name, value, rest));
  return open.map(({ index }) => {
    const line = text.slice(0, index).split('\n').length;
    return `.env, line ${line}: the quote before the value is not closed behind it`;
  });

  function isClosed(name: string, value: string | undefined, rest = ''): boolean {
    if (value === undefined) return false;
    const [, ...more] = value.split('\n');
    const isAtEnd = /^\s*(#|$)/.test(rest);
    if (isOurs(name)) return more.length === 0 && isAtEnd;
    const takesOurs = more.some((line) => isOurs(/^\s*(?:export\s+)?(\w+)\s*=/.exec(line)?.[1] ?? ''));
    return more.length === 0 || (isAtEnd && !takesOurs);
  }

  function isOurs(name: string): boolean {
    return settings.includes(name.replace(/_FILE$/, ''));
  }
}

/** Names in the text that are not settings. */
export function unknownNamesIn(text: string, settings: readonly string[]): string[] {
  const known = new Set(settings.flatMap((name) => [name, `${name}_FILE`]));
  return Object.keys(parseEnv(text.replace(/^\uFEFF/, ''))).filter((name) => !known.has(name));
}

const proxies = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

/** Names of the proxy variables that are set. The bridge uses no proxy and warns about them. */
export function proxiesOf(env: Environment): string[] {
  return proxies.filter((name) => (env[name] ?? '').trim() !== '');
}
