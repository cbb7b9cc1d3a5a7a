import type { Router } from '@koa/router';
import type { Context } from 'koa';
import { actId } from './act.tsx';
import type { Door } from './actions.ts';
import { isBadDay } from './bad-days.ts';
import type { Play } from './server.ts';
import { isVendorKind } from './vendors/registry.ts';
import type { VendorKind } from './vendors/vendor.ts';

type Parts = {
  play: () => Play | undefined;
  /** The ids of the buttons that are being worked on. */
  busy: Set<string>;
  reopen: (kind: VendorKind) => Promise<void>;
  setDoor: (door: Door) => void;
  /** Shown until the next button; undefined where all is well. */
  say: (problem: string | undefined) => void;
};

type Form = Record<string, string | undefined>;
type Button = (form: Form, play: Play) => unknown;

const hour = 3_600_000;
const mostHours = 14 * 24;

/** What each button does. */
const buttons: Record<string, Button> = {
  '/play/apply': (_form, { actions }) => actions.apply(),
  '/play/drag': ({ id = '' }, { actions }) => actions.drag(id),
  '/play/send': (_form, { actions }) => actions.send(),
  '/play/send-again': ({ url = '' }, { actions }) => actions.sendAgain(url),
  '/vendor/finish': ({ email = '' }, { actions }) => actions.finish(email),
  '/vendor/advance': ({ email = '' }, { actions }) => actions.decide(email, true),
  '/vendor/turn-down': ({ email = '' }, { actions }) => actions.decide(email, false),
  '/kill/bridge': (_form, { sandbox }) => sandbox.bridge.kill(),
  '/kill/redis': (_form, { sandbox }) => sandbox.redis.kill(),
  '/calm': (_form, { sandbox }) => sandbox.setBadDays(() => sandbox.badDays.clear()),
  '/bad-days': ({ id = '' }, { sandbox }) => isBadDay(id) && sandbox.setBadDays(() => sandbox.badDays.toggle(id)),
  '/later': ({ hours }, { sandbox }) => sandbox.later(Math.min(Number(hours) || 0, mostHours) * hour),
  '/replay': (_form, { sandbox }) => sandbox.replay(),
  '/resume': (_form, { sandbox }) => sandbox.resumeInvitations(),
  '/tour/play': (_form, { tour }) => tour.play(),
  '/tour/start-again': (_form, { tour, sandbox }) => {
    tour.startAgain();
    sandbox.startAgain();
  },
};

export function playRoutes(router: Router, { play, busy, reopen, setDoor, say }: Parts): void {
  for (const path of Object.keys(buttons)) {
    router.post(path, async (ctx) => {
      await press(path, formOf(ctx));
      goOn(ctx);
    });
  }
  router.post('/door/:door', (ctx) => {
    if (ctx.params.door === 'stage' || ctx.params.door === 'provider') setDoor(ctx.params.door);
    goOn(ctx);
  });
  router.post('/sandbox', async (ctx) => {
    const { kind = '' } = formOf(ctx);
    if (isVendorKind(kind)) await reopen(kind);
    goOn(ctx);
  });

  /** A press of what is being worked on is a press too many. */
  async function press(path: string, form: Form): Promise<void> {
    const current = play();
    const id = actId(path, form);
    if (!current || busy.has(id)) return;
    say(undefined);
    busy.add(id);
    try {
      await buttons[path]?.(form, current);
    } catch (error) {
      if (play() === current) say(wordsOf(error));
    } finally {
      busy.delete(id);
    }
  }
}

function formOf(ctx: Context): Form {
  return (ctx.request.body ?? {}) as Form;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : 'That did not work';
}

/** With script, what has changed comes by itself. */
function goOn(ctx: Context): void {
  if (ctx.get('HX-Request') !== '') {
    ctx.status = 204;
    return;
  }
  ctx.status = 303;
  ctx.redirect('/');
}
