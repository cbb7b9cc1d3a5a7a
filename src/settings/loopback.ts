/** Whether a host name, as `URL.hostname` spells it, is this machine itself: the only place where plain http may go. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
