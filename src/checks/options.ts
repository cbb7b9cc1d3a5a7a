import { readFile, writeFile } from 'node:fs/promises';
import { parseUrl } from '../interviews/parse-url.ts';
import { isLoopback } from '../settings/loopback.ts';

/** Wrong use of a kit; the message says how to correct it. */
export class Misuse extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Misuse';
  }
}

/** What both kits take, as it is typed. */
export type KitOptions = {
  url: string;
  /** What the kit calls itself. */
  userAgent: string;
  /** A file with the token; otherwise `token`, from `BRIDGE_CHECK_TOKEN`. */
  tokenFile?: string | undefined;
  token?: string | undefined;
  /** Plain http to other machines too. */
  insecure?: boolean | undefined;
  template?: string | undefined;
  email?: string | undefined;
  /** The port at which the kit listens. */
  port?: string | undefined;
  /** Seconds. */
  wait?: string | undefined;
  /** Ids of clauses, comma-separated. */
  only?: string | undefined;
  json?: boolean | undefined;
  junit?: string | undefined;
};

const longestWaitSeconds = 3_600;

/** An address to call, without a trailing slash. Throws Misuse. */
export function readBaseUrl(text: string, name: string, isInsecure: boolean): string {
  const url = parseUrl(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new Misuse(`${name} should begin with https://, or with http:// where it is on this machine`);
  }
  if (url.username || url.password) throw new Misuse(`${name} should have no user or password in it`);
  if (url.search || url.hash) throw new Misuse(`${name} should end before "?" and "#"`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !isInsecure) {
    throw new Misuse(
      `${name} should begin with https:// (the token would be readable on the way; --insecure allows it)`,
    );
  }
  return url.href.replace(/\/+$/, '');
}

/** The token to send. Throws Misuse. */
export async function readToken({ tokenFile, token }: Pick<KitOptions, 'tokenFile' | 'token'>): Promise<string> {
  if (tokenFile !== undefined) return readSecret(tokenFile, '--token-file');
  if (token === undefined) throw new Misuse('Name the file with the token (--token-file) or set BRIDGE_CHECK_TOKEN');
  return checkedSecret(token, 'BRIDGE_CHECK_TOKEN');
}

/** The secret in a file, without white space around it. Throws Misuse. */
export async function readSecret(path: string, option: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Misuse(`${option}: the file cannot be read (${error.code ?? 'unknown'})`);
  });
  return checkedSecret(text, option);
}

function checkedSecret(text: string, name: string): string {
  const secret = text.trim();
  if (!/^[\x21-\x7e]{1,4096}$/.test(secret))
    throw new Misuse(`${name} should hold one line of visible ASCII characters`);
  return secret;
}

/** A whole number within limits. Throws Misuse. */
function readCount(text: string, name: string, most: number): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(count <= most)) throw new Misuse(`${name} should be a whole number from 0 to ${most}`);
  return count;
}

/** `toKit`: the address at which the kit is reached. On this machine no other program listens there. */
export function readPort(text: string | undefined, toKit?: string): number {
  if (text !== undefined) return readCount(text, '--port', 65_535);
  const { protocol, hostname, port } = new URL(toKit ?? 'https://elsewhere.invalid');
  return protocol === 'http:' && isLoopback(hostname) ? Number(port || 80) : 0;
}

/** Milliseconds. */
export function readWait(text: string | undefined, defaultSeconds: number): number {
  return 1000 * (text === undefined ? defaultSeconds : readCount(text, '--wait', longestWaitSeconds));
}

export function readEmail(text: string): string {
  if (!/^[^\s@+]{1,40}@[^\s@]{1,200}$/.test(text)) {
    throw new Misuse('--email should be an e-mail address without "+": the kit adds "+…" for further candidates');
  }
  return text;
}

/** Undefined: all. Throws Misuse. */
export function readOnly(text: string | undefined, known: readonly string[]): ReadonlySet<string> | undefined {
  if (text === undefined) return undefined;
  const wanted = text.split(',').map((id) => id.trim().toUpperCase());
  const unknown = wanted.find((id) => !known.includes(id));
  if (unknown !== undefined) throw new Misuse(`--only: there is no clause ${unknown}`);
  return new Set(wanted);
}

/** Found before the check instead of after it. Throws Misuse. */
export async function checkWritable(path: string): Promise<void> {
  await writeFile(path, '', { flag: 'a' }).catch((error: NodeJS.ErrnoException) => {
    throw new Misuse(`--junit: the file cannot be written (${error.code ?? 'unknown'})`);
  });
}
