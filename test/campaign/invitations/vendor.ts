import type { Answer, Call } from './front.ts';

/** What one vendor brings to the campaign. The bridge reaches its server through a front, which misbehaves for it. */
export type InvitingVendor = {
  /** The word of the setting `VENDOR`. */
  name: string;
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
  /** What only its server knows: where mail goes. */
  settings?: Record<string, string>;
  templateIds: readonly string[];
  /** Each time that this person was invited so far. */
  invitationsOf(email: string): readonly Invitation[];
  /** Where the bridge does not find out: what a person sees who looks at the vendor for one of our ids. */
  lookFor?(interviewId: string): Finding;
  close(): Promise<void>;
};

/** `to`: which interview; the same for two invitations to one. Our id, where the vendor has that. */
export type Invitation = { to: string; isOurId: boolean };

export type Finding = { invited: string } | 'not-invited';
