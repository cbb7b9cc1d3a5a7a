import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import { leaseMs } from './budgets.ts';
import { change } from './change.ts';
import type { CreateRequest } from './create.ts';
import { withEvent } from './history.ts';
import { outcomeOf } from './outcome.ts';
import { plan } from './plan.ts';
import type { Account, CreatedInterview, InterviewStore } from './ports.ts';
import { type InterviewRecord, newRecord, sharersOf } from './record.ts';

type Parts = {
  store: InterviewStore;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  newId: (account: string) => string;
  newKey: () => string;
};

type Begin = () => Promise<CreatedInterview>;

const waitMs = 100;

/**
 * A new interview, which `begin` stores; where the same interview of the person is open by way of the account's other
 * door, one that shares the vendor's invitation, so that no second one is made. Throws Failure `busy` where that
 * invitation is still being made at `giveUpAt`.
 */
export async function shareOrBegin(
  parts: Parts,
  account: Account,
  request: CreateRequest,
  giveUpAt: number,
  begin: Begin,
): Promise<CreatedInterview> {
  if (!account.hasTwoDoors || request.origin.door !== 'provider') return begin();
  const isBegun = async () => (await parts.store.findByOrigin(account.name, request.origin)) !== undefined;
  for (;;) {
    // A create that is repeated needs no right to begin, and does not wait for it.
    if (await isBegun()) return begin();
    const created = await alone(parts, account, request, async () =>
      (await isBegun()) ? begin() : tryToShare(parts, account, request, begin),
    );
    if (created) return created;
    if (parts.now() > giveUpAt) throw new Failure('busy', 'The interview is being created');
    await parts.sleep(waitMs);
  }
}

/** Names the right to look for the interviews of a person with a template, and to begin one: one door at a time has it. */
export function beginningOf(templateId: string, email: string): string {
  return `stage ${templateId} ${email}`;
}

/** Undefined while the other door has the right to begin. */
async function alone(
  { store }: Parts,
  { name }: Account,
  { templateId, candidate }: CreateRequest,
  work: () => Promise<CreatedInterview | undefined>,
): Promise<CreatedInterview | undefined> {
  const lease = await store.acquirePerson(name, beginningOf(templateId, candidate.email), leaseMs);
  if (!lease) return undefined;
  try {
    return await work();
  } finally {
    void store.release(lease).catch(() => undefined);
  }
}

/** Undefined while the invitation is still being made. */
async function tryToShare(
  parts: Parts,
  account: Account,
  request: CreateRequest,
  begin: Begin,
): Promise<CreatedInterview | undefined> {
  const others = await parts.store.findByPerson(account.name, request.candidate.email);
  const shared = others.findLast(({ record }) => isShareable(record, account, request, parts.now()))?.record;
  if (!shared) return begin();
  return shared.invitation.state === 'invited' ? share(parts, account, request, shared) : undefined;
}

function isShareable(
  record: InterviewRecord,
  { vendor, policy }: Account,
  { templateId }: CreateRequest,
  now: number,
): boolean {
  const { origin, invitation, cancellation } = record;
  if (origin.door !== 'stage' || record.templateId !== templateId || record.vendor !== vendor.name) return false;
  if (cancellation || 'failure' in invitation || sharersOf(record).length > limits.sharersOfInvitation) return false;
  return outcomeOf(record, policy, now).status === 'pending';
}

/** The other one is told first: a webhook that comes in between finds nothing here, and a poll finds what it said. */
async function share(
  { store, now, newId, newKey }: Parts,
  account: Account,
  request: CreateRequest,
  { id: sharedId }: InterviewRecord,
): Promise<CreatedInterview | undefined> {
  const id = newId(account.name);
  const changed = await change({ store, now }, account, sharedId, {
    to({ sharedBy = [], ...record }) {
      if (record.cancellation) return undefined;
      return { ...record, sharedBy: [...sharedBy, id] };
    },
    event: 'shared with an interview of the other door',
  });
  if (changed.outcome !== 'saved') return undefined;
  const at = now();
  const { vendorRef, earlierRefs, candidateLink, attempts, candidateRefs, vendor } = changed.record;
  const given = { ...request, id, account: account.name, vendor, reportKey: newKey() };
  const fresh: InterviewRecord = {
    ...newRecord(given, at),
    invitation: { state: 'invited', at, round: 1 },
    invitedAs: sharedId,
    ...(vendorRef === undefined ? {} : { vendorRef }),
    ...(earlierRefs === undefined ? {} : { earlierRefs }),
    ...(candidateLink === undefined ? {} : { candidateLink }),
    attempts,
    candidateRefs,
  };
  const record = withEvent(fresh, at, `created: shares the invitation of ${sharedId}`);
  return store.create(record, plan(record, account, at).schedule);
}
