import { z } from 'zod';
import { limits } from '../../../limits.ts';
import {
  backFillMinutes,
  candidatesHeld,
  resumeInvitations,
  startBackFill,
  stopBackFill,
  triggerToFill,
} from '../../actions/back-fill.ts';
import { testedAtMost, testSync, writeSample } from '../../actions/test-sync.ts';
import { refreshTriggers } from '../../actions/triggers.ts';
import { endpoint } from '../endpoint.ts';
import { about, accountName, count, exampleId, flag, moment, reveal, text } from '../fields.ts';
import { stageDoorOf, tag } from '../stage-door.ts';
import { exampleApplicationId, examplePerson, Person } from './applications.ts';
import { exampleTriggerId } from './triggers.ts';

const candidateId = text('Of the candidate in Workable.', '108d1748');

const Tested = z.object({
  id: text('Of the application, whether it is stored yet or not.', exampleApplicationId),
  candidate_id: candidateId,
  trigger: text('By which the candidate would be invited.', exampleTriggerId),
  job: text('The shortcode of the job.', '9CD658E13E'),
  stage: text('The slug of the stage.', 'ai-interview'),
  would_invite: flag('The candidate would be invited, at once or later.', false),
  reason: text('Why, or why not.', 'The profile has no e-mail address.'),
  next_at: moment('When, where that is known.').optional(),
  interview_id: text('Of the interview that there is.', exampleId).optional(),
  candidate: Person.meta(about('Only with `reveal=true`.', examplePerson)).optional(),
});

const exampleTested: z.input<typeof Tested> = {
  id: exampleApplicationId,
  candidate_id: '108d1748',
  trigger: exampleTriggerId,
  job: '9CD658E13E',
  stage: 'ai-interview',
  would_invite: false,
  reason: 'The profile has no e-mail address.',
};

/** Of a back-fill that was not started yet, so many candidates are listed. */
const listedAtMost = 200;

const params = z.object({ name: accountName('Of the account.') });
const errors = { 404: 'There is no such account.', 409: 'It has no WORKABLE_API_TOKEN.' };

