import type { BridgeAccount } from '../../bridge-accounts.ts';
import { within } from '../../http/within.ts';
import { endAtVendor } from '../../interviews/cancel.ts';
import type { InterviewRecord } from '../../interviews/record.ts';
import { unavailable } from '../../store/unavailable.ts';
import { describeTally } from '../describe-tally.ts';
import { type Found, findPerson } from '../find-person.ts';
import type { BridgeParts } from '../parts.ts';
import { bodyOf, isCut } from '../rejected.ts';
import { forgetApplications } from './forget-applications.ts';

/** Something about a person that was found, and erased where that was asked for. */
export type Forgotten = { account: string; id: string } & (
  | { kind: 'webhook'; at: number }
  /** Whether it is about the person cannot be determined. */
  | { kind: 'unreadable-webhook'; problem: string }
  | { kind: 'interview' | 'unreadable-interview' }
  /** What is known of a candidate through the stage door. */
  | { kind: 'application' | 'unreadable-application' }
  /** The vendor may still have the candidate come. */
  | { kind: 'not-cancelled'; why: string }
);

/** Of all accounts. `heads`: large webhooks of which only the head is kept, so that the rest may name any person. */
export type ForgetTotals = {
  interviews: number;
  applications: number;
  webhooks: number;
  unreadable: number;
  heads: number;
};

type Asked = {
  email: string;
  isDone: boolean;
  onFound: (found: Forgotten) => void;
  onRead: (read: number, all: number) => void;
};

/** `share`: how much of the work is done, 0 to 1. */
type OnProgress = (text: string, share: number) => void;

/** Finds what is stored about a person in every account and, where `isDone`, erases it. */
export async function forget(
  parts: BridgeParts,
  email: string,
  isDone: boolean,
  onFound: (found: Forgotten) => void,
  onProgress: OnProgress = () => undefined,
): Promise<ForgetTotals> {
  const totals: ForgetTotals = { interviews: 0, applications: 0, webhooks: 0, unreadable: 0, heads: 0 };
  const erasedIds: string[] = [];
  const note = (found: Forgotten): void => {
    if (isDone && /(interview|application)$/.test(found.kind)) erasedIds.push(found.id);
    onFound(found);
  };
  try {
    for (const [i, account] of parts.accounts.entries()) {
      const of = parts.accounts.length;
      const onRead = (read: number, all: number) =>
        onProgress(`account ${i + 1} of ${of}, applications read: ${read} of ${all}`, (i + read / all) / of);
      onProgress(`account ${i + 1} of ${of}`, i / of);
      await forgetIn(parts, account, { email, isDone, onFound: note, onRead }, totals);
    }
  } finally {
    const forgotten = [parts.wakeUps.forget(erasedIds), parts.storage.events.forget(erasedIds)];
    await Promise.all(forgotten).catch((error: unknown) => Promise.reject(unavailable(error)));
  }
  return totals;
}

async function forgetIn(parts: BridgeParts, account: BridgeAccount, asked: Asked, totals: ForgetTotals): Promise<void> {
  const found = await findPerson(parts, account.name, asked.email);
  const tally = { webhooks: 0, interviews: 0, applications: 0 };
  try {
    // Webhooks first: they are found through the interviews, so what is interrupted can be repeated.
    await forgetWebhooks(parts, found, asked, tally, totals);
    await forgetInterviews(parts, account, found, asked, tally);
    tally.applications = await forgetApplications(parts, account.name, asked, totals);
  } finally {
    if (asked.isDone && tally.interviews + tally.webhooks + tally.applications > 0) {
      const detail = describeTally(tally);
      await parts.audit({ account: account.name, did: 'erased a person', detail });
    }
  }
  totals.unreadable += found.unreadable.length;
  totals.webhooks += tally.webhooks;
  totals.interviews += tally.interviews;
  totals.applications += tally.applications;
}

type Tally = Pick<ForgetTotals, 'webhooks' | 'interviews' | 'applications'>;

async function forgetWebhooks(
  parts: BridgeParts,
  { account, isTheirs }: Found,
  { isDone, onFound }: Asked,
  tally: Tally,
  totals: ForgetTotals,
): Promise<void> {
  const { storage, now } = parts;
  for await (const page of storage.rejected.list(account, now())) {
    for (const about of page) {
      const { id, at } = about;
      const body = await bodyOf(parts, { account: { name: account }, id });
      if (typeof body === 'object') {
        totals.unreadable += 1;
        onFound({ kind: 'unreadable-webhook', account, id, ...body });
      } else if (body !== undefined && isTheirs(body)) {
        if (isDone && !(await storage.rejected.remove(account, id))) continue;
        onFound({ kind: 'webhook', account, id, at });
        tally.webhooks += 1;
      } else if (body !== undefined && isCut(about, body)) totals.heads += 1;
    }
  }
}

async function forgetInterviews(
  parts: BridgeParts,
  account: BridgeAccount,
  found: Found,
  { email, isDone, onFound }: Asked,
  tally: Tally,
): Promise<void> {
  const { storage } = parts;
  for (const id of found.ids) {
    // Records are read one by one: a person may have many interviews.
    const current = isDone ? await storage.interviews.read(id) : undefined;
    if (current) {
      await cancelFirst(parts, account, current.record, onFound);
      await storage.interviews.erase(current.record);
    }
    onFound({ kind: 'interview', account: found.account, id });
    tally.interviews += 1;
  }
  for (const id of found.unreadable) {
    if (isDone) await storage.persons.eraseUnread(email, id);
    onFound({ kind: 'unreadable-interview', account: found.account, id });
    tally.interviews += 1;
  }
}

/** The vendor may delete what it holds too; afterwards nothing here knows what to ask of it. */
async function cancelFirst(
  { now }: BridgeParts,
  account: BridgeAccount,
  record: InterviewRecord,
  onFound: Asked['onFound'],
): Promise<void> {
  const end = await endAtVendor({ now, within }, account, record);
  if (end) onFound({ kind: 'not-cancelled', account: account.name, id: record.id, why: end.message });
}
