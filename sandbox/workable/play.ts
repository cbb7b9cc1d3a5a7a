import { Router } from '@koa/router';
import { sendPage } from '../../src/pages/render.tsx';
import type { SandboxWorkableControl } from './control.ts';
import type { Inbox } from './inbox.ts';
import { workablePage } from './page.tsx';

type Form = Record<string, string | undefined>;

/** The page and its buttons. */
export function createPageRouter(control: SandboxWorkableControl, inbox: Inbox): Router {
  const router = new Router();

  router.get('/', async (ctx) => {
    const templates = await control.listTemplates().catch(() => undefined);
    sendPage(ctx, workablePage(templates, control.interviews, inbox));
  });

  router.post('/play/send', async (ctx) => {
    const { template = '', job_title = '', first_name = '', last_name, email = '', phone } = ctx.request.body as Form;
    const candidate = { first_name, last_name: last_name || null, email, phone: phone || null };
    // Without an answer the page that follows says that the bridge cannot be reached.
    await control.createInterview({ templateId: template, jobTitle: job_title, candidate }).catch(() => undefined);
    ctx.status = 303;
    ctx.redirect('/');
  });

  router.post('/play/shared-link', async (ctx) => {
    const { interview: id = '' } = ctx.request.body as Form;
    const interview = control.interviews.find((each) => each.answer.body.interview_id === id);
    const answer = interview && (await control.sharedLink(id).catch(() => undefined));
    if (interview !== undefined && answer !== undefined) interview.sharedLink = answer;
    ctx.status = 303;
    ctx.redirect('/');
  });

  return router;
}
