import { parseUrl } from '../interviews/parse-url.ts';
import { limits } from '../limits.ts';
import { isLoopback } from '../settings/loopback.ts';
import { hasPublicSuffixBelow, isPublicSuffix } from './public-suffixes.ts';

/** A host that may receive a callback. */
export type CallbackHost = {
  scheme: 'https' | 'http';
  /** Lower case; `*.workable.com` is every sub-domain, but not `workable.com`. */
  host: string;
  /** Empty: the default port of the scheme. */
  port: string;
};

const domain = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const subdomain = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;

/**
 * Reads one configured host: `*.workable.com`, `ats.example:8443`, `http://localhost:4000`; undefined when it is none.
 */
export function parseCallbackHost(text: string): CallbackHost | undefined {
  const [, scheme = 'https', wildcard = '', host = '', port] =
    /^(?:(https?):\/\/)?(\*\.)?(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?$/.exec(text.toLowerCase()) ?? [];
  const address = `${scheme}://${host}${port === undefined ? '' : `:${port}`}`;
  const url = parseUrl(address);
  if (!url) return undefined;
  // The URL parser rewrites addresses such as 0x7f.1: 127.0.0.1 has to be written in that form.
  if (url.hostname !== host || url.port === '0') return undefined;
  if (wildcard !== '' && (!isRegistrable(host) || isPublicWildcard(text))) return undefined;
  if (scheme === 'http') return isLoopback(host) ? { scheme, host, port: url.port } : undefined;
  if (!domain.test(host) && !host.startsWith('[')) return undefined;
  return { scheme: 'https', host: wildcard + host, port: url.port };
}

/** `*.com` would be no restriction; `*.localhost` and `*.10.0.0.1` make no sense. */
function isRegistrable(host: string): boolean {
  return domain.test(host) && /\.[a-z][a-z0-9-]+$/.test(host);
}

/**
 * Anyone can get a host in a region of Azure (`*.eastus.cloudapp.azure.com`), but the public suffix list does not say
 * so.
 */
const unlisted = /^(([a-z0-9-]+\.)?cloudapp\.)?azure\.com$/;

/**
 * Whether a wildcard covers hosts that anyone can get: it is directly below a public suffix (`*.co.uk`, `*.github.io`),
 * or above one (`*.amazonaws.com`).
 */
export function isPublicWildcard(text: string): boolean {
  const parent = /\*\.([^:/]+)/.exec(text.toLowerCase())?.[1] ?? '';
  return parent.includes('.') && (isPublicSuffix(parent) || hasPublicSuffixBelow(parent) || unlisted.test(parent));
}

/** A callback URL that may receive our token, or undefined. The text and the result of the URL parser must agree. */
export function checkCallbackUrl(text: string, hosts: readonly CallbackHost[]): URL | undefined {
  if (text.length > limits.callbackUrlCharacters) return undefined;
  // Refuses spaces, control characters and homographs, which the URL parser would silently drop or map.
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes('\\') || text.includes('#')) return undefined;
  const url = parseUrl(text);
  if (url === undefined || !saysItsHost(text, url)) return undefined;
  return isAllowedCallback(url, hosts) ? url : undefined;
}

function saysItsHost(text: string, url: URL): boolean {
  const written = /^https?:\/\/([^/?]*)/i.exec(text)?.[1]?.toLowerCase();
  const defaultPort = url.protocol === 'https:' ? ':443' : ':80';
  return written === url.host || (url.port === '' && written === url.host + defaultPort);
}

/**
 * Whether one of the hosts covers this URL. Checks the parsed URL only: texts from outside go through
 * `checkCallbackUrl`.
 */
export function isAllowedCallback(url: URL, hosts: readonly CallbackHost[]): boolean {
  if (url.username !== '' || url.password !== '' || url.hash !== '') return false;
  return hosts.some((allowed) => isScheme(allowed, url) && url.port === allowed.port && covers(allowed, url.hostname));
}

/** Calls to this machine may use plain http. */
function isScheme(allowed: CallbackHost, url: URL): boolean {
  return url.protocol === `${allowed.scheme}:` || (url.protocol === 'http:' && isLoopback(allowed.host));
}

function covers(allowed: CallbackHost, hostname: string): boolean {
  if (!allowed.host.startsWith('*.')) return hostname === allowed.host;
  const parent = allowed.host.slice(1);
  return hostname.endsWith(parent) && subdomain.test(hostname.slice(0, -parent.length));
}
