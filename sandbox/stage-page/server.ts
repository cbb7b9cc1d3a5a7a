import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Router } from '@koa/router';
import Koa, { type Context, type Next } from 'koa';
import bodyParser from 'koa-bodyparser';
import { sendPage } from '../../src/pages/render.tsx';
import { listen } from '../listen.ts';
import { createActions, type Door } from './actions.ts';
import { createBridgeHistory } from './bridge-history.ts';
import { playRoutes } from './buttons.ts';
import { createListeners } from './listeners.ts';
import { exchangePage, liveText, stagePage, type View } from './page.tsx';
import { openSandbox } from './sandbox.ts';
import { readScript } from './script.ts';
import { createTour } from './tour.ts';
import type { VendorKind } from './vendors/vendor.ts';

type Options = {
  port?: number;
  /** Gets a folder for each sandbox. */
  folder: string;
  log: (line: string) => void;
  door?: Door;
};

/** One sandbox, and what the page knows beside it. */
export type Play = Awaited<ReturnType<typeof openPlay>>;

const lookEveryMs = 300;

/** The stage page: it survives the processes that it shows. */
export async function openStagePage({ port = 0, folder, log, door: firstDoor = 'stage' }: Options) {
  const { server, origin, close } = await listen({ port });
  const script = readScript();
  const listeners = createListeners();
  let kind: VendorKind = 'jobmojito';
  let play: Play | undefined;
  let failure: string | undefined;
  let problem: string | undefined;
  const busy = new Set<string>();
  let door = firstDoor;
  let opened = 0;
  let opening = open(kind);
  let isClosing = false;
  const looking = look();

  const router = new Router();
  router.get('/', async (ctx) => {
    if (!listeners.any()) await play?.history.refresh();
    sendPage(ctx, stagePage(view(), script));
  });
  router.get('/live', (ctx) => listeners.add(ctx));
  router.get('/exchanges/:id', (ctx) => {
    sendPage(ctx, exchangePage(play?.sandbox.exchanges.find(Number(ctx.params.id))));
  });
  router.get('/tour/report', (ctx) => ctx.redirect(play?.tour.read() ?? '/'));
  router.get(script.path, (ctx) => {
    ctx.type = 'text/javascript';
    ctx.body = script.body;
  });
  playRoutes(router, {
    play: () => play,
    busy,
    reopen,
    setDoor(next) {
      door = next;
      play?.tour.startAgain();
    },
    say(text) {
      problem = text;
    },
  });

  const app = new Koa();
  app.use(ownVisitorsOnly(origin));
  app.use(bodyParser());
  app.use(router.routes());
  server.on('request', app.callback());

  return {
    url: `${origin}/`,
    /** Resolves once the first sandbox is open; rejects where it cannot be. */
    async ready(): Promise<void> {
      await opening;
      if (failure) throw new Error(failure);
    },
    async close(): Promise<void> {
      isClosing = true;
      listeners.close();
      await close();
      await opening;
      await looking;
      await play?.sandbox.close();
    },
  };

  function view(): View {
    if (!play) return { kind, busy, shown: undefined, failure };
    const { sandbox, tour, history } = play;
    return { kind, busy, failure, shown: { sandbox, told: history.last(), tour: tour.steps(), door, problem } };
  }

  async function open(next: VendorKind): Promise<void> {
    kind = next;
    failure = undefined;
    problem = undefined;
    opened += 1;
    const dataDir = join(folder, String(opened));
    mkdirSync(dataDir, { mode: 0o700 });
    try {
      play = await openPlay({ kind, dataDir, log }, () => door);
    } catch (error) {
      failure = error instanceof Error ? error.message : 'The sandbox could not be opened';
    }
  }

  /** Everything begins anew, with another vendor. */
  async function reopen(next: VendorKind): Promise<void> {
    await opening;
    const before = play;
    play = undefined;
    kind = next;
    opening = (async () => {
      await before?.sandbox.close();
      await open(next);
    })();
  }

  /** Pushes what has changed, for as long as someone looks. */
  async function look(): Promise<void> {
    while (!isClosing) {
      if (listeners.any()) {
        await play?.history.refresh();
        listeners.push(liveText(view()));
      }
      await wait(lookEveryMs);
    }
  }
}

async function openPlay(options: Parameters<typeof openSandbox>[0], door: () => Door) {
  const sandbox = await openSandbox(options);
  const actions = createActions(sandbox);
  return {
    sandbox,
    actions,
    tour: createTour({ sandbox, actions, door }),
    history: createBridgeHistory(sandbox.settings),
  };
}

/** Another page in the same browser can neither press buttons nor read by a name of its own that leads here. */
function ownVisitorsOnly(origin: string) {
  const { host, port } = new URL(origin);
  const hosts = [host, `localhost:${port}`];
  return async function refuseStrangers(ctx: Context, next: Next): Promise<void> {
    const site = ctx.get('sec-fetch-site');
    const isStrange = ctx.method === 'POST' && site !== '' && site !== 'same-origin';
    ctx.assert(hosts.includes(ctx.host) && !isStrange, 403);
    await next();
  };
}
