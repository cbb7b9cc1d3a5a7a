import { type Audit, audit } from './audit.ts';
import { pathOf, personOf } from './kept.ts';
import type { CampaignVendor } from './vendor.ts';

/** The history of one interview, as event logs would have it: for tests that a violation is found. */
export type Planted = {
  /** Of the vendor itself: whom it has invited, under which ids. */
  kept: Record<string, readonly unknown[]>;
  /** Of the server that takes the bridge's mail. */
  mail?: Record<string, readonly unknown[]>;
  /** What the vendor had to say, and how much of it was acknowledged; all when absent. */
  sent: readonly unknown[];
  acknowledged?: number;
  /** What Workable took. */
  taken: readonly object[];
  repeatedAs?: string;
  isAnswered?: boolean;
};

const number = 7;
export const person = personOf(number);
export const interviewId = 'id-7';

export function auditPlanted(vendor: CampaignVendor, planted: Planted): Audit {
  const { kept, mail = {}, sent, acknowledged = sent.length, taken, repeatedAs, isAnswered = true } = planted;
  const states = sent.map((state, act) => ({ person, act, state }));
  return audit(vendor, {
    vendor: logOf({ ...kept, sent: states, acknowledged: states.slice(0, acknowledged), ended: [person] }),
    workable: logOf({
      requested: [number],
      created: isAnswered ? [{ number, interviewId }] : [],
      repeated: repeatedAs === undefined ? [] : [{ number, interviewId: repeatedAs }],
      callback: taken.map((body, at) => ({ path: pathOf(number), at, body, isTaken: true, problems: [] })),
    }),
    mail: logOf(mail),
  });
}

function logOf(values: Record<string, readonly unknown[]>) {
  return { read: <Value>(kind: string) => [...(values[kind] ?? [])] as Value[] };
}
