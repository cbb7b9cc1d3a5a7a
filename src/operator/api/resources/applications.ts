import { z } from 'zod';
import { limits } from '../../../limits.ts';
import { hasStageDoor } from '../../queries/application-context.ts';
import { applicationViewStates, listApplications, personOf } from '../../queries/applications.ts';
import { cursorsOf } from '../cursor.ts';
import { endpoint } from '../endpoint.ts';
import {
  about,
  accountName,
  count,
  exampleId,
  exampleTime,
  flag,
  moment,
  pageOf,
  paging,
  reveal,
  text,
} from '../fields.ts';
import { accountsNamed } from '../found.ts';
import { tag } from '../stage-door.ts';

export const exampleApplicationId = 'acme_application.Ey-ttVNKQuqbvZcTOOuHYA';

const state = z
  .enum(applicationViewStates)
  .meta(about('Where it stands; with an interview, the state of that one.', 'waiting'));

const Entry = z.object({
  entry: text('The place on the timeline, and of which stay it is.', 'comments/invited:1'),
  state: z
    .enum(['waiting', 'trying', 'written', 'refused', 'failed', 'dismissed'])
    .meta(about('Whether it is on the timeline.', 'written')),
  tries: count('Tries without success.', 1).optional(),
  at: moment('Since when.').optional(),
  next_at: moment('When it is tried again.').optional(),
  answer: text('Of Workable to the last try, in short.', '403').optional(),
  in_doubt_since: moment('Since when a write has had no clear answer: it is looked for on the timeline.').optional(),
});

export const Person = z.object({
  first_name: text('As Workable has it.', 'Ana').optional(),
  last_name: text('As Workable has it.', 'Novak').optional(),
  email: text('As Workable has it: it may be no address.', 'ana@example.test').optional(),
  phone: text('As Workable has it.', '+386 1 234 5678').optional(),
});
export const examplePerson = { first_name: 'Ana', last_name: 'Novak', email: 'ana@example.test' };

export const Application = z.object({
  id: text('Names the account and the application.', exampleApplicationId),
  account: accountName('Whose it is.'),
  candidate_id: text('Of the candidate in Workable: one person in one job.', '108d1748'),
  job: text('The shortcode of the job where the candidate stands.', '9CD658E13E').optional(),
  job_title: text('As Workable names it.', 'Operations Manager').optional(),
  stage: text('The slug of the stage where the candidate stands, where that is certain.', 'ai-interview').optional(),
  template: z
    .object({
      id: text("The vendor's id.", 'support'),
      name: text('As last listed by the vendor.', 'Customer support').optional(),
    })
    .meta(about('Of the last stay in a stage with a trigger.', { id: 'support' }))
    .optional(),
  state,
  reason: text('Why it is in this state, in a sentence.', 'The profile has no e-mail address.'),
  next_at: moment('When it may change by itself, where that is known.').optional(),
  interview_id: text('Of the last stay.', exampleId).optional(),
  enrolments: count('How many stays in a stage with a trigger there were.', 1),
  created_at: moment('When the candidate was first seen.'),
  entries: z
    .array(Entry)
    .meta(about('What is written to the timeline.', [{ entry: 'comments/invited:1', state: 'written' }])),
  candidate: Person.meta(about('Only with `reveal=true`.', examplePerson)).optional(),
});

export const exampleApplication: z.input<typeof Application> = {
  id: exampleApplicationId,
  account: 'acme',
  candidate_id: '108d1748',
  job: '9CD658E13E',
  stage: 'ai-interview',
  state: 'blocked',
  reason: 'The profile has no e-mail address.',
  enrolments: 1,
  created_at: exampleTime,
  entries: [],
};

const page = pageOf(Application, [exampleApplication], 'By account, newest first.').extend({
  unreadable: z
    .array(z.string())
    .meta(about('Ids of applications that cannot be read.', [exampleApplicationId]))
    .optional(),
});

export const applicationEndpoints = [
  endpoint({
    id: 'listApplications',
    method: 'GET',
    path: '/applications',
    tag,
    summary: 'List candidates of jobs with triggers, also those without an interview',
    description: `By account, newest first. A page ends after ${limits.apiPageReads} applications have been looked at, however few of them match: go on while there is a \`next_cursor\`.`,
    query: z.object({
      account: accountName('Only of this account.').optional(),
      state: state.optional(),
      job: text('Only of this job: its shortcode or its title.', '9CD658E13E').optional(),
      failed: flag('Only those with an entry that could not be written, by when that failed.', true).default(false),
      ...paging,
      reveal,
    }),
    answers: { 200: { description: 'A page of them.', schema: page } },
  }).handledBy(async (parts, { query }) => {
    const { limit, cursor, reveal: isRevealed, ...filters } = query;
    const cursors = cursorsOf('applications', filters);
    const accounts = accountsNamed(parts, filters.account, 'query parameter').filter(hasStageDoor);
    const { state: wanted, job, failed: isFailed } = filters;
    const asked = { accounts, state: wanted, job, isFailed, limit, after: cursors.read(cursor) };
    const { found, unreadable, last } = await listApplications(parts, asked);
    if (isRevealed && found.length > 0)
      parts.revealed(
        [],
        found.map(({ record }) => record.id),
      );
    const items = found.map(({ record, view }) => ({
      ...view,
      ...(isRevealed ? { candidate: personOf(record) } : {}),
    }));
    const next = last ? { next_cursor: cursors.write(last) } : {};
    return { status: 200, body: { items, ...(unreadable.length > 0 ? { unreadable } : {}), ...next } };
  }),
];