export const stageActionEndpoints = [
  endpoint({
    id: 'refreshTriggers',
    method: 'POST',
    path: '/accounts/{name}/triggers/refresh',
    tag,
    summary: 'Look at jobs, stages and webhooks now',
    description:
      'Also done every hour: a stage named by STAGE_NAME makes its job a pending trigger, a trigger whose stage is gone asks a question, and a subscription of a webhook that Workable does not list any more is made again.',
    params,
    answers: {
      202: {
        description: 'It is done soon.',
        schema: z.object({ account: accountName('Whose jobs are looked at.') }),
      },
    },
    errors,
  }).handledBy(async (parts, { params: { name } }) => {
    await refreshTriggers(parts, stageDoorOf(parts, name));
    return { status: 202, body: { account: name } };
  }),

  endpoint({
    id: 'testSync',
    method: 'POST',
    path: '/accounts/{name}/test-sync',
    tag,
    summary: 'Say who of the candidates in the stages of the triggers would be invited, and why not',
    description: `The first ${testedAtMost} of them, as Workable lists them now; pending triggers count as if they held. No candidate is invited and nothing is changed, but for one comment where \`sample\` names one of these candidates: only administrators see it, and only a person can delete it, in Workable.`,
    params,
    query: z.object({ reveal }),
    body: z.strictObject({ sample: candidateId.min(1).max(limits.idCharacters).optional() }).prefault({}),
    answers: {
      200: {
        description: 'What would happen.',
        schema: z.object({
          would_invite: count('How many.', 0),
          is_cut: flag('There are more candidates than were looked at.', false),
          sample_written: flag('A comment was written.', false),
          items: z
            .array(Tested)
            .meta(about('A candidate each, by trigger; not in the answer to a repeated request.', [exampleTested]))
            .optional(),
        }),
      },
    },
    errors: {
      ...errors,
      502: 'Workable refuses to list candidates, or to take the comment.',
    },
    secrets: ['items'],
  }).handledBy(async (parts, { params: { name }, query, body: { sample } }) => {
    const account = stageDoorOf(parts, name);
    const { items, isCut } =
      sample === undefined ? await testSync(parts, account) : await writeSample(parts, account, sample);
    if (query.reveal && items.length > 0)
      parts.revealed(
        [],
        items.map(({ id }) => id),
      );
    const body = {
      would_invite: items.filter((each) => each.would_invite).length,
      is_cut: isCut,
      sample_written: sample !== undefined,
      items: items.map(({ person, why: _, ...each }) => ({ ...each, ...(query.reveal ? { candidate: person } : {}) })),
    };
    return { status: 200, body };
  }),

  endpoint({
    id: 'backFill',
    method: 'POST',
    path: '/accounts/{name}/back-fill',
    tag,
    summary: 'Invite candidates who stood in the stage before there was the trigger',
    description:
      'A dry run unless `dry_run` is false: it counts and lists them. Then at most 30 a minute are invited, so 500 take about 20 minutes; `stop` ends it, and who was released by then is invited. How far it is stands in the trigger.',
    params,
    body: z.strictObject({
      trigger: text('Its id.', exampleTriggerId),
      dry_run: flag('Only say who would be invited.', false).default(true),
      stop: flag('Stop the one that runs.', true).default(false),
    }),
    answers: {
      200: {
        description: 'What it comes to.',
        schema: z.object({
          trigger: text('Its id.', exampleTriggerId),
          outcome: z.enum(['dry_run', 'started', 'stopped']).meta(about('What was done.', 'dry_run')),
          waiting: count('Candidates who stood there before and are not released.', 1),
          minutes: count('How long it takes for them, at least.', 1),
          candidates: z
            .array(z.object({ id: text('Of the application.', exampleApplicationId), candidate_id: candidateId }))
            .meta(
              about(`The first ${listedAtMost} of them.`, [{ id: exampleApplicationId, candidate_id: '108d1748' }]),
            ),
        }),
      },
    },
    errors: { ...errors, 409: 'The trigger is not active, or the account has no WORKABLE_API_TOKEN.' },
  }).handledBy(async (parts, { params: { name }, body: { trigger: id, dry_run: isDry, stop } }) => {
    const account = stageDoorOf(parts, name);
    const trigger = await triggerToFill(parts, account, id);
    const held = await candidatesHeld(parts, account, trigger);
    if (stop) await stopBackFill(parts, account, id);
    else if (!isDry) await startBackFill(parts, account, id);
    const candidates = held.slice(0, listedAtMost).map((each) => ({ id: each.id, candidate_id: each.candidateId }));
    const outcome = stop ? ('stopped' as const) : isDry ? ('dry_run' as const) : ('started' as const);
    const minutes = backFillMinutes(held.length);
    return { status: 200, body: { trigger: id, outcome, waiting: held.length, minutes, candidates } };
  }),

  endpoint({
    id: 'resumeInvitations',
    method: 'POST',
    path: '/accounts/{name}/invitations/resume',
    tag,
    summary: 'Invite again after Workable was not heard of for more than 7 days',
    description:
      'Then candidates may have moved on, so no candidate is invited before a person says so here. `health` names it; the list of applications shows who waits.',
    params,
    answers: {
      200: {
        description: 'It goes on, or nothing waited for that.',
        schema: z.object({
          account: accountName('Whose.'),
          outcome: z.enum(['resumed', 'not_waiting']).meta(about('What came of it.', 'resumed')),
        }),
      },
    },
    errors,
  }).handledBy(async (parts, { params: { name } }) => {
    const wasWaiting = await resumeInvitations(parts, stageDoorOf(parts, name));
    return { status: 200, body: { account: name, outcome: wasWaiting ? 'resumed' : 'not_waiting' } };
  }),
];
