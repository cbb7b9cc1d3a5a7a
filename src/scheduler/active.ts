/** An account with something to do, as far as this process knows. Of all others it knows nothing. */
export type Active = {
  /** Since when it wants to be polled, on the clock that is never set; undefined while it does not. */
  wantedSince: number | undefined;
  /** Records that were woken up. */
  ids: Set<string>;
  isPolling: boolean;
  /** Its part of Redis did not answer, or its work failed, a moment ago. */
  isResting: boolean;
  isUnreadable: boolean;
  readableSince: number;
  /** Since when it could be worked on as its hint says, and since when the longest due work of it waits; epoch ms. */
  dueSince: number;
  leftSince: number | undefined;
};

/** `now`: epoch ms. */
export function newActive(now: number): Active {
  return {
    wantedSince: undefined,
    ids: new Set(),
    isPolling: false,
    isResting: false,
    isUnreadable: false,
    readableSince: 0,
    dueSince: now,
    leftSince: undefined,
  };
}

/**
 * For how long the oldest due work waits although it could be done, in ms; undefined while Redis cannot tell. Work that
 * came due while Redis was away, or while its account's deliveries waited, could be done since then. `readableSince`:
 * since when Redis can tell, on the clock that is never set.
 */
export function lagOf(
  accounts: readonly Active[],
  readableSince: number | undefined,
  { now, monotonic }: { now: number; monotonic: number },
): number | undefined {
  if (readableSince === undefined) return undefined;
  let most = 0;
  for (const account of accounts) {
    if (account.isUnreadable) return undefined;
    const since = Math.max(account.leftSince ?? Number.POSITIVE_INFINITY, account.dueSince);
    const lag = Math.max(now - since, monotonic - (account.wantedSince ?? monotonic));
    most = Math.max(most, Math.min(lag, monotonic - Math.max(readableSince, account.readableSince)));
  }
  return most;
}
