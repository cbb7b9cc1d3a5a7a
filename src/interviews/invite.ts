import { asFailure, Failure, type FailureKind } from '../errors.ts';
import { invitationOf, vendorOf, withInvited } from './at-vendor.ts';
import { budgets, endsInLease, leaseMs } from './budgets.ts';
import { change } from './change.ts';
import { saveAnswer } from './complaints.ts';
import { isInvitationDue, type Step } from './plan.ts';
import type { Invited } from './ports/vendor.ts';
import type { LeasedPerson, Note, PersonTurn, VersionedInterview } from './ports.ts';
import { type InterviewRecord, type InvitationFailure, type InvitationState, isInDoubt } from './record.ts';
import { release, save, type Turn, type WorkParts, whereOf } from './turn.ts';

const outcomeOf: Partial<Record<FailureKind, (Note & { event: 'invitation' })['outcome']>> = {
  'vendor-refused': 'refused',
  'vendor-key-rejected': 'key-rejected',
  'vendor-not-reached': 'not-reached',
};

/** The right to invite: of a vendor that takes any number of invitations at once there is nothing to lease. */
type Right = Pick<LeasedPerson, 'others'> & { lease?: PersonTurn['lease']; leasedAt: number };

/**
 * Has the vendor invite the candidate, and saves what came of it. Where the vendor needs it, one process at a time
 * invites a person; what may have happened already is looked for first.
 */
export async function invite(parts: WorkParts, turn: Turn): Promise<Step | undefined> {
  const right = turn.person ?? (await rightToInvite(parts, turn));
  // Another invitation of the person is under way; this one stays due.
  if (!right) return release(parts, turn);
  const isNew = turn.person !== undefined;
  delete turn.person;
  try {
    return await inviteAlone(parts, turn, right, isNew);
  } finally {
    // What was saved is on its way before; where Redis is away, the lease runs out by itself.
    if (right.lease) void parts.store.release(right.lease).catch(() => undefined);
  }
}

async function inviteAlone(parts: WorkParts, turn: Turn, right: Right, isNew: boolean): Promise<Step | undefined> {
  /** An earlier call may have been answered without this one knowing. */
  const isUnknown = !isNew && isInDoubt(turn.record);
  const others = right.others.filter(({ record }) => isInDoubt(record));
  const found = await lookFor(parts, turn, isUnknown, others);
  if (found instanceof Failure) return fail(parts, turn, found, isUnknown);
  if (found)
    return save(parts, turn, { to: (each) => invited(each, parts.now(), found, turn), event: 'found at the vendor' });

  if (!isNew || others.length > 0) {
    const step = await save(parts, turn, { to: (record) => begun(record) });
    if (!step || !isStillWanted(step, turn.record, parts.now())) return step;
  }
  const { invitation } = turn.record;
  if ('until' in invitation && invitation.until < parts.now()) return fail(parts, turn, tooLate(), false);
  const leasedAt = Math.min(turn.leasedAt, right.leasedAt);
  if (!endsInLease(budgets.invite, parts.monotonic() - leasedAt)) {
    return fail(parts, turn, new Failure('busy', 'The vendor is slow'), false);
  }
  return call(parts, turn);
}

/**
 * A write that is due as well comes later: after it, a call that was never made would be in doubt, and with some vendors
 * only a person could find out.
 */
function isStillWanted(step: Step, record: InterviewRecord, now: number): boolean {
  return step.do === 'invite' || (step.do === 'write' && isInvitationDue(record, now));
}

async function call(parts: WorkParts, turn: Turn): Promise<Step | undefined> {
  const { account, record } = turn;
  let given: Invited;
  const startedAt = parts.monotonic();
  try {
    const vendor = vendorOf(account, record);
    given = await parts.within(budgets.invite, (options) => vendor.invite(invitationOf(record, account), options));
  } catch (error) {
    const failure = asFailure(error);
    return fail(parts, turn, failure, !(failure.kind in outcomeOf));
  }
  const event = eventOf(given, Math.round(parts.monotonic() - startedAt));
  const to = (each: InterviewRecord) => invited(each, parts.now(), given, turn);
  const step = await save(parts, turn, { to, event });
  parts.emit({ event: 'invitation', outcome: 'invited', ...whereOf(turn) });
  if (turn.record.invitation.state === 'invited') return step;
  // The lease was over. An invitation is a fact all the same.
  await change(parts, account, record.id, { to, event });
  return undefined;
}

function eventOf({ isEmailed, link }: Invited, tookMs: number): string {
  const invited = `invited in ${tookMs} ms`;
  if (isEmailed) return invited;
  return link === undefined ? `${invited}, without an e-mail` : `${invited}; the bridge mails the link`;
}

