import Router from '@koa/router';
import type { Context, Next } from 'koa';
import { asFailure, Failure } from '../../errors.ts';
import { allowOnly } from '../../http/errors.ts';
import type { ReadBytes } from '../../http/json-body.ts';
import type { Load } from '../../http/load-shedding.ts';
import type { Logger } from '../../log.ts';
import { answerPages } from '../../pages/answer-pages.ts';
import { sendPage } from '../../pages/render.tsx';
import type { ConsoleAccess } from '../../store/console-access.ts';
import { queryReader } from '../api/query.ts';
import { checked } from '../api/validate.ts';
import { hasStageDoor } from '../queries/application-context.ts';
import { totalsOf } from '../queries/totals.ts';
import type { RedisTrouble } from '../redis-trouble.ts';
import { awayPage, redisPath } from './away.tsx';
import { consoleFailurePage, failureText } from './failure-page.tsx';
import { correctable, type FormOfPage, objectOf, queryFor, withoutEmpty } from './fields.ts';
import { type Around, framed } from './frame.tsx';
import { logInPage, noConsolePage } from './log-in.tsx';
import { base, filled, ownPath, routeOf } from './own-path.ts';
import type { ConsoleAction, ConsolePage, ConsoleParts, Done, File, Shown } from './page.ts';
import { type Script, scriptHeaders } from './script.ts';
import { assertForm, assertOwnOrigin, createSessions, type Session } from './sessions.ts';
import { typedIn } from './typed.tsx';

type Parts = {
  pages: readonly ConsolePage[];
  actions: readonly ConsoleAction[];
  /** Asked for with each request: accounts come and go. */
  parts: () => ConsoleParts;
  access: ConsoleAccess;
  operatorToken: string | undefined;
  script: Script;
  enter: Load['enter'];
  readBytes: ReadBytes;
  /** Why Redis could not be used a few seconds ago. */
  redisTrouble: () => RedisTrouble | undefined;
  /** Called for every failure that was answered with a page. */
  report: (failure: Failure, ctx: Context) => void;
  log: Pick<Logger, 'info' | 'warn'>;
};

/** No account is called so. */
const budgetName = 'operator console';

/** What is known of a request by the time that it fails. */
type Known = { around?: Around; back?: string };
const knownOf = (ctx: Context): Known => ctx.state as Known;

/** The operator's console. GET changes nothing; every answer is a page. */
export function consoleRoutes(given: Parts): Router {
  const { operatorToken, script, redisTrouble, report } = given;
  const router = new Router();
  router.get(script.path, (ctx) => {
    ctx.set(scriptHeaders);
    ctx.body = script.body;
  });
  router.use(
    answerPages(report, (failure, ctx) => {
      const { around, back } = knownOf(ctx);
      return failure.kind === 'store-unavailable'
        ? awayPage({ failure, trouble: redisTrouble(), script, back: back ?? '', ...addressOf(ctx) })
        : consoleFailurePage(failure, around, back);
    }),
  );
  if (operatorToken === undefined) {
    router.all(`${base}{/*rest}`, (ctx) => {
      ctx.status = 404;
      sendPage(ctx, noConsolePage());
    });
    return router;
  }
  addRoutes(router, given, operatorToken);
  return router;
}

