import { Router } from '@koa/router';
import { sendPage } from '../../src/pages/render.tsx';
import type { SandboxVendorControl } from './control.ts';
import { vendorPage } from './page.tsx';
import { Refusal } from './refusal.ts';
import type { VendorState } from './state.ts';

type Form = { attempt?: string; merchant?: string; email?: string; definition?: string; score?: string };

/** The page and its buttons. */
export function createPageRouter(state: VendorState, control: SandboxVendorControl): Router {
  const plays: Record<string, (form: Form) => Promise<unknown>> = {
    start: ({ email = '', definition = '', merchant = '0' }) => control.start(email, definition, Number(merchant)),
    collect: ({ attempt = '' }) => control.collect(attempt),
    score: ({ attempt = '', score }) => control.score(attempt, Number(score)),
    fail: ({ attempt = '' }) => control.fail(attempt),
    abandon: ({ attempt = '' }) => control.fail(attempt, 'abandoned'),
    advance: ({ attempt = '' }) => control.decide(attempt, true),
    'not-advance': ({ attempt = '' }) => control.decide(attempt, false),
    undecided: ({ attempt = '' }) => control.decide(attempt, null),
    reset: ({ attempt = '' }) => control.reset(attempt),
    report: ({ attempt = '' }) => control.makeReport(attempt),
  };
  const router = new Router();

  router.get('/', (ctx) => {
    sendPage(ctx, vendorPage(state));
  });

  // Where an invitation's link leads.
  router.get('/interview/take/:definitionId/', (ctx) => {
    ctx.redirect('/');
  });

  router.post('/play/:action', async (ctx) => {
    const play = plays[ctx.params.action ?? ''];
    if (play === undefined) throw new Refusal(404, 'No such button');
    await play((ctx.request.body ?? {}) as Form);
    ctx.status = 303;
    ctx.redirect('/');
  });

  return router;
}
