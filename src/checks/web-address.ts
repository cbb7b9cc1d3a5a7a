import { parseUrl } from '../interviews/parse-url.ts';
import { limits } from '../limits.ts';
import { isLoopback } from '../settings/loopback.ts';

/** An https address that others can open; plain http only for this machine. */
export function isWebAddress(value: unknown): value is string {
  const isShort = typeof value === 'string' && value.length <= limits.reportLinkCharacters;
  const url = isShort ? parseUrl(value) : undefined;
  if (!url) return false;
  const { protocol, hostname } = url;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}
