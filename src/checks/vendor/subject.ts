import { randomBytes } from 'node:crypto';
import { candidateAt } from '../candidate.ts';
import { ignoreNotApplicable, once } from '../clause.ts';
import type { Caller, Exchange, Sent } from '../client.ts';
import { isObject, isSuccess, notApplicable } from '../expect.ts';
import { offeredTemplates } from '../offered.ts';
import { type Watched, watchInterview } from './watch.ts';

export type Invitation = {
  template_id: string;
  candidate: Record<string, unknown>;
  job_title?: unknown;
  notify_url: string;
  expires_at: string;
  [unknown: string]: unknown;
};

/** What the clauses look at: the vendor's server, and the interviews that the kit makes there. */
export type VendorSubject = ReturnType<typeof createVendorSubject>;

export type VendorSubjectOptions = {
  caller: Caller;
  token: string;
  email: string;
  template: string | undefined;
  /** An address that the vendor refuses. */
  refusedEmail: string | undefined;
  /** Otherwise the vendor is push only. */
  canAsk: boolean;
  /** An interview at the vendor that is only read. */
  interview: string | undefined;
  notifyUrl: string;
  /** The webhooks that reached the kit; undefined where none can. */
  pushes: Parameters<typeof watchInterview>[0]['pushes'];
  webhookSecret: string | undefined;
  waitMs: number;
  pollMs: number;
  say: (line: string) => void;
};

export function createVendorSubject(options: VendorSubjectOptions) {
  const { caller, token, email, refusedEmail, canAsk, interview, notifyUrl, pushes, webhookSecret } = options;
  const made: string[] = [];
  const mainId = newId();
  const templates = once(() => caller.call({ path: 'templates' }));
  const { template, otherTemplate } = offeredTemplates({
    list: templates,
    name: 'templates',
    chosen: options.template,
  });
  const person = (tag?: string) => candidateAt(email, tag);
  const isKnownBefore = once(() => get(mainId));
  const invited = once(async () => {
    // Asked before: an answer "unknown" may be cached on the way.
    if (canAsk) await isKnownBefore();
    return put(mainId, await invitation());
  });
  const asked = once(async () => {
    await mustBeInvited();
    return get(mainId);
  });
  const watched = once(async (): Promise<Watched> => {
    const { json } = await mustBeInvited();
    const link = isObject(json) && typeof json.link === 'string' ? json.link : undefined;
    const asking = canAsk ? { first: await asked(), ask: () => get(mainId) } : undefined;
    return watchInterview({ ...options, pushes, link, asking });
  });
  // Asked at once, as the bridge does; a call that is not made any more is no answer.
  const afterPush = pushes?.arrived.then(() => get(mainId)).catch(() => undefined);
  const finished = once(() => get(interview ?? ''));
  const withdrawn = once(async () => {
    const { id } = await inviteAnother('withdrawn');
    const answer = await withdraw(id);
    const isServed = ![404, 405, 501].includes(answer.status);
    return isServed
      ? { id, answer }
      : notApplicable(`DELETE is optional, and the server does not serve it (${answer.status})`);
  });

  return {
    call: caller.call,
    exchanges: caller.exchanges,
    refusedEmail,
    webhookSecret,
    canAsk,
    pushes,
    mainId,
    newId,
    person,
    templates,
    template,
    otherTemplate,
    invitation,
    put,
    get,
    withdraw,
    withdrawn,
    fetchPublic: caller.fetchPublic,
    token,
    isKnownBefore,
    invited,
    mustBeInvited,
    asked,
    watched,
    afterPush,
    finished: interview === undefined ? undefined : finished,
    inviteAnother,
    typicalCalls,
    made,
  };

  /** As the bridge makes them: up to 64 of `A-Z a-z 0-9 _ -`. */
  function newId(): string {
    return `check_${randomBytes(16).toString('base64url')}`;
  }

  async function invitation(changes: Partial<Invitation> = {}): Promise<Invitation> {
    return {
      template_id: await template(),
      candidate: person(),
      job_title: 'Tester of interfaces',
      notify_url: notifyUrl,
      expires_at: new Date(Date.now() + 14 * 24 * 3_600_000).toISOString(),
      ...changes,
    };
  }

  async function put(id: string, body: unknown, more: Partial<Sent> = {}): Promise<Exchange> {
    const answer = await caller.call({ method: 'PUT', path: pathOf(id), body: withOwnAddress(id, body), ...more });
    if (isSuccess(answer) && !made.includes(id)) made.push(id);
    return answer;
  }

  /** Only webhooks about the first interview are looked at, and each interview has an address of its own. */
  function withOwnAddress(id: string, body: unknown): unknown {
    if (id === mainId || !isObject(body) || body.notify_url !== notifyUrl) return body;
    return { ...body, notify_url: `${notifyUrl}.${id}` };
  }

  function withdraw(id: string): Promise<Exchange> {
    return caller.call({ method: 'DELETE', path: pathOf(id) });
  }

  async function get(id: string, more: Partial<Sent> = {}): Promise<Exchange> {
    if (!canAsk) notApplicable('The vendor is never asked for an interview (--no-ask)');
    return caller.call({ path: pathOf(id), ...more });
  }

  /** The first interview of the kit; without one most clauses cannot be checked. */
  async function mustBeInvited(): Promise<Exchange> {
    const answer = await invited();
    return isSuccess(answer) ? answer : notApplicable('It needs an interview, and the first PUT was not accepted');
  }

  /** An interview of its own, for another candidate. */
  async function inviteAnother(tag: string): Promise<{ id: string; body: Invitation; answer: Exchange }> {
    await mustBeInvited();
    const id = newId();
    const body = await invitation({ candidate: person(tag) });
    const answer = await put(id, body);
    if (!isSuccess(answer)) notApplicable('It needs a further interview, and its PUT was not accepted');
    return { id, body, answer };
  }

  /** For clauses about all answers: one of each kind at least. */
  async function typicalCalls(): Promise<readonly Exchange[]> {
    if ((await templates()).trouble !== undefined) notApplicable('The server does not answer, see V01');
    if (canAsk) await isKnownBefore();
    // Without a template there are still the calls that were made.
    await (canAsk ? asked() : mustBeInvited()).catch(ignoreNotApplicable);
    return caller.exchanges;
  }
}

export function pathOf(id: string): string {
  return `interviews/${encodeURIComponent(id)}`;
}
