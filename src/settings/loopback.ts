/**
 * Whether a host name, as `URL.hostname` spells it, is this machine: the only host that may be called over plain http.
 */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
