/**
 * Says whether something may be done for an owner, at most so often in so many ms. `now`: epoch ms. Remembers only those
 * for whom it was done lately.
 */
export function createAllowance({ most, ms, now }: { most: number; ms: number; now: () => number }) {
  const byOwner = new Map<string, readonly number[]>();
  return function mayDo(owner: string): boolean {
    const isRecent = (at: number) => at > now() - ms;
    for (const [name, times] of byOwner) if (!times.some(isRecent)) byOwner.delete(name);
    const recent = (byOwner.get(owner) ?? []).filter(isRecent);
    if (recent.length >= most) return false;
    byOwner.set(owner, [...recent, now()]);
    return true;
  };
}
