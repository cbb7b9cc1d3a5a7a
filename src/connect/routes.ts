import { randomBytes } from 'node:crypto';
import Router from '@koa/router';
import type { Context } from 'koa';
import { type ConnectParts, makeTokenByLink, openConnectLink, saveTokenByLink } from '../accounts/connect.ts';
import type { ManagedAccount } from '../accounts/managed.ts';
import { mostTokens } from '../accounts/provider-tokens.ts';
import type { AccountSettings } from '../config.ts';
import { Failure } from '../errors.ts';
import { allowOnly } from '../http/errors.ts';
import type { ReadBytes } from '../http/json-body.ts';
import type { Load } from '../http/load-shedding.ts';
import { boundUnread } from '../http/unread.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';
import type { Account } from '../interviews/ports.ts';
import { limits } from '../limits.ts';
import { answerPages } from '../pages/answer-pages.ts';
import { type Page, sendPage } from '../pages/render.tsx';
import { connectFailurePage } from './failure-page.ts';
import { type Connecting, connectPage, type Mistake, newTokenPage, repeatedPage } from './page.tsx';

export type ConnectAccount = Account & { settings: Pick<AccountSettings, 'brand' | 'candidates' | 'shown'> };

type Parts = Pick<ConnectParts, 'manage' | 'links'> & {
  accounts: Accounts<ConnectAccount>;
  /** When Workable first called, by the digest of the token. */
  firstCalls: (account: string) => Promise<ReadonlyMap<string, number>>;
  enter: Load['enter'];
  readBytes: ReadBytes;
  /** Called for every failure that was answered with a page. */
  report: (failure: Failure, ctx: Context) => void;
};

type Opened = { managed: ManagedAccount; account: ConnectAccount; expiresAt: number };

/** The page behind a connect link. GET changes nothing, so link scanners may visit. Every answer is a page. */
export function connectRoutes(parts: Parts): Router {
  const { manage, enter, readBytes, report } = parts;
  const reserveRoom = boundUnread(limits.unreadBytes, limits.unreadOfReportBytes);
  const router = new Router();
  router.use(answerPages(report, connectFailurePage));

  router.get('/connect/:token', async (ctx) => {
    const opened = await open(parts, ctx.params.token);
    send(ctx, opened, connectPage(await stateOf(parts, opened), newForm()));
  });

  router.post('/connect/:token', async (ctx) => {
    const opened = await open(parts, ctx.params.token);
    const { name } = opened.managed;
    enter(ctx.req, name);
    const fields = new URLSearchParams((await readBytes(ctx, name)).toString('utf8'));
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
  async function makeToken(ctx: Context, { managed: { name } }: Opened, form: string): Promise<void> {
    const token = await makeTokenByLink(manage, name, form);
    const opened = await open(parts, ctx.params.token);
    const state = await stateOf(parts, opened);
    send(ctx, opened, token === undefined ? repeatedPage(state) : newTokenPage(state, token));
  }

  async function saveToken(ctx: Context, opened: Opened, pasted: string): Promise<void> {
    const mistake = await mistakeOf(opened, pasted);
    if (mistake === undefined) {
      ctx.status = 303;
      ctx.set({ Location: '?#step-2', 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' });
      ctx.body = '';
      return;
    }
    ctx.status = 400;
    send(ctx, opened, connectPage(await stateOf(parts, opened), newForm(), mistake));
  }

  /** Saves the token if there is nothing wrong with it. */
  async function mistakeOf({ managed }: Opened, pasted: string): Promise<Mistake | undefined> {
    if (pasted.trim() === '') return 'empty';
    try {
      return (await saveTokenByLink(manage, managed, pasted)) === 'own' ? 'own' : undefined;
    } catch (error) {
      if (error instanceof Failure && error.kind === 'invalid-field') return 'not-a-token';
      throw error;
    }
  }

  function send(ctx: Context, { managed }: Opened, page: Page): void {
    reserveRoom(ctx, managed.name, page.body);
    sendPage(ctx, page);
  }
}

const formPattern = /^[\w-]{22}$/;

function newForm(): string {
  return randomBytes(16).toString('base64url');
}

async function open({ manage, links, accounts }: Parts, token = ''): Promise<Opened> {
  const opened = await openConnectLink({ manage, links }, token);
  const account = opened && accounts.get(opened.account.name);
  if (!account) throw noLink();
  return { managed: opened.account, account, expiresAt: opened.expiresAt };
}

async function stateOf({ firstCalls }: Parts, { managed, account, expiresAt }: Opened): Promise<Connecting> {
  const { brand, candidates, shown } = account.settings;
  const callbackToken = shown.WORKABLE_CALLBACK_TOKEN;
  return {
    vendor: { ...brand, title: account.vendor.title },
    customer: candidates.company ?? managed.name,
    providerTokens: managed.providerTokens,
    mayMakeToken: managed.providerTokens.length < mostTokens,
    ...(typeof callbackToken === 'object' ? { callbackToken: callbackToken.ends } : {}),
    firstCalls: await firstCalls(managed.name),
    expiresAt,
  };
}

function noLink(): Failure {
  return new Failure('not-found', 'There is no such connect link');
}
