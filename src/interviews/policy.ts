/** The settings of one account that decide what is reported and when. All durations in milliseconds. */
export type Policy = {
  invitationExpiresAfterMs: number;
  retryGraceMs: number;
  resultHoldMs: number;
  retentionMs: number;
  /** The longest time between two polls of the vendor while something is expected. */
  askEveryMs: number;
  /** For how long the vendor is asked once a day about a result that it may change; absent: not at all. */
  asksAfterResultMs?: number;
  /** Ask the vendor for details before a completed result is first sent. */
  asksDetails: boolean;
  /** Waits between tries; the last one repeats. */
  retryScheduleMs: readonly number[];
  giveUpAfterMs: number;
};
