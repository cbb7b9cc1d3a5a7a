type Parts = { note: (account: string, digest: string, at: number) => Promise<void>; now: () => number };

/**
 * Has it written down when Workable first called with a token that the bridge made. A process writes once for each
 * token, and no request waits for it or fails with it: the next one tries again.
 */
export function noteFirstCalls({ note, now }: Parts): (account: string, digest: string) => void {
  const noted = new Set<string>();
  return (account, digest) => {
    if (noted.has(digest)) return;
    noted.add(digest);
    note(account, digest, now()).catch(() => noted.delete(digest));
  };
}
