import type { Fact } from '../score.ts';

export type VendorKind = 'jobmojito' | 'http' | 'greenhouse' | 'ribbon';

/** One person at the vendor, by the e-mail address. */
export type AtVendor = {
  email: string;
  /** How often the person was invited. */
  invitations: number;
  /** Where the candidate is: before, or behind the interview. */
  fact: Fact | undefined;
};

/** A fake vendor, as a person at it would use it. */
export type VendorSide = {
  name: string;
  /** For the bridge, which reaches the vendor at `origin`. */
  settings(origin: string): Record<string, string>;
  /** Where the server is that stands behind `origin`. */
  target: string;
  /** The id of the interview that candidates of the trigger's stage get. */
  template: string;
  /** The one page that it has of its own. */
  pageUrl?: string;
  /** The scale has a score for the whole interview, and a person at the vendor decides. */
  hasScore: boolean;
  hasDecision: boolean;
  /** It mails its candidates their invitations; otherwise the bridge does. */
  mailsItself: boolean;
  /** Those who were invited, oldest first. */
  people(): AtVendor[];
  /** The candidate answers the questions, and the answers are scored; again: another score. In percent. */
  finish(email: string, percent: number): Promise<void>;
  decide(email: string, isAdvanced: boolean): Promise<void>;
  /** Whether there are credits for invitations. Absent: the call is answered 402 on its way. */
  setCredits?(hasCredits: boolean): void;
  close(): Promise<void>;
};

/** `webhookOrigin`: where the bridge takes webhooks. */
export type VendorParts = { webhookOrigin: string; now: () => number };

/** Each address once, in the order in which they first came. */
export function countInvitations(emails: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const email of emails) counts.set(email, (counts.get(email) ?? 0) + 1);
  return counts;
}