function addRoutes(router: Router, given: Parts, operatorToken: string): void {
  const { pages, actions, parts, access, script, enter, readBytes, report, log } = given;
  const { publicUrl, now } = parts();
  const isSecure = publicUrl.startsWith('https:');
  const sessions = createSessions({ access, operatorToken, isSecure, now });

  router.use(async function enterConsole(ctx: Context, next: Next) {
    enter(ctx.req, budgetName);
    await next();
  });
  router.get(redisPath, async (ctx) => {
    await access.assertThere();
    ctx.set({ 'HX-Refresh': 'true', 'Cache-Control': 'no-store' });
    ctx.status = 204;
  });
  router.get(`${base}/log-in`, async (ctx) => {
    if (await sessions.read(ctx)) return lead(ctx, base);
    await access.assertThere();
    sendPage(ctx, logInPage({ to: base }));
  });
  router.post(`${base}/log-in`, async (ctx) => {
    assertOwnOrigin(ctx, publicUrl);
    const fields = await readFields(ctx);
    const to = ownPath(fields.get('to'));
    if (await sessions.begin(ctx, fields.get('token') ?? '')) {
      log.info({ event: 'operator', outcome: 'logged in', by: 'console' });
      return lead(ctx, to);
    }
    log.warn({ event: 'operator', outcome: 'wrong token', by: 'console' });
    ctx.status = 401;
    sendPage(ctx, logInPage({ to, problem: 'This is not the operator token.' }));
  });
  router.post(`${base}/log-out`, async (ctx) => {
    const session = await sessions.read(ctx);
    if (!session) return lead(ctx, `${base}/log-in`);
    const isEverywhere = (await readForm(ctx, session)).get('everywhere') === 'yes';
    await (isEverywhere ? sessions.endAll(ctx) : sessions.end(ctx, session));
    log.info({ event: 'operator', outcome: isEverywhere ? 'logged out everywhere' : 'logged out', by: 'console' });
    lead(ctx, `${base}/log-in`);
  });
  // A page with an id in its path would take that of an action for one.
  for (const each of actions) addAction(each);
  for (const each of pages) addPage(each);
  for (const path of new Set(pages.map(({ path: each }) => each))) router.all(routeOf(path), allowOnly('GET, HEAD'));
  router.all(`${base}{/*rest}`, async (ctx) => {
    const session = await sessions.read(ctx);
    if (!session) return askToLogIn(ctx, base);
    knownOf(ctx).around = await aroundOf(ctx, session);
    throw new Failure('not-found', 'There is no such page. It may have moved: see the navigation');
  });

  function addPage(page: ConsolePage): void {
    const { path, place, query, show } = page;
    const readQuery = queryReader(query);
    router.get(routeOf(path), async (ctx: Context & { params: object }) => {
      const session = await sessions.read(ctx);
      if (!session) return askToLogIn(ctx, `${ctx.path}${ctx.search}`);
      knownOf(ctx).around = await aroundOf(ctx, session, place);
      const given = withoutEmpty(ctx.querystring);
      await orAgain(ctx, { page, to: filled(path, ctx.params), fields: objectOf(given), query: '' }, async () =>
        send(ctx, await show(parts(), { params: ctx.params, query: readQuery(String(given)) })),
      );
    });
  }

  function addAction({ path, from, place, fields: schema, run }: ConsoleAction): void {
    router.get(routeOf(path), (ctx: Context & { params: object }) => lead(ctx, base + filled(from, ctx.params)));
    router.post(routeOf(path), async (ctx: Context & { params: object }) => {
      const back = filled(from, ctx.params);
      const session = await sessions.read(ctx);
      if (!session) return askToLogIn(ctx, base + back);
      Object.assign(knownOf(ctx), { back, around: await aroundOf(ctx, session, place) });
      const fields = objectOf(await readForm(ctx, session));
      const page = pages.find((each) => each.path === from);
      await orAgain(ctx, { page, to: filled(path, ctx.params), fields, query: queryFor(page, fields) }, async () =>
        answer(ctx, await run(parts(), { params: ctx.params, fields: checked(schema, fields, 'field') })),
      );
    });
  }

  /** Does it or, where what was typed cannot be used, shows the page of the form again, with that and a sentence. */
  async function orAgain(ctx: Context, { page, to, fields, query }: FormOfPage, work: () => Promise<void>) {
    try {
      await work();
    } catch (error) {
      const failure = asFailure(error);
      const { around } = knownOf(ctx);
      if (!around || !page || !correctable.includes(failure.status) || Object.keys(fields).length === 0) throw error;
      const shown = await showOnceMore(page, ctx.params as object, query).catch(() => {
        throw failure;
      });
      report(failure, ctx);
      ctx.status = failure.status;
      const said = { text: failureText(failure), isWarning: true };
      sendPage(ctx, framed({ ...around, said, typed: typedIn(to, fields) }, shown));
    }
  }

  async function showOnceMore(page: ConsolePage, params: object, query: string): Promise<Shown> {
    return page.show(parts(), { params, query: queryReader(page.query)(query) });
  }

  async function aroundOf(ctx: Context, session: Session, place?: ConsolePage['place']): Promise<Around> {
    // What is wrong with Redis, the page itself says.
    const totals = await totalsOf(parts()).catch(() => undefined);
    return {
      session,
      place,
      totals,
      hasStageDoor: parts().accounts.some(hasStageDoor),
      said: sessions.takeSaid(ctx),
      script: script.path,
    };
  }

  /** A script that asks for part of a page has the whole page loaded anew, which is this one. */
  async function askToLogIn(ctx: Context, to: string): Promise<void> {
    await access.assertThere();
    ctx.status = 401;
    ctx.set('HX-Refresh', 'true');
    sendPage(ctx, logInPage({ to: ownPath(to) }));
  }

  function answer(ctx: Context, done: Done): void {
    if ('file' in done) sendFile(ctx, done.file);
    else if ('title' in done) send(ctx, done);
    else {
      if (done.said !== undefined) sessions.say(ctx, { text: done.said, isWarning: done.isWarning === true });
      lead(ctx, base + done.next);
    }
  }

  function send(ctx: Context, shown: Shown): void {
    const { around } = knownOf(ctx);
    if (around) sendPage(ctx, framed(around, shown));
  }

  /** The form of a session. Throws Failure `forbidden` for one that no page of it has sent. */
  async function readForm(ctx: Context, session: Session): Promise<URLSearchParams> {
    assertOwnOrigin(ctx, publicUrl);
    const fields = await readFields(ctx);
    assertForm(session, fields.get('form'));
    fields.delete('form');
    return fields;
  }

  async function readFields(ctx: Context): Promise<URLSearchParams> {
    return new URLSearchParams((await readBytes(ctx, budgetName)).toString('utf8'));
  }
}

/** Of a page that can be asked for again. */
function addressOf({ method, path, search }: Context): { at?: string } {
  return method === 'GET' || method === 'HEAD' ? { at: `${path}${search}` } : {};
}

function lead(ctx: Context, location: string): void {
  ctx.status = 303;
  ctx.set({ Location: location, 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' });
  ctx.body = '';
}

/** It is kept, and never shown by the browser. */
function sendFile(ctx: Context, { name, type, text }: File): void {
  ctx.set({ 'Content-Type': `${type}; charset=utf-8`, 'Content-Disposition': `attachment; filename="${name}"` });
  ctx.body = text;
}
