import type { ManageParts } from '../../accounts/change.ts';
import type { ConnectDoor } from '../../accounts/connect.ts';
import type { BridgeAccount } from '../../bridge-accounts.ts';
import type { InterviewRecord } from '../../interviews/record.ts';
import type { Ttl } from '../../reports/link-life.ts';
import type { Finding } from '../doctor/finding.ts';
import type { BridgeParts } from '../parts.ts';

/** What the handlers of endpoints use. */
export type ApiParts = BridgeParts & {
  /** Without a trailing slash. */
  publicUrl: string;
  /** Notes that personal data of these interviews and applications is shown. */
  revealed: (interviewIds: readonly string[], applicationIds?: readonly string[]) => void;
  /** Notes that these members of the customer's Workable are shown. */
  revealedMembers: (account: string, memberIds: readonly string[]) => void;
  /** Makes a new shared link. */
  share: (account: BridgeAccount, record: InterviewRecord) => Promise<{ url: string } & Ttl>;
  /** Makes a link with which the account's customer connects Workable. */
  connectLink: (manage: ManageParts, account: string, door: ConnectDoor) => Promise<{ url: string; expiresAt: number }>;
  /** What the doctor says of an account. */
  examine: (account: BridgeAccount) => Promise<readonly Finding[]>;
};
