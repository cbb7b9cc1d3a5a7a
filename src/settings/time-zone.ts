/** An IANA time zone such as `Europe/Athens`, as it is spelled; undefined for anything else. */
export function timeZoneOf(name: string): string | undefined {
  // Without a name of a place it would be an offset, which knows no summer time.
  if (!/^[A-Za-z]+([/_+-][A-Za-z0-9]+)*$/.test(name)) return undefined;
  try {
    const known = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
    // Some places are known under a name that is no longer used.
    return known.toLowerCase() === name.toLowerCase() ? known : name;
  } catch {
    return undefined;
  }
}
