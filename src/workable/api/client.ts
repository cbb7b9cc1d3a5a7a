import { Activities, type Candidate, CandidateRows, OneCandidate } from './candidates.ts';
import {
  Account,
  Accounts,
  Commented,
  type DisqualificationReason,
  DisqualificationReasons,
  Job,
  Jobs,
  Members,
  Permissions,
  Recruiters,
  Stages,
  Subscribed,
  type Subscription,
  Subscriptions,
} from './contract.ts';
import type { Turn } from './limiter.ts';
import { SpiError } from './spi-error.ts';
import { createTransport, part, type TransportParts } from './transport.ts';
import type { Rows } from './values.ts';

export type SpiClient = ReturnType<typeof createSpiClient>;

/** The most that Workable gives at once. */
const limit = 100;
/** Longer ones are refused. */
const noteCharacters = 256;

type Lists = { next?: string | undefined };
type OfJobs = Lists & { state?: 'draft' | 'published' | 'closed' | 'archived'; updatedAfter?: number };
type OfMembers = Lists & { email?: string; status?: 'active' | 'inactive' | 'all' };
type OfCandidates = Lists & {
  /** Epoch ms; Workable compares whole seconds. */
  updatedAfter?: number;
  shortcode?: string;
  /** A slug. */
  stage?: string;
  email?: string;
};
type OfActivities = Lists & { actions?: readonly string[]; updatedAfter?: number };

/** `job`, `stage`: undefined for all. */
export type WantedSubscription = { target: string; event: string; subdomain: string; job?: string; stage?: string };
export type Comment = {
  memberId: string;
  body: string;
  /** The roles that see it; an empty list for admins alone. */
  policy: readonly string[];
  attachment?: { name: string; data: Buffer };
};
export type Rating = {
  memberId: string;
  comment: string;
  /** From 0 to 2, 4 or 9. */
  grade: number;
  scale: 'thumbs' | 'stars' | 'numbers';
  /** The stage that it is about: an identifier, or the number. By default where the candidate stands. */
  stageId?: string | number;
};
export type Disqualification = { memberId: string; reasonId?: string; note?: string; isWithdrawal?: boolean };

/**
 * Workable's API (SPI v3) with the token of one account, a function for each call. Every call waits for its turn, and
 * none is tried again. Times are epoch ms. A list gives one page, and `next` where it goes on. All throw SpiError, and
 * Failure `store-unavailable` without Redis, which keeps the turns. Redirects are not followed.
 */
