import { randomBytes } from 'node:crypto';
import Router from '@koa/router';
import type { Context } from 'koa';
import { type ConnectParts, makeTokenByLink, openConnectLink, saveTokenByLink } from '../accounts/connect.ts';
import { mostTokens } from '../accounts/provider-tokens.ts';
import type { BridgeAccount } from '../bridge-accounts.ts';
import { Failure } from '../errors.ts';
import { allowOnly } from '../http/errors.ts';
import type { ReadBytes } from '../http/json-body.ts';
import type { Load } from '../http/load-shedding.ts';
import { boundUnread } from '../http/unread.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';
import { limits } from '../limits.ts';
import { answerPages } from '../pages/answer-pages.ts';
import { type Page, sendPage } from '../pages/render.tsx';
import { varyByLanguage } from '../pages/vary.ts';
import { connectFailurePage } from './failure-page.ts';
import { type Connecting, connectPage, type Mistake, newTokenPage, repeatedPage } from './page.tsx';
import { createWizard, isOfStages, type Reply, type Visit } from './stages/routes.ts';
import type { WizardParts } from './stages/wizard.ts';
import { readingFor } from './words.ts';

type Parts = Pick<ConnectParts, 'manage' | 'links'> & {
  accounts: Accounts<BridgeAccount>;
  /** What the steps of the stage door use. */
  wizard: WizardParts;
  /** When Workable first called, by the digest of the token. */
  firstCalls: (account: string) => Promise<ReadonlyMap<string, number>>;
  enter: Load['enter'];
  readBytes: ReadBytes;
  /** Called for every failure that was answered with a page. */
  report: (failure: Failure, ctx: Context) => void;
};

/** The page behind a connect link. GET changes nothing, so link scanners may visit. Every answer is a page. */
export function connectRoutes(parts: Parts): Router {
  const { manage, enter, readBytes, report } = parts;
  const reserveRoom = boundUnread(limits.unreadBytes, limits.unreadOfReportBytes);
  const wizard = createWizard(parts.wizard);
  const router = new Router();
  router.use(varyByLanguage);
  router.use(answerPages(report, (failure, ctx) => connectFailurePage(failure, ctx.get('Accept-Language'))));

  router.get('/connect/:token', async (ctx) => {
    const opened = await open(parts, ctx);
    if (!isOfStages(ctx)) return send(ctx, opened, connectPage(await stateOf(parts, opened), newForm()));
    // It may call Workable.
    enter(ctx.req, opened.managed.name);
    answer(ctx, opened, await wizard.show(ctx, opened));
  });

  router.post('/connect/:token', async (ctx) => {
    const opened = await open(parts, ctx);
    const { name } = opened.managed;
    enter(ctx.req, name);
    const fields = new URLSearchParams((await readBytes(ctx, name)).toString('utf8'));
    if (isOfStages(ctx)) return answer(ctx, opened, await wizard.take(ctx, opened, fields));
    const [form, pasted] = [fields.get('form'), fields.get('callback_token')];
    if (form !== null && formPattern.test(form)) return makeToken(ctx, opened, form);
    if (pasted !== null) return saveToken(ctx, opened, pasted);
    throw new Failure('invalid-field', 'The form has no field that is known');
  });

  router.all('/connect/:token', allowOnly('GET, HEAD, POST'));
  router.all('/connect{/*rest}', () => {
    throw noLink();
  });
  return router;

  /** No redirect follows: the token could not be shown on another page without being kept. */
  async function makeToken(ctx: Context, { managed: { name } }: Visit, form: string): Promise<void> {
    const token = await makeTokenByLink(manage, name, form);
    const opened = await open(parts, ctx);
    const state = await stateOf(parts, opened);
    send(ctx, opened, token === undefined ? repeatedPage(state) : newTokenPage(state, token));
  }

  async function saveToken(ctx: Context, opened: Visit, pasted: string): Promise<void> {
    const mistake = await mistakeOf(opened, pasted);
    if (mistake === undefined) return lead(ctx, '?#step-2');
    ctx.status = 400;
    send(ctx, opened, connectPage(await stateOf(parts, opened), newForm(), mistake));
  }

  /** Saves the token if there is nothing wrong with it. */
  async function mistakeOf({ managed }: Visit, pasted: string): Promise<Mistake | undefined> {
    if (pasted.trim() === '') return 'empty';
    try {
      return (await saveTokenByLink(manage, managed, pasted)) === 'own' ? 'own' : undefined;
    } catch (error) {
      if (error instanceof Failure && error.kind === 'invalid-field') return 'not-a-token';
      throw error;
    }
  }

  function answer(ctx: Context, opened: Visit, reply: Reply): void {
    if ('next' in reply) {
      lead(ctx, reply.next);
      return;
    }
    ctx.status = reply.status;
    send(ctx, opened, reply.page);
  }

  function send(ctx: Context, { managed }: Visit, page: Page): void {
    reserveRoom(ctx, managed.name, page.body);
    sendPage(ctx, page);
  }
}

/** To another page of the link, whose address is not repeated. */
function lead(ctx: Context, location: string): void {
  ctx.status = 303;
  ctx.set({ Location: location, 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' });
  ctx.body = '';
}

const formPattern = /^[\w-]{22}$/;

function newForm(): string {
  return randomBytes(16).toString('base64url');
}

async function open({ manage, links, accounts }: Parts, ctx: Context): Promise<Visit> {
  const opened = await openConnectLink({ manage, links }, String(ctx.params.token));
  const account = opened && accounts.get(opened.account.name);
  if (!account) throw noLink();
  const reading = readingFor(ctx.get('Accept-Language'));
  return { managed: opened.account, account, link: opened.link, secret: opened.secret, reading };
}

async function stateOf({ firstCalls }: Parts, { managed, account, link, reading }: Visit): Promise<Connecting> {
  const { brand, candidates, shown } = account.settings;
  const callbackToken = shown.WORKABLE_CALLBACK_TOKEN;
  return {
    vendor: { ...brand, title: account.vendor.title },
    customer: candidates.company ?? managed.name,
    providerTokens: managed.providerTokens,
    mayMakeToken: managed.providerTokens.length < mostTokens,
    ...(typeof callbackToken === 'object' ? { callbackToken: callbackToken.ends } : {}),
    firstCalls: await firstCalls(managed.name),
    hasStages: account.settings.stage !== undefined,
    expiresAt: link.expiresAt,
    reading,
  };
}

function noLink(): Failure {
  return new Failure('not-found', 'There is no such connect link');
}