/** Saves that no invitation is known, and why. `isUnknown`: there may be one all the same. */
async function fail(parts: WorkParts, turn: Turn, failure: Failure, isUnknown: boolean): Promise<Step | undefined> {
  const { kind, message, unread } = failure;
  const state = isUnknown ? 'unclear' : 'not-invited';
  const step = await saveAnswer(parts, turn, unread, {
    to(record) {
      const { invitation } = record;
      if (invitation.state === 'invited') return undefined;
      const { round } = invitation;
      return {
        ...record,
        invitation: { state, at: parts.now(), round: round + 1, failure: whyOf(failure, invitation) },
      };
    },
    event: `${state}: ${kind}, ${message}`,
  });
  parts.emit({ event: 'invitation', outcome: outcomeOf[kind] ?? 'unclear', detail: message, ...whereOf(turn) });
  // Where the lease was over, what is stored is right until another process has looked; who waits hears why all the
  // same.
  const isLost = isInDoubt(turn.record) && !('failure' in turn.record.invitation);
  if (isLost || kind === 'internal') throw failure;
  return step;
}

function whyOf(failure: Failure, before: InvitationState): InvitationFailure {
  const { kind, message, remedy, retryAfterMs, lacksCredits } = failure;
  const mayLack = kind === 'vendor-refused' && 'lackedCredits' in before;
  return {
    kind,
    message,
    ...(remedy === undefined ? {} : { remedy }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(lacksCredits ? { lacksCredits } : mayLack ? { lacksCredits: 'maybe' } : {}),
  };
}

/**
 * What the vendor has of this invitation already, if that is unknown. A vendor that holds one of our ids for a person
 * can only be asked about an invitation until the next one overwrites it: others that are in doubt are looked for, too.
 * No other process calls the vendor about the person now, so the processes that began those have died.
 */
async function lookFor(
  parts: WorkParts,
  turn: Turn,
  isUnknown: boolean,
  others: readonly VersionedInterview[],
): Promise<Invited | undefined | Failure> {
  try {
    const [found] = await Promise.all([
      isUnknown ? atVendor(parts, turn, turn.record) : undefined,
      ...others.map(async ({ record }) => {
        const found = await atVendor(parts, turn, record).catch(unlessForAPerson);
        if (!found) return;
        const to = (each: InterviewRecord) => invited(each, parts.now(), found, turn);
        await change(parts, turn.account, record.id, { to, event: 'found at the vendor' });
      }),
    ]);
    return found;
  } catch (error) {
    const failure = asFailure(error);
    if (failure.kind === 'store-unavailable') throw failure;
    return failure;
  }
}

/** Throws Failure where the vendor cannot say, and would mail the candidate again: then a person has to find out. */
async function atVendor(
  { emit, within }: WorkParts,
  { account }: Turn,
  record: InterviewRecord,
): Promise<Invited | undefined> {
  const vendor = vendorOf(account, record);
  const { find } = vendor;
  if (!find) {
    if (vendor.capabilities.createTwice !== 'mails-twice') return undefined;
    throw new NotToBeKnown('vendor-unclear', 'It is not known whether the vendor invited this candidate');
  }
  const found = await within(budgets.find, (options) => find(invitationOf(record, account), options));
  // Without its link the bridge has nothing to mail: the vendor gives it again.
  if (found && !found.isEmailed && !found.link && vendor.capabilities.createTwice !== 'mails-twice') return undefined;
  if (found) emit({ event: 'invitation', outcome: 'found', account: account.name, interviewId: record.id });
  return found;
}

class NotToBeKnown extends Failure {}

/** Another interview that waits for a person keeps this one not waiting. */
function unlessForAPerson(error: unknown): undefined {
  if (!(error instanceof NotToBeKnown)) throw error;
}

async function rightToInvite({ store, monotonic }: WorkParts, turn: Turn): Promise<Right | undefined> {
  const { account, record } = turn;
  const leasedAt = monotonic();
  const key = account.vendor.exclusiveKey?.(invitationOf(record, account));
  if (key === undefined) return { others: [], leasedAt };
  const lease = await store.acquirePerson(account.name, key, leaseMs);
  if (!lease) return undefined;
  try {
    const others = await store.findByPerson(account.name, record.candidate.email, record.id);
    return { lease, others, leasedAt };
  } catch (error) {
    await store.release(lease).catch(() => undefined);
    throw error;
  }
}

/** Undefined where an attempt has proved the invitation meanwhile. */
function begun(record: InterviewRecord): InterviewRecord | undefined {
  const { invitation } = record;
  if (invitation.state !== 'wanted' && invitation.state !== 'inviting') return undefined;
  return { ...record, invitation: { ...invitation, state: 'inviting' } };
}

/** Undefined where all of it is known. An attempt may have proved the invitation before, but not what it was given. */
function invited(
  record: InterviewRecord,
  at: number,
  given: Invited,
  { account }: Pick<Turn, 'account'>,
): InterviewRecord | undefined {
  const { invitation, vendorRef, candidateLink } = record;
  const { ref = vendorRef, link = candidateLink } = given;
  const isInvited = invitation.state === 'invited';
  if (isInvited && ref === vendorRef && link === candidateLink) return undefined;
  const known = withInvited(record, given, account);
  if (isInvited) return known;
  return { ...known, invitation: { state: 'invited', at, round: invitation.round + 1 } };
}

function tooLate(): Failure {
  return new Failure('busy', 'The invitation was given up before the vendor was called');
}
