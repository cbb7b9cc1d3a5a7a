import { z } from 'zod';
import { Failure } from '../../../errors.ts';
import { limits } from '../../../limits.ts';
import { accountOf } from '../../../store/ids.ts';
import { addTrigger, changeTrigger, removeTrigger } from '../../actions/triggers.ts';
import { hasStageDoor } from '../../queries/application-context.ts';
import { connectionOf, placeOf, type TriggerView, triggerViews } from '../../queries/triggers.ts';
import { cursorsOf } from '../cursor.ts';
import { endpoint } from '../endpoint.ts';
import { etagOf } from '../etag.ts';
import { about, accountName, count, flag, moment, pageOf, paging, text } from '../fields.ts';
import { accountsNamed, quoting, shortened } from '../found.ts';
import type { ApiParts } from '../parts.ts';
import { stageDoorNamed, tag } from '../stage-door.ts';

export const exampleTriggerId = 'acme_Ey-ttVNKQuqbvZcTOOuHYA';

const job = text('The shortcode of a job; `*` for every job that has no trigger of its own.', '9CD658E13E');
const stage = text('The slug of a stage.', 'ai-interview');
const template = text("The vendor's id.", 'support');

const Trigger = z.object({
  id: text('Names the account and the trigger.', exampleTriggerId),
  account: accountName('Whose it is.'),
  job,
  job_title: text('As Workable names the job, where that is known.', 'Frontend Engineer').optional(),
  stage,
  stage_name: text('As people call the stage, where that is known.', 'AI Interview').optional(),
  template: template.optional(),
  state: z
    .enum(['active', 'off', 'pending'])
    .meta(
      about('`pending`: no candidate is invited until a person has decided; `question` says about what.', 'active'),
    ),
  is_fixed: flag('It stands in STAGE_TRIGGERS, which wins: change it there.', false),
  is_ready: flag('Whether candidates already in the stage are noted: from then on it invites.', true),
  stage_is_gone: flag('Workable no longer has the stage: choose another one, or remove the trigger.', false),
  question: text('What a person has to decide.', 'The stage was removed. Is it now "ai-interview-2"?').optional(),
  alike: text('The slug of the stage that the question is about.', 'ai-interview-2').optional(),
  back_fill: z
    .object({
      state: z.enum(['running', 'stopped', 'done']).meta(about('Whether it goes on.', 'running')),
      released: count('Candidates who are invited by it.', 12),
      started_at: moment('When.'),
      ended_at: moment('When.').optional(),
    })
    .meta(about('The last one.', { state: 'running' as const, released: 12, started_at: '2026-01-31T12:00:00.000Z' }))
    .optional(),
});

const exampleTrigger: z.input<typeof Trigger> = {
  id: exampleTriggerId,
  account: 'acme',
  job: '9CD658E13E',
  stage: 'ai-interview',
  template: 'support',
  state: 'active',
  is_fixed: false,
  is_ready: true,
  stage_is_gone: false,
};

const given = {
  job: job.max(limits.wordCharacters).regex(/^(\*|[A-Za-z0-9]+)$/, 'should be a shortcode or *'),
  stage: stage
    .max(limits.wordCharacters)
    .regex(/^[\p{L}\p{N}][\p{L}\p{N}_.-]*$/u, 'should be the slug of a stage, such as ai-interview'),
  template: template.min(1).max(limits.idCharacters),
};
const active = flag('Candidates are invited.', true);
const params = z.object({ id: text('Of the trigger.', exampleTriggerId) });
const missing = { 404: 'There is no such trigger.' };
const fixed = 'It stands in STAGE_TRIGGERS.';

/** What else is shown changes by itself. */
function etagOfTrigger({ id, stage: slug, template: named, state, question }: TriggerView): string {
  return etagOf([id, slug, named, state, question]);
}

function answered<Status extends 200 | 201>(status: Status, view: TriggerView, headers: Record<string, string> = {}) {
  return { status, headers: { ETag: etagOfTrigger(view), ...headers }, body: view };
}

