import Router from '@koa/router';
import type { Context, Next } from 'koa';
import { providerTokenDigest } from '../accounts/managed.ts';
import type { LinkLife } from '../config.ts';
import { Failure } from '../errors.ts';
import { allowOnly } from '../http/errors.ts';
import type { ReadObject } from '../http/json-body.ts';
import type { Load } from '../http/load-shedding.ts';
import { bearerOf } from '../http/secrets.ts';
import { boundUnread } from '../http/unread.ts';
import type { CreateRequest } from '../interviews/create.ts';
import { outcomeOf } from '../interviews/outcome.ts';
import type { Concluded } from '../interviews/plan.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';
import type { Job, Template } from '../interviews/ports/vendor.ts';
import type { Account, InterviewStore } from '../interviews/ports.ts';
import type { InterviewRecord, Origin } from '../interviews/record.ts';
import { limits } from '../limits.ts';
import type { Document } from '../outbox/destination.ts';
import { recogniseCallers } from './callers.ts';
import { invalidField, parseCreate } from './contract.ts';

/** The parts of an account that Workable's routes need. */
export type WorkableAccount = Account & {
  providerTokens: readonly string[];
  providerTokenDigests: readonly string[];
  isAllowedCallback: (url: string) => boolean;
  /** The result in Workable's format. */
  render: (subject: Concluded) => Document;
  sharedLinkLife: LinkLife;
};

type Parts = {
  accounts: Accounts<WorkableAccount>;
  /** Counts the request among those of its account. */
  enter: Load['enter'];
  readObject: ReadObject;
  store: Pick<InterviewStore, 'read' | 'findByOrigin'>;
  createInterview: (account: Account, request: CreateRequest) => Promise<{ interviewId: string }>;
  /** `unanswered`: why the list may be incomplete. */
  listTemplates: (account: Account, options?: { isFresh?: boolean }) => Promise<Offered>;
  listJobs: (account: Account) => Promise<Job[]>;
  /** Called for each request whose token is known. */
  noteRequest: (account: string) => void;
  /** Called with the digest of the token for a token that the bridge made. */
  noteCall: (account: string, digest: string) => void;
  shareReport: (life: LinkLife, record: InterviewRecord) => Promise<{ url: string; ttl?: string; ttl_units?: string }>;
  now: () => number;
};

type Offered = { templates: readonly Template[]; unanswered?: Failure };

type State = { account: WorkableAccount };

const pending = { body: JSON.stringify({ status: 'pending' }) };

/** The caller may well have an account: it must not learn that it has none. */
function notReadYet(): Failure {
  return new Failure('store-unavailable', 'Storage is unavailable');
}

/** The provider endpoints. Unknown paths need a token too: 401 comes before 404. */
export function workableRoutes(parts: Parts) {
  const { accounts, enter, readObject, store, createInterview, listTemplates, listJobs, shareReport, now } = parts;
  const callerWith = recogniseCallers(accounts);
  const holdRoom = boundUnread(limits.unreadAnswersBytes, limits.unreadOfAccountBytes);
  const router = new Router<State>();

  router.get('/interview-templates', async (ctx) => {
    const { templates } = await listTemplates(ctx.state.account);
    answer(ctx, JSON.stringify({ interview_templates: templates.map(({ id, name }) => ({ id, name })) }));
  });
  router.all('/interview-templates', allowOnly('GET, HEAD'));

  router.get('/jobs', async (ctx) => {
    const jobs = await listJobs(ctx.state.account);
    answer(ctx, JSON.stringify({ jobs: jobs.map(({ id, name }) => ({ id, name })) }));
  });
  router.all('/jobs', allowOnly('GET, HEAD'));

  router.post('/interviews', async (ctx) => {
    const { account } = ctx.state;
    if (account.isPaused) throw new Failure('paused', 'This account is paused');
    const create = parseCreate(await readObject(ctx, account.name), account.isAllowedCallback);
    if (create.templateId !== undefined && !(await isOffered(account, create.templateId, create.origin))) {
      throw invalidField('interview_template_id', 'an available interview template');
    }
    assertStays(account);
    const { interviewId } = await createInterview(account, create.complete());
    ctx.status = 201;
    ctx.body = { interview_id: interviewId };
  });
  router.all('/interviews', allowOnly('POST'));

  router.get('/interviews/:id', async (ctx) => {
    const { account } = ctx.state;
    const record = await recordOf(account, ctx.params.id);
    const outcome = outcomeOf(record, account.policy, now());
    const { body } = outcome.status === 'pending' ? pending : account.render({ record, outcome });
    answer(ctx, body);
  });
  router.all('/interviews/:id', allowOnly('GET, HEAD'));

  router.get('/interviews/:id/shared-link', async (ctx) => {
    const { account } = ctx.state;
    const record = await recordOf(account, ctx.params.id);
    if (outcomeOf(record, account.policy, now()).status !== 'completed') {
      throw new Failure('not-found', 'Report is not available yet');
    }
    ctx.body = await shareReport(account.sharedLinkLife, record);
  });
  router.all('/interviews/:id/shared-link', allowOnly('GET, HEAD'));

  return { authenticate, router };

  async function authenticate(ctx: Context & { state: State }, next: Next): Promise<void> {
    const header = ctx.req.headers.authorization;
    if (header === undefined) throw new Failure('missing-token', 'Missing Token');
    const token = bearerOf(header) ?? '';
    const account = callerWith(token);
    if (!account && !accounts.isComplete()) throw notReadYet();
    if (!account) throw new Failure('invalid-token', 'Invalid Token');
    ctx.state.account = account;
    enter(ctx.req, account.name);
    parts.noteRequest(account.name);
    noteToken(account, token);
    await next();
  }

  /** While the caller or the vendor was waited for, the account may have begun to be removed. */
  function assertStays({ name }: Account): void {
    const { providerTokens = [], providerTokenDigests = [] } = accounts.get(name) ?? {};
    if (providerTokens.length + providerTokenDigests.length === 0) throw new Failure('invalid-token', 'Invalid Token');
  }

  function noteToken({ name, providerTokenDigests }: WorkableAccount, token: string): void {
    if (providerTokenDigests.length === 0) return;
    const digest = providerTokenDigest(token);
    if (providerTokenDigests.includes(digest)) parts.noteCall(name, digest);
  }

  /** Lists and results are long: callers that do not read them use up only their account's share of memory. */
  function answer(ctx: Context & { state: State }, json: string): void {
    holdRoom(ctx, ctx.state.account.name, json);
    ctx.type = 'application/json';
    ctx.body = json;
  }

  /** Interviews of other accounts do not exist for this one. */
  async function recordOf(account: Account, id: string | undefined): Promise<InterviewRecord> {
    const found = id === undefined ? undefined : await store.read(id);
    if (!found || found.record.account !== account.name) throw new Failure('not-found', 'Unknown interview');
    return found.record;
  }

  /** The template is listed now, or was listed when this interview was created, perhaps years ago. */
  async function isOffered(account: Account, templateId: string, origin: Origin | undefined): Promise<boolean> {
    const isListed = ({ templates }: Offered) => templates.some(({ id }) => id === templateId);
    if (isListed(await listTemplates(account))) return true;
    const existing = origin === undefined ? undefined : await store.findByOrigin(account.name, origin);
    if (existing?.record.templateId === templateId) return true;
    const fresh = await listTemplates(account, { isFresh: true });
    // The template may be in a part that could not be listed now.
    if (!isListed(fresh) && fresh.unanswered) throw fresh.unanswered;
    return isListed(fresh);
  }
}