export function createSpiClient(parts: TransportParts) {
  const { send, read, readAccounts, readPage } = createTransport(parts);
  return {
    /** Those of the token, also where the subdomain is not known yet. */
    accounts: (turn: Turn) => readAccounts(Accounts, turn),
    account: (subdomain: string, turn: Turn) => read({ path: `accounts/${part(subdomain)}` }, Account, turn),

    jobs: ({ next, state, updatedAfter }: OfJobs, turn: Turn) =>
      readPage({ path: 'jobs', query: { limit, state, updated_after: timeOf(updatedAfter) }, next }, Jobs, turn),
    job: (shortcode: string, turn: Turn) => read({ path: `jobs/${part(shortcode)}` }, Job, turn),
    stages: (shortcode: string, turn: Turn) => read({ path: `jobs/${part(shortcode)}/stages` }, Stages, turn),

    members: ({ next, email, status }: OfMembers, turn: Turn) =>
      readPage({ path: 'members', query: { limit, email, status }, next, personal: [email] }, Members, turn),
    jobMembers: (shortcode: string, turn: Turn) => read({ path: `jobs/${part(shortcode)}/members` }, Members, turn),
    recruiters: (turn: Turn) => read({ path: 'recruiters' }, Recruiters, turn),
    permissions: (turn: Turn) => read({ path: 'collaboration_permissions' }, Permissions, turn),

    candidates({ next, updatedAfter, shortcode, stage, email }: OfCandidates, turn: Turn) {
      const query = { limit, shortcode, stage, email, updated_after: timeOf(updatedAfter) };
      return readPage({ path: 'candidates', query, next, personal: [email] }, CandidateRows, turn);
    },

    async candidate(id: string, turn: Turn): Promise<Candidate> {
      const candidate = await read({ path: `candidates/${part(id)}` }, OneCandidate, turn);
      if (candidate.id !== id) throw new SpiError('unclear', 'Workable answered about another candidate');
      return candidate;
    },

    activities(id: string, { next, actions, updatedAfter }: OfActivities, turn: Turn) {
      const query = { limit, actions: actions?.join(','), updated_after: timeOf(updatedAfter) };
      return readPage({ path: `candidates/${part(id)}/activities`, query, next }, Activities, turn);
    },

    /** Some accounts without any answer 404. */
    subscriptions: (turn: Turn): Promise<Rows<Subscription>> =>
      read({ path: 'subscriptions' }, Subscriptions, turn).catch(whenGone({ rows: [], unread: 0 })),

    /** Resolves to its id. `conflict`: the target is taken, whatever for; `invalid`: the event is not known. */
    async subscribe({ target, event, subdomain, job = '', stage = '' }: WantedSubscription, turn: Turn) {
      const body = { target, event, args: { account_id: subdomain, job_shortcode: job, stage_slug: stage } };
      return (await read({ method: 'POST', path: 'subscriptions', body }, Subscribed, turn)).id;
    },

    /** One that is gone already is no error. */
    async unsubscribe(id: string, turn: Turn): Promise<void> {
      await send({ method: 'DELETE', path: `subscriptions/${part(id)}` }, turn).catch(whenGone(undefined));
    },

    /** Not idempotent. Resolves to the id that it has among the activities, where Workable tells it. */
    async comment(candidateId: string, { memberId, body, policy, attachment }: Comment, turn: Turn) {
      const file = attachment && { name: attachment.name, data: attachment.data.toString('base64') };
      const comment = { body, policy, ...(file === undefined ? {} : { attachment: file }) };
      const path = `candidates/${part(candidateId)}/comments`;
      const call = {
        method: 'POST',
        path,
        body: { member_id: memberId, comment },
        personal: [body, file?.name],
      } as const;
      return Commented.safeParse(await send(call, turn)).data?.id;
    },

    /** Replaces what the member has in that stage. */
    async putRating(candidateId: string, { memberId, comment, grade, scale, stageId }: Rating, turn: Turn) {
      const body = { member_id: memberId, comment, grade, scale, stage_id: stageId };
      const path = `candidates/${part(candidateId)}/ratings`;
      await send({ method: 'PUT', path, body, personal: [comment] }, turn);
    },

    async move(candidateId: string, { memberId, stage }: { memberId: string; stage: string }, turn: Turn) {
      const body = { member_id: memberId, target_stage: stage };
      await send({ method: 'POST', path: `candidates/${part(candidateId)}/move`, body }, turn);
    },

    async disqualify(candidateId: string, { memberId, reasonId, note, isWithdrawal }: Disqualification, turn: Turn) {
      const body = {
        member_id: memberId,
        disqualify_reason_id: reasonId,
        disqualify_note: note?.slice(0, noteCharacters),
        withdrew: isWithdrawal,
      };
      const path = `candidates/${part(candidateId)}/disqualify`;
      await send({ method: 'POST', path, body, personal: [note] }, turn);
    },

    async updateAttribute(candidateId: string, { key, value }: { key: string; value: string }, turn: Turn) {
      const path = `candidates/${part(candidateId)}/update_custom_attribute_value`;
      await send({ method: 'PATCH', path, body: { custom_attribute_key: key, value }, personal: [value] }, turn);
    },

    disqualificationReasons: (turn: Turn): Promise<Rows<DisqualificationReason>> =>
      read({ path: 'disqualification_reasons' }, DisqualificationReasons, turn),
  };
}

function timeOf(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

function whenGone<Answer>(answer: Answer): (error: unknown) => Answer {
  return (error) => {
    if (error instanceof SpiError && error.kind === 'gone') return answer;
    throw error;
  };
}
