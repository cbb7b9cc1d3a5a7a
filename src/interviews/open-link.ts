import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import { invitationOf, vendorOf, withInvited } from './at-vendor.ts';
import { budgets, leaseMs } from './budgets.ts';
import { change } from './change.ts';
import { outcomeOf } from './outcome.ts';
import type { Account, VersionedInterview } from './ports.ts';
import { attemptsOf, type Conclusion, type InterviewRecord } from './record.ts';
import type { LeasedInterview, WorkParts } from './turn.ts';

type Parts = Pick<WorkParts, 'store' | 'now' | 'within'> & { sleep: (ms: number) => Promise<void> };

const waitMs = 100;
/** As long as a person waits for a page, about: a poll is over sooner, mostly. */
const tries = 50;

/** `no-link`: the candidate was not invited, or the vendor gave no link. */
export type Opened =
  | { outcome: 'link'; link: string }
  | { outcome: 'no-link' }
  | { outcome: 'over'; status: Conclusion['status'] | 'cancelled' };

/**
 * The candidate begins: where the vendor's link is. A link that dies with its first visit is replaced by a new one,
 * where that visit was a while ago and nothing came of it. Undefined where the account has no such interview. Throws
 * Failure where the vendor has to be called and cannot be.
 */
export async function openLink(parts: Parts, account: Account, id: string): Promise<Opened | undefined> {
  const found = await parts.store.read(id);
  if (found?.record.account !== account.name) return undefined;
  const opened = openedOf(found.record, account, parts.now());
  if (opened.outcome !== 'link') return opened;
  if (isUsedUp(found.record, account, parts.now())) return renew(parts, account, id);
  await change(parts, account, found, {
    to: (record) => (record.linkOpenedAt === undefined ? withVisit(record, parts.now()) : undefined),
    event: 'the candidate followed the link',
  });
  return opened;
}

/** Where the candidate may go now. Changes nothing. Pure. */
export function openedOf(record: InterviewRecord, { policy }: Account, now: number): Opened {
  const { candidateLink: link, cancellation, createdAt } = record;
  const { status } = outcomeOf(record, policy, now);
  if (status === 'completed') return { outcome: 'over', status };
  if (cancellation?.endsInterview) return { outcome: 'over', status: 'cancelled' };
  if (status !== 'pending') return { outcome: 'over', status };
  if (attemptsOf(record).at(-1)?.state === 'finished') return { outcome: 'over', status: 'completed' };
  if (now >= createdAt + policy.invitationExpiresAfterMs) return { outcome: 'over', status: 'expired' };
  return link === undefined ? { outcome: 'no-link' } : { outcome: 'link', link };
}

/** Only visiting a link would show whether it is dead, and would kill it. */
function isUsedUp({ vendor: name, linkOpenedAt }: InterviewRecord, { vendor }: Account, now: number): boolean {
  if (vendor.name !== name || vendor.capabilities.links !== 'single-use') return false;
  if (vendor.capabilities.createTwice === 'mails-twice') return false;
  return linkOpenedAt !== undefined && now - linkOpenedAt >= limits.linkVisitMs;
}

/** One process at a time, so that a candidate who is in a hurry gets one link. */
async function renew(parts: Parts, account: Account, id: string): Promise<Opened> {
  const leased = await acquire(parts, id);
  try {
    const { record } = leased;
    const opened = openedOf(record, account, parts.now());
    if (opened.outcome !== 'link' || !isUsedUp(record, account, parts.now())) return opened;
    return await renewLeased(parts, account, leased);
  } finally {
    await parts.store.release(leased.lease).catch(() => undefined);
  }
}

/** Waits for a worker that polls or delivers meanwhile, or for another visit. */
async function acquire({ store, sleep }: Parts, id: string): Promise<LeasedInterview> {
  for (let left = tries; left > 0; left -= 1) {
    const leased = await store.acquire(id, leaseMs);
    if (leased) return leased;
    if (left > 1) await sleep(waitMs);
  }
  throw new Failure('busy', 'The interview is being worked on');
}

async function renewLeased(parts: Parts, account: Account, current: VersionedInterview): Promise<Opened> {
  const { record } = current;
  const vendor = vendorOf(account, record);
  const given = await parts.within(budgets.invite, (options) => vendor.invite(invitationOf(record, account), options));
  const { link } = given;
  if (link === undefined) throw new Failure('vendor-unclear', 'The vendor gave no link');
  await change(parts, account, current, {
    to: (each) => withVisit(withInvited(each, given, account), parts.now()),
    event: 'the vendor gave a new link, since the candidate came again',
  });
  return { outcome: 'link', link };
}

function withVisit(record: InterviewRecord, now: number): InterviewRecord {
  return { ...record, linkOpenedAt: now };
}
