import { Router } from '@koa/router';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import { listen } from '../listen.ts';
import { createSpiClock, type SpiClock } from './clock.ts';
import { createControl } from './control.ts';
import { apiPath, applyFaults, checkAccount, checkToken, recordRequests } from './gate.ts';
import { createPlayRouter } from './play.ts';
import { createRateLimit } from './rate-limit.ts';
import { routeAccount } from './read-account.ts';
import { routeCandidateReads } from './read-candidates.ts';
import { answerRefusals, notFound, Refusal } from './refusal.ts';
import { createState } from './state.ts';
import { routeSubscriptions } from './subscriptions.ts';
import type { SpiSwitches } from './switches.ts';
import { createSender } from './webhooks.ts';
import { defaultWorld, type SpiWorld } from './world.ts';
import { routeCandidateWrites } from './write-candidates.ts';
import { routeRemarks } from './write-remarks.ts';

export type WorkableSpiOptions = {
  port?: number;
  host?: string;
  /** The URL at which others reach this server, if it is not its own address. */
  publicUrl?: string;
  /** Of the account; made up when absent. */
  token?: string;
  /** The real time when absent. */
  clock?: SpiClock;
  switches?: Partial<SpiSwitches>;
  /** Laid over the usual company. */
  world?: Partial<SpiWorld>;
};

export type WorkableSpi = Awaited<ReturnType<typeof createWorkableSpi>>;

/**
 * A fake of Workable's API (SPI v3), its webhooks and its pages, on a listener of its own. It opens with a company, its
 * jobs and members (`world.ts`), and one account token with all scopes.
 *
 *     const spi = await createWorkableSpi({ clock: createSpiClock({ standsAt: '2026-03-10T09:00:00Z' }) });
 *     const { id } = spi.people.create({ email: 'ana@example.test' });
 *     spi.people.move(id, 'ai-interview');
 *     await spi.idle(); // its webhooks are answered
 *     spi.switches({ listLag: 60, lose: 1 });
 *     spi.fault({ method: 'POST', path: '/comments', how: 'drop', when: 'after', times: 1 });
 *     spi.clock.advance(60_000);
 *     spi.comments(id); // as the bridge has left them
 */
export async function createWorkableSpi({
  clock = createSpiClock(),
  switches,
  token,
  world,
  ...options
}: WorkableSpiOptions = {}) {
  const listening = await listen(options);
  const state = createState(listening.origin, clock, { ...defaultWorld(clock.now()), ...world });
  Object.assign(state.switches, switches);
  const sender = createSender(state);
  const parts = { state, fire: sender.fire };
  const rateLimit = createRateLimit(state);

  const router = new Router({ prefix: apiPath });
  routeAccount(router, state);
  routeSubscriptions(router, state);
  routeCandidateReads(router, state);
  routeCandidateWrites(router, parts);
  routeRemarks(router, state);

  const api = new Koa();
  api.use(recordRequests(state));
  api.use(answerRefusals);
  api.use(parseBody());
  api.use(applyFaults(state, 'edge'));
  api.use(checkToken(state));
  api.use(rateLimit.limitRate);
  api.use(applyFaults(state, 'app'));
  api.use(checkAccount(state));
  api.use(router.routes());
  api.use(() => {
    throw notFound();
  });

  const pages = new Koa();
  pages.use(bodyParser());
  pages.use(createPlayRouter(parts).routes());
  const [serveApi, servePages] = [api.callback(), pages.callback()];
  listening.server.on('request', (request, response) => {
    const isApi = request.url?.startsWith(`${apiPath}/`);
    return isApi ? serveApi(request, response) : servePages(request, response);
  });

  const control = createControl(parts, { ...rateLimit, ...sender }, token);
  return {
    ...control,
    async close(): Promise<void> {
      clock.close();
      await Promise.all([sender.close(), listening.close()]);
    },
  };
}

/** Attachments come in base64. What is no JSON is 400, when it is read. */
function parseBody(): Koa.Middleware {
  return bodyParser({
    enableTypes: ['json'],
    jsonLimit: '40mb',
    onerror(error, ctx) {
      if ((error as { status?: number }).status === 413) throw new Refusal(413, { error: 'Too large' });
      ctx.request.body = undefined;
    },
  });
}
