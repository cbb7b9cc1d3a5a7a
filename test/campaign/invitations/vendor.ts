import type { Answer, Call } from './front.ts';

/** What one vendor brings to the campaign. The bridge reaches its server through a front, which misbehaves for it. */
export type InvitingVendor = {
  /** The bridge's settings for the vendor behind this address. */
  settings(origin: string): Record<string, string>;
  open(): Promise<OpenVendor>;
  /** The call by which the bridge invites, and the one by which it looks for an invitation. */
  isInvitation(call: Call): boolean;
  isSearch(call: Call): boolean;
  /** How the vendor refuses to invite. */
  refusal(body: string): Answer;
};

export type OpenVendor = {
  origin: string;
  templateIds(): Promise<readonly string[]> | readonly string[];
  /** Those of this person so far; with our id, where the vendor has it. */
  invitationsOf(email: string): readonly Invitation[];
  close(): Promise<void>;
};

export type Invitation = { interviewId?: string | null };
