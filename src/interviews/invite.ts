import { asFailure, Failure, type FailureKind } from '../errors.ts';
import { change } from './change.ts';
import type { Step } from './plan.ts';
import type { Invitation, Note, PersonTurn, Versioned } from './ports.ts';
import { type InterviewRecord, type InvitationState, isInDoubt } from './record.ts';
import { leaseMs, release, save, type Turn, type WorkParts, whereOf } from './turn.ts';

const outcomeOf: Partial<Record<FailureKind, (Note & { event: 'invitation' })['outcome']>> = {
  'vendor-refused': 'refused',
  'vendor-key-rejected': 'key-rejected',
  'vendor-not-reached': 'not-reached',
};

/** A call (10 s at most) starts only while so much of a lease is left that it ends before the lease does. */
const callMs = 11_000;

/**
 * Has the vendor invite the candidate, and saves what came of it. One process at a time calls the vendor about a person;
 * what may have happened already is looked for first.
 */
export async function invite(parts: WorkParts, turn: Turn): Promise<Step | undefined> {
  const person = turn.person ?? (await leasePerson(parts, turn));
  // Another invitation of the person is under way; this one stays due.
  if (!person) return release(parts, turn);
  const isNew = turn.person !== undefined;
  delete turn.person;
  try {
    return await inviteAlone(parts, turn, person, isNew);
  } finally {
    // What was saved is on its way before; where Redis is away, the lease runs out by itself.
    void parts.store.release(person.lease).catch(() => undefined);
  }
}

async function inviteAlone(
  parts: WorkParts,
  turn: Turn,
  person: PersonTurn,
  isNew: boolean,
): Promise<Step | undefined> {
  /** An earlier call may have been answered without this one knowing. */
  const isUnknown = !isNew && isInDoubt(turn.record);
  const others = person.others.filter(({ record }) => isInDoubt(record));
  const found = await lookFor(parts, turn, isUnknown, others);
  if (found instanceof Failure) return fail(parts, turn, found, isUnknown);
  if (found) return save(parts, turn, { to: (record) => invited(record, parts.now()), event: 'found at the vendor' });

  if (!isNew || others.length > 0) {
    const step = await save(parts, turn, { to: (record) => begun(record) });
    if (step?.do !== 'invite') return step;
  }
  const { invitation } = turn.record;
  if ('until' in invitation && invitation.until < parts.now()) return fail(parts, turn, tooLate(), false);
  const leasedAt = Math.min(turn.leasedAt, person.leasedAt);
  if (parts.monotonic() - leasedAt > leaseMs - callMs) {
    return fail(parts, turn, new Failure('busy', 'The vendor is slow'), false);
  }
  return call(parts, turn);
}

async function call(parts: WorkParts, turn: Turn): Promise<Step | undefined> {
  const { account, record } = turn;
  try {
    await account.vendor.invite(invitationOf(record));
  } catch (error) {
    const failure = asFailure(error);
    return fail(parts, turn, failure, !(failure.kind in outcomeOf));
  }
  const step = await save(parts, turn, { to: (each) => invited(each, parts.now()), event: 'invited' });
  parts.emit({ event: 'invitation', outcome: 'invited', ...whereOf(turn) });
  if (turn.record.invitation.state === 'invited') return step;
  // The lease was over. An invitation is a fact all the same.
  await change(parts, account, record.id, { to: (each) => invited(each, parts.now()), event: 'invited' });
  return undefined;
}

/** Saves that no invitation is known, and why. `isUnknown`: there may be one all the same. */
async function fail(parts: WorkParts, turn: Turn, failure: Failure, isUnknown: boolean): Promise<Step | undefined> {
  const { kind, message, retryAfterMs } = failure;
  const state = isUnknown ? 'unclear' : 'not-invited';
  const why = { kind, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  const step = await save(parts, turn, {
    to(record) {
      const { invitation } = record;
      if (invitation.state === 'invited') return undefined;
      return { ...record, invitation: { state, at: parts.now(), round: invitation.round + 1, failure: why } };
    },
    event: `${state}: ${kind}, ${message}`,
  });
  parts.emit({ event: 'invitation', outcome: outcomeOf[kind] ?? 'unclear', detail: message, ...whereOf(turn) });
  // Where the lease was over, what is stored is right until another process has looked; who waits hears why all the same.
  const isLost = isInDoubt(turn.record) && !('failure' in turn.record.invitation);
  if (isLost || kind === 'internal') throw failure;
  return step;
}

/**
 * Whether the vendor has this invitation already, if that is unknown. A vendor that holds one of our ids for a person can
 * only be asked about an invitation until the next one overwrites it: others that are in doubt are looked for, too. No other
 * process calls the vendor about the person now, so the processes that began those have died.
 */
async function lookFor(
  parts: WorkParts,
  turn: Turn,
  isUnknown: boolean,
  others: readonly Versioned[],
): Promise<boolean | Failure> {
  try {
    const [isFound] = await Promise.all([
      isUnknown && isAtVendor(parts, turn, turn.record),
      ...others.map(async ({ record }) => {
        if (!(await isAtVendor(parts, turn, record))) return;
        const to = (each: InterviewRecord) => invited(each, parts.now());
        await change(parts, turn.account, record.id, { to, event: 'found at the vendor' });
      }),
    ]);
    return isFound;
  } catch (error) {
    const failure = asFailure(error);
    if (failure.kind === 'store-unavailable') throw failure;
    return failure;
  }
}

async function isAtVendor({ emit }: WorkParts, { account }: Turn, record: InterviewRecord): Promise<boolean> {
  const isThere = await account.vendor.findInvitation(invitationOf(record));
  if (isThere) emit({ event: 'invitation', outcome: 'found', account: account.name, interviewId: record.id });
  return isThere;
}

async function leasePerson({ store, monotonic }: WorkParts, turn: Turn): Promise<PersonTurn | undefined> {
  const { account, record } = turn;
  const leasedAt = monotonic();
  const lease = await store.acquirePerson(account.name, record.candidate.email, leaseMs);
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

function invited(record: InterviewRecord, at: number): InterviewRecord | undefined {
  const { invitation } = record;
  if (invitation.state === 'invited') return undefined;
  return { ...record, invitation: { state: 'invited', at, round: invitation.round + 1 } satisfies InvitationState };
}

function tooLate(): Failure {
  return new Failure('busy', 'The invitation was given up before the vendor was called');
}

function invitationOf({ id: interviewId, templateId, candidate }: InterviewRecord): Invitation {
  return { interviewId, templateId, candidate };
}
