import { parseEnv } from 'node:util';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment with what a `.env` file adds to it. The environment wins, also with the file that a secret may stand in:
 * where it has `NAME_FILE`, the `NAME` of `.env` is passed over, and the other way round.
 */
export function withDotEnv(env: Environment, text: string, secrets: readonly string[]): Environment {
  const written = parseEnv(text.replace(/^\uFEFF/, ''));
  const other = new Map(secrets.flatMap((name) => [[name, `${name}_FILE`] as const, [`${name}_FILE`, name] as const]));
  const added = Object.entries(written).filter(([name]) => env[other.get(name) ?? name] === undefined);
  return { ...Object.fromEntries(added), ...env };
}

/**
 * What is wrong with the text itself: nobody would find out why a setting is not what the file seems to say. Tells names,
 * never values.
 */
export function dotEnvFaults(text: string, settings: readonly string[]): string[] {
  // PowerShell writes so.
  if (/[\0\uFFFD]/.test(text)) return ['.env is not UTF-8: save it as UTF-8'];
  return settings.flatMap((name) => {
    const hasMark = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*[^'"\`\\s#][^\\s#]*#`, 'm').test(text);
    return hasMark ? [`.env: ${name} has a # in its value, which begins a comment there: put the value in quotes`] : [];
  });
}

/** Names in the text that no setting has. */
export function strangersIn(text: string, settings: readonly string[]): string[] {
  const known = new Set(settings.flatMap((name) => [name, `${name}_FILE`]));
  return Object.keys(parseEnv(text.replace(/^\uFEFF/, ''))).filter((name) => !known.has(name));
}

const proxies = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

/** Names of what tells other programs to use a proxy: the bridge does not, and has to say so. */
export function proxiesOf(env: Environment): string[] {
  return proxies.filter((name) => (env[name] ?? '').trim() !== '');
}
