import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
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

const waitMs = 100;

/**
 * Where the same interview of the person is open by way of the account's other door: a new interview that shares the
 * vendor's invitation, so that no second one is made. Undefined where there is none to share, or the interview exists
 * already. Throws Failure `busy` where the invitation is still being made at `giveUpAt`.
 */
export async function shareInvitation(
  parts: Parts,
  account: Account,
  request: CreateRequest,
  giveUpAt: number,
): Promise<CreatedInterview | undefined> {
  if (!account.hasTwoDoors || request.origin.door !== 'provider') return undefined;
  if (await parts.store.findByOrigin(account.name, request.origin)) return undefined;
  for (;;) {
    const others = await parts.store.findByPerson(account.name, request.candidate.email);
    const shared = others.findLast(({ record }) => isShareable(record, account, request, parts.now()))?.record;
    if (!shared) return undefined;
    if (shared.invitation.state === 'invited') {
      const created = await share(parts, account, request, shared);
      if (created) return created;
    }
    if (parts.now() > giveUpAt) throw new Failure('busy', 'The interview is being created');
    await parts.sleep(waitMs);
  }
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
