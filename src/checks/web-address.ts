import { limits } from '../limits.ts';
import { isLoopback } from '../settings/loopback.ts';

/** An https address that others can open; plain http only for this machine. */
export function isWebAddress(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > limits.reportLinkCharacters || !URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}
