import { Router } from '@koa/router';
import type { Context, Next } from 'koa';
import { sendPage } from '../../src/pages/render.tsx';
import { boardPage } from './board.tsx';
import { candidatePage } from './candidate-page.tsx';
import { type Parts, profileFrom } from './candidates.ts';
import { roles } from './contract.ts';
import { createPeople } from './people.ts';
import { answerRefusals, notFound, Refusal } from './refusal.ts';
import { createSettings } from './settings.ts';
import { candidateOf, jobOf } from './state.ts';
import type { JobState } from './types.ts';

type Form = Record<string, string>;

const jobStates: readonly string[] = ['draft', 'published', 'closed', 'archived'];

/** The pages, their buttons, and the files of comments. */
export function createPlayRouter(parts: Parts): Router {
  const { state } = parts;
  const router = new Router();
  router.use(answerRefusals);
  router.get('/', (ctx) => {
    const { job = state.jobs[0]?.shortcode ?? '' } = ctx.query;
    sendPage(ctx, boardPage(state, job === '' ? undefined : jobOf(state, String(job))));
  });
  router.get('/candidates/:id', (ctx) => {
    const as = roles.find((role) => role === ctx.query.as) ?? 'admin';
    sendPage(ctx, candidatePage(state, candidateOf(state, String(ctx.params.id)), as));
  });
  // What `profile_url` says.
  router.get('/backend/jobs/:job/candidates/:id', (ctx) => ctx.redirect(`/candidates/${ctx.params.id}`));
  router.get('/files/:key', (ctx) => {
    const file = state.files.get(String(ctx.params.key));
    if (!file) throw notFound();
    // The address is pre-signed: storage refuses a second way to say who reads.
    if (ctx.get('authorization') !== '') throw new Refusal(400, 'Only one auth mechanism allowed');
    ctx.type = file.type;
    ctx.set('Content-Disposition', 'inline');
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.body = file.data;
  });
  for (const [action, play] of Object.entries(actionsOf(parts))) {
    router.post(`/play/${action}`, sayFailures, (ctx) => {
      const form = ctx.request.body as Form;
      const next = play(form);
      const to = typeof next === 'string' ? next : (form.back ?? '/');
      ctx.status = 303;
      ctx.redirect(/^\/(?![/\\])/.test(to) ? to : '/');
    });
  }
  return router;
}

/** What a person does by a button. The address where it goes on, if it is another one. */
function actionsOf(parts: Parts): Record<string, (form: Form) => unknown> {
  const people = createPeople(parts);
  const settings = createSettings(parts.state);
  const byId = (act: (id: string) => unknown) => (form: Form) => act(form.id ?? '');
  return {
    create: ({ job = '', stage = '', ...given }) =>
      people.create({ ...profileFrom(given), job, stage, isSourced: stage === 'sourced' }),
    move: ({ id = '', stage = '' }) => people.move(id, stage),
    hire: byId(people.hire),
    disqualify: byId(people.disqualify),
    withdraw: byId(people.withdraw),
    revert: byId(people.revert),
    anonymize: byId(people.anonymize),
    delete: byId(people.delete),
    copy: ({ id = '', job = '' }) => `/candidates/${people.copy(id, job).id}`,
    relocate: ({ id = '', job = '' }) => `/candidates/${people.relocate(id, job).id}`,
    edit: ({ id = '', ...given }) => people.edit(id, profileFrom(given)),
    comment: ({ id = '', body = '', by = '' }) => people.comment(id, body, by),
    rate: ({ id = '', grade = '1', by = '' }) => people.rate(id, Number(grade), { by }),
    'job-state': ({ job = '', state: to = '' }) => jobStates.includes(to) && settings.setJobState(job, to as JobState),
    'rename-stage': ({ stage = '', name = '', pipeline }) => settings.renameStage(stage, name, pipeline),
    'remove-stage': ({ stage = '', pipeline }) => settings.removeStage(stage, pipeline),
  };
}

/** A person reads why something cannot be done. */
async function sayFailures(_ctx: Context, next: Next): Promise<void> {
  try {
    await next();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(409, error instanceof Error ? error.message : 'That did not work');
  }
}
