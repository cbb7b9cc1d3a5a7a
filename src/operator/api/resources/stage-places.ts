import { z } from 'zod';
import { limits } from '../../../limits.ts';
import { listOffered } from '../../actions/offered.ts';
import { listJobs, listStages } from '../../actions/places.ts';
import { endpoint } from '../endpoint.ts';
import { about, accountName, flag, text } from '../fields.ts';
import { foundAccount } from '../found.ts';
import { stageDoorOf, tag } from '../stage-door.ts';

const name = accountName('Of the account.');
const errors = { 404: 'There is no such account.', 409: 'It has no WORKABLE_API_TOKEN.' };
const exampleJob = { job: '9CD658E13E', title: 'Frontend Engineer', state: 'published' as const };
const exampleStage = { stage: 'ai-interview', name: 'AI Interview' };
const exampleTemplate = { id: 'support', name: 'Customer support' };

export const stagePlaceEndpoints = [
  endpoint({
    id: 'listJobs',
    method: 'GET',
    path: '/accounts/{name}/jobs',
    tag,
    summary: 'List the jobs at Workable whose candidates can be interviewed',
    description: 'As they were within half a minute. Archived jobs, drafts and the sample job are left out.',
    params: z.object({ name }),
    answers: {
      200: {
        description: 'All of them.',
        schema: z.object({
          items: z
            .array(
              z.object({
                job: text('Its shortcode.', exampleJob.job),
                title: text('As Workable names it.', exampleJob.title).optional(),
                state: z.enum(['published', 'closed']).meta(about('`closed`: used internally.', 'published')),
              }),
            )
            .meta(about("In Workable's order.", [exampleJob])),
        }),
      },
    },
    errors: { ...errors, 502: 'Workable refuses to list them.' },
  }).handledBy(async (parts, { params }) => {
    const jobs = await listJobs(parts, stageDoorOf(parts, params.name), { isFresh: true });
    const items = jobs.map(({ shortcode: job, title, state }) => ({
      job,
      ...(title ? { title } : {}),
      state: state === 'closed' ? state : ('published' as const),
    }));
    return { status: 200, body: { items } };
  }),

  endpoint({
    id: 'listStages',
    method: 'GET',
    path: '/accounts/{name}/jobs/{job}/stages',
    tag,
    summary: 'List the stages of a job',
    description: 'As they were within half a minute.',
    params: z.object({ name, job: text('Its shortcode.', exampleJob.job).max(limits.wordCharacters) }),
    answers: {
      200: {
        description: 'All of them.',
        schema: z.object({
          items: z
            .array(
              z.object({
                stage: text('Its slug, for triggers.', exampleStage.stage),
                name: text('As people call it.', exampleStage.name),
              }),
            )
            .meta(about('In their order.', [exampleStage])),
        }),
      },
    },
    errors: { ...errors, 502: 'Workable has no such job, or refuses to list its stages.' },
  }).handledBy(async (parts, { params }) => {
    const stages = await listStages(parts, stageDoorOf(parts, params.name), params.job, { isFresh: true });
    return { status: 200, body: { items: stages.map(({ slug: stage, name: called }) => ({ stage, name: called })) } };
  }),

  endpoint({
    id: 'listTemplates',
    method: 'GET',
    path: '/accounts/{name}/templates',
    tag: 'accounts',
    summary: 'List the interview templates that the vendor offers',
    description: 'The vendor is asked each time.',
    params: z.object({ name }),
    answers: {
      200: {
        description: 'What it offers.',
        schema: z.object({
          items: z
            .array(
              z.object({
                id: text("The vendor's.", exampleTemplate.id),
                name: text('As the vendor names it.', exampleTemplate.name),
              }),
            )
            .meta(about("In the vendor's order.", [exampleTemplate])),
          is_whole: flag('Nothing of the list is missing.', true),
        }),
      },
    },
    errors: { 404: 'There is no such account.', 502: 'The vendor refuses to list them.' },
  }).handledBy(async (parts, { params }) => {
    const { templates, isWhole } = await listOffered(foundAccount(parts, params.name));
    return {
      status: 200,
      body: { items: templates.map(({ id, name: called }) => ({ id, name: called })), is_whole: isWhole },
    };
  }),
];