/** The account that the id of a trigger names. Throws Failure where there is none. */
function ownerOf(parts: ApiParts, id: string) {
  const account = parts.accounts.find(({ name }) => name === accountOf(id));
  if (account && hasStageDoor(account)) return account;
  throw new Failure('not-found', `There is no trigger ${shortened(id)}`, quoting);
}

export const triggerEndpoints = [
  endpoint({
    id: 'listTriggers',
    method: 'GET',
    path: '/triggers',
    tag,
    summary: 'List triggers by account, job and stage',
    query: z.object({ account: accountName('Only of this account.').optional(), ...paging }),
    answers: {
      200: { description: 'A page of them.', schema: pageOf(Trigger, [exampleTrigger], 'By account, job and stage.') },
    },
  }).handledBy(async (parts, { query: { account: name, limit, cursor } }) => {
    const cursors = cursorsOf('triggers', name);
    const after = cursors.read(cursor)?.id ?? '';
    const accounts = accountsNamed(parts, name, 'query parameter')
      .filter(hasStageDoor)
      .filter((each) => `${each.name} ~` >= after)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const found: TriggerView[] = [];
    for (const account of accounts) {
      const views = triggerViews(account, await connectionOf(parts, account));
      found.push(...views.filter((each) => placeOf(each) > after));
      if (found.length > limit) break;
    }
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const more = last && found.length > limit ? { next_cursor: cursors.write({ id: placeOf(last), at: 0 }) } : {};
    return { status: 200, body: { items, ...more } };
  }),

  endpoint({
    id: 'addTrigger',
    method: 'POST',
    path: '/triggers',
    tag,
    summary: 'Have candidates of a stage interviewed',
    description:
      'Candidates already in the stage are not invited: see back-fill. Every process follows within 2 s. The job, its stage and the template are looked up.',
    body: z.strictObject({
      account: accountName('Whose it is to be.'),
      ...given,
      template: given.template.optional(),
      active: active.default(true),
    }),
    answers: { 201: { description: 'Made.', schema: Trigger } },
    errors: {
      409: 'There is one of this job and stage, or the account has no WORKABLE_API_TOKEN.',
      502: 'Workable or the vendor refuses to say.',
    },
  }).handledBy(async (parts, { body: { account, active: isActive, ...rest } }) => {
    const view = await addTrigger(parts, stageDoorNamed(parts, account), { ...rest, isActive });
    return answered(201, view, { Location: `/api/v1/triggers/${view.id}` });
  }),

  endpoint({
    id: 'changeTrigger',
    method: 'PATCH',
    path: '/triggers/{id}',
    tag,
    summary: 'Change a trigger, or answer the question of a pending one',
    description:
      'What is not named stays; `template: null` takes that of STAGE_TEMPLATE. `active: true` says yes to a pending one, with another `stage` where the question is about one. Candidates already in the stage when it begins to hold are not invited.',
    params,
    body: z.strictObject({
      stage: given.stage.optional(),
      template: given.template
        .nullable()
        .meta(about("The vendor's id; null for that of STAGE_TEMPLATE.", 'support'))
        .optional(),
      active: active.optional(),
    }),
    answers: { 200: { description: 'As it is now.', schema: Trigger } },
    errors: {
      ...missing,
      409: `${fixed} Or there is another one of this job and stage.`,
      502: 'Workable or the vendor refuses to say.',
    },
    needsMatch: true,
  }).handledBy(async (parts, { params: { id }, body: { active: isActive, ...rest }, match }) => {
    const changed = { ...rest, isActive };
    return answered(
      200,
      await changeTrigger(parts, ownerOf(parts, id), id, changed, (view) => void match(etagOfTrigger(view))),
    );
  }),

  endpoint({
    id: 'removeTrigger',
    method: 'DELETE',
    path: '/triggers/{id}',
    tag,
    summary: 'Remove a trigger',
    description: 'Interviews go on. A stage named by STAGE_NAME is not offered again once its trigger was removed.',
    params,
    answers: { 204: { description: 'It is gone.' } },
    errors: { ...missing, 409: fixed },
    needsMatch: true,
  }).handledBy(async (parts, { params: { id }, match }) => {
    await removeTrigger(parts, ownerOf(parts, id), id, (view) => void match(etagOfTrigger(view)));
    return { status: 204 };
  }),
];
