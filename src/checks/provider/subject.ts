import { randomInt } from 'node:crypto';
import { candidateAt } from '../candidate.ts';
import { ignoreNotApplicable, once } from '../clause.ts';
import type { Caller, Exchange, Sent } from '../client.ts';
import { described, isObject, isRefusal, isSuccess, notApplicable } from '../expect.ts';
import { offeredTemplates } from '../offered.ts';
import { type Callbacks, type Called, waitForCallback } from './callbacks.ts';

export type Create = Record<string, unknown> & { candidate: unknown; callback_url: unknown };

/** What the clauses look at: the provider's server, and the interviews that the kit makes there. */
export type ProviderSubject = ReturnType<typeof createProviderSubject>;

export type ProviderSubjectOptions = {
  caller: Caller;
  token: string;
  callbackToken: string | undefined;
  email: string;
  template: string | undefined;
  /** Where callbacks reach the kit; undefined where none can. */
  callbackBase: string | undefined;
  callbacks: Callbacks;
  waitMs: number;
  pollMs: number;
  settleMs: number;
  say: (line: string) => void;
};

/** An address of Workable's that no interview has: for providers that take no other, and never reach the kit. */
const madeUpBase = 'https://bridge-check.workable.com';

export function createProviderSubject(options: ProviderSubjectOptions) {
  const { caller, token, callbackToken, email, callbackBase, callbacks } = options;
  const made: string[] = [];
  let base = callbackBase ?? madeUpBase;
  let whyNoCallbacks = callbackBase === undefined ? 'The provider cannot reach the kit (--callback-url)' : undefined;

  const templates = once(() => caller.call({ path: 'interview-templates' }));
  const { template, otherTemplate } = offeredTemplates({
    list: templates,
    name: 'interview_templates',
    chosen: options.template,
  });
  const person = (tag?: string) => candidateAt(email, tag);
  const mainBody = once(() => createBody());
  const created = once(async () => {
    const answer = await create(await mainBody());
    callbacks.noteCreated(performance.now());
    return answer;
  });
  const asked = once(async () => get(await mainId()));
  const sharedBefore = once(async () => {
    const id = await mainId();
    // In this order: what is asked here is what Workable sees of an interview that has just begun.
    await asked();
    return caller.call({ path: `interviews/${encodeURIComponent(id)}/shared-link` });
  });
  const called = once(async (): Promise<Called> => {
    const id = await mainId();
    await sharedBefore();
    if (options.waitMs === 0) notApplicable('It needs a result: take the interview within --wait');
    if (whyNoCallbacks !== undefined) notApplicable(whyNoCallbacks);
    return waitForCallback({ ...options, ask: () => get(id) });
  });
  const finished = once(async () => {
    const id = await mainId();
    if (options.waitMs > 0 && whyNoCallbacks === undefined) await called();
    return get(id);
  });

  return {
    call: caller.call,
    fetchPublic: caller.fetchPublic,
    exchanges: caller.exchanges,
    token,
    callbackToken,
    callbacks,
    made,
    templates,
    template,
    otherTemplate,
    person,
    createBody,
    create,
    post,
    created,
    mainBody,
    mainId,
    asked,
    sharedBefore,
    called,
    finished,
    get,
    typicalCalls,
  };

  /** A create as Workable sends it, for a candidate of its own where there is a tag. */
  async function createBody(changes: Record<string, unknown> = {}, tag?: string): Promise<Create> {
    if (tag !== undefined) await created();
    return {
      interview_template_id: await template(),
      job_title: 'Tester of interfaces',
      candidate: person(tag),
      callback_url: newCallbackUrl(),
      ...changes,
    };
  }

  function newCallbackUrl(): string {
    return `${base}/interviews/${randomInt(1e12)}`;
  }

  /** The first create finds out which callback URLs the provider takes. */
  async function create(body: Create): Promise<Exchange> {
    callbacks.expectAt(body.callback_url);
    const answer = await post(body);
    const isAboutCallback = isRefusal(answer) && answer.text.includes('callback_url');
    if (!isAboutCallback || base === madeUpBase) return answer;
    whyNoCallbacks = `The provider does not take ${base} as a callback URL (${described(answer)})`;
    base = madeUpBase;
    body.callback_url = newCallbackUrl();
    callbacks.expectAt(body.callback_url);
    return post(body);
  }

  async function post(body: unknown, more: Partial<Sent> = {}): Promise<Exchange> {
    const answer = await caller.call({ method: 'POST', path: 'interviews', body, ...more });
    const id = isObject(answer.json) ? answer.json.interview_id : undefined;
    if (isSuccess(answer) && typeof id === 'string' && !made.includes(id)) made.push(id);
    return answer;
  }

  /** Of the kit's first interview; without one most clauses cannot be checked. */
  async function mainId(): Promise<string> {
    const answer = await created();
    const id = isObject(answer.json) ? answer.json.interview_id : undefined;
    if (!isSuccess(answer) || typeof id !== 'string' || id === '') {
      notApplicable('It needs an interview, and the first create was not accepted, see P50');
    }
    return id;
  }

  function get(id: string): Promise<Exchange> {
    return caller.call({ path: `interviews/${encodeURIComponent(id)}` });
  }

  /** For clauses about all answers: one of each kind at least. */
  async function typicalCalls(): Promise<readonly Exchange[]> {
    if ((await templates()).trouble !== undefined) notApplicable('The server does not answer, see P01');
    await get('no-such-interview');
    // Without a template there are still the calls that were made.
    await asked().catch(ignoreNotApplicable);
    return caller.exchanges;
  }
}
