import { asFailure, Failure } from '../errors.ts';
import { budgets } from '../interviews/budgets.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';
import type { Account } from '../interviews/ports.ts';
import { limits } from '../limits.ts';
import { unplanned, type Versioned } from '../records.ts';
import {
  type AgainEntry,
  type AgainState,
  againStateOf,
  askedAgain,
  isAgainForm,
  isAgainToken,
  parseAgainToken,
} from './again.ts';
import type { Context } from './context.ts';
import { blockedOf } from './entries.ts';
import type { ApplicationParts, StageAccount, StageDoor } from './ports.ts';
import { type ApplicationRecord, type Blocked, type Sighting, see } from './record.ts';
import { unlapsed } from './retention.ts';

/** The accounts of which some have the stage door. */
export type AgainAccount = Account & { readonly stage?: StageDoor };

export type AgainParts = Pick<ApplicationParts, 'applications' | 'contextOf' | 'now' | 'wakeUp' | 'within'> & {
  accounts: Accounts<AgainAccount>;
};

/** What an address under which a person invites leads to. */
export type Again = {
  account: StageAccount;
  entry: AgainEntry;
  state: AgainState;
  /** With what was seen of the candidate just now. */
  record: ApplicationRecord;
  context: Context;
  /** Why the candidate was not invited as far as the bridge knew, and what still is in the way. */
  was: Blocked | undefined;
  remains: Blocked | undefined;
  /** The applicant tracking system was not asked or did not answer: this is what was known before. */
  isOld: boolean;
};

type Found = Versioned<ApplicationRecord> & { account: StageAccount; entry: AgainEntry; token: string };

/**
 * The application that an address names. Throws Failure `not-found` for what cannot be an address, `gone` for one that
 * is not known: it is not the whole address, or what it was about was erased.
 */
export async function findAgain({ applications, accounts }: AgainParts, token: string): Promise<Found> {
  const parsed = parseAgainToken(token);
  if (!parsed) throw new Failure('not-found', 'There is no such link');
  const { id, entry } = parsed;
  const current = await applications.read(id);
  const account = current && accounts.get(current.record.account);
  const isErased = !current || current.record.isForgotten;
  if (isErased || !account?.stage || !isAgainToken(current.record, entry, token)) {
    throw new Failure('gone', 'This link is not known');
  }
  return { ...current, account: account as StageAccount, entry, token };
}

/** What the address leads to: reads the candidate unless it is not to, and changes nothing. */
export async function openAgain(parts: AgainParts, found: Found, { isRead }: { isRead: boolean }): Promise<Again> {
  return look(parts, found, isRead ? await readNow(parts, found) : undefined);
}

/** Undefined where the candidate could not be read. */
async function readNow({ within }: AgainParts, { account, record }: Found): Promise<Sighting | 'gone' | undefined> {
  try {
    return await within(budgets.read, ({ signal }) =>
      account.stage.readCandidate(record.candidateId, { signal, isUrgent: true, isForPerson: true }),
    );
  } catch (error) {
    const failure = asFailure(error);
    if (failure.kind === 'internal') throw failure;
    return undefined;
  }
}

async function look(
  parts: AgainParts,
  { account, record: known, entry }: Found,
  read: Awaited<ReturnType<typeof readNow>>,
): Promise<Again> {
  const now = parts.now();
  const record = read && read !== 'gone' ? see(unlapsed(known), read) : known;
  const context = await parts.contextOf(account, record);
  const state = read === 'gone' ? missing : againStateOf(record, entry, context, now);
  const blockedIn = (each: ApplicationRecord) =>
    state.is === 'open' ? blockedOf(each, state.stay, context, now) : undefined;
  return {
    account,
    entry,
    state,
    record,
    context,
    was: blockedIn(known),
    remains: blockedIn(record),
    isOld: read === undefined,
  };
}

const missing: AgainState = { is: 'over', why: 'missing' };

/**
 * Has the candidate invited. `asked` false: it is of no use now, and `state` or `remains` says why. Throws Failure
 * `forbidden` without the form of the page.
 */
export async function askAgain(
  parts: AgainParts,
  first: Found,
  form: string,
): Promise<{ asked: boolean; again: Again }> {
  if (!isAgainForm(first.record, first.entry, form)) {
    throw new Failure('forbidden', 'Please open the link, and use the button there');
  }
  const read = await readNow(parts, first);
  for (let tries = 0; tries < limits.savesInARow; tries += 1) {
    const found = tries === 0 ? first : await findAgain(parts, first.token);
    const again = await look(parts, found, read);
    if (again.state.is !== 'open' || isHopeless(again.remains)) return { asked: false, again };
    const { applications, now, wakeUp } = parts;
    const record = askedAgain(again.record, again.entry, again.context, now());
    const saved = await applications.save(record, found.version, unplanned(now()));
    if (saved.outcome !== 'saved') continue;
    wakeUp(record.id);
    return { asked: true, again };
  }
  throw new Failure('busy', 'The application changes all the time');
}

/** Only a change to the candidate's profile ends it. */
function isHopeless(blocked: Blocked | undefined): boolean {
  return blocked?.reason === 'no-email' || blocked?.reason === 'unusable-email';
}
