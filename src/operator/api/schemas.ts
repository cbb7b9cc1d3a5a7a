import { z } from 'zod';
import { limits } from '../../limits.ts';
import { interviewStates } from '../queries/interview-state.ts';
import { nextActions } from '../queries/next.ts';

/** Texts that describe fields end with a full stop, and each field has an example: a test holds that. */
export function about(description: string, ...examples: [unknown, ...unknown[]]) {
  return { description, examples };
}

export const exampleId = 'acme_Ey-ttVNKQuqbvZcTOOuHYA';
const exampleTime = '2026-01-31T12:00:00.000Z';

export const text = (description: string, example: string) => z.string().meta(about(description, example));
export const count = (description: string, example: number) => z.int().min(0).meta(about(description, example));
export const flag = (description: string, example: boolean) => z.boolean().meta(about(description, example));
export const moment = (description: string) => z.iso.datetime().meta(about(description, exampleTime));

/** A time that the caller gives, in epoch ms once it is read. */
export const givenTime = (description: string) =>
  z
    .union([z.iso.date(), z.iso.datetime({ offset: true })], {
      error: 'should be an ISO 8601 time such as 2026-01-31 or 2026-01-31T12:00:00Z',
    })
    .transform((at) => Date.parse(at))
    .meta(about(description, '2026-01-31T12:00:00Z'));

export const accountName = (description: string) => text(description, 'acme');
export const state = z.enum(interviewStates).meta(about('Where the interview stands.', 'delivered'));

/** Names and addresses, which are shown only where they are asked for. */
export const reveal = z
  .boolean()
  .default(false)
  .meta(about('Show names and addresses of candidates. That is logged.', true));

export const paging = {
  limit: z.int().min(1).max(limits.apiPageItems).default(50).meta(about('How many at most.', 50)),
  cursor: text('`next_cursor` of the page before.', 'WyI4ZjNhIiwxNzY5ODYwODAwMDAwLCJhIl0').optional(),
};

export function pageOf<Item extends z.ZodType>(item: Item, examples: readonly unknown[]) {
  return z.object({
    items: z.array(item).meta({ description: 'Newest first.', examples: [examples] }),
    next_cursor: text(
      'Where the next page begins; absent at the end.',
      'WyI4ZjNhIiwxNzY5ODYwODAwMDAwLCJhIl0',
    ).optional(),
  });
}

const Problem = z.object({
  status: z.int().meta(about('The status of the answer.', 404)),
  message: text('What is wrong, in a sentence; it names the field.', 'There is no interview acme_x'),
});

const Candidate = z.object({
  first_name: text('As Workable sent it.', 'Ana').optional(),
  last_name: text('As Workable sent it.', 'Novak').optional(),
  email: text('As Workable sent it.', 'ana@example.test'),
  phone: text('As Workable sent it.', '+386 1 234 5678').optional(),
});

const Delivery = z.object({
  destination: text('Where to: `callback` is Workable, `mail` the mail server.', 'callback'),
  document: text('What is to stand there.', 'result'),
  state: z
    .enum(['waiting', 'acknowledged', 'refused', 'failed', 'dismissed'])
    .meta(
      about(
        'Where it stands; `refused` was answered 409, `dismissed` is a failure that an operator accepts.',
        'failed',
      ),
    ),
  tries: count('Tries without success, of what is waiting.', 2),
  next_at: moment('When it is tried again, unless all deliveries wait.').optional(),
  answer: text('The last answer, in short.', '404 Not Found').optional(),
});

const origin = z.object({
  door: z.enum(['provider']).meta(about('The way by which it came.', 'provider')),
  job_title: text('The job, as Workable names it.', 'Operations Manager').optional(),
  job: text("The vendor's id of the job, where Workable chose one.", 'job-7').optional(),
  candidate_id: text('Of the candidate in Workable, where it is known.', '108d1748').optional(),
});

const template = z.object({
  id: text("The vendor's id.", 'support'),
  name: text('As last listed by the vendor.', 'Customer support').optional(),
});

const next = z.object({
  at: moment('When.'),
  what: z.enum(nextActions).meta(about('What.', 'deliver')),
});

export const Interview = z.object({
  id: text('Names the account and the interview.', exampleId),
  account: accountName('Whose it is.'),
  origin: origin.meta(about('Where it came from.', { door: 'provider', job_title: 'Operations Manager' })),
  template: template.meta(about('What the candidate is asked.', { id: 'support', name: 'Customer support' })),
  vendor: text('Who interviews.', 'http'),
  vendor_ref: text("The vendor's id of the invitation.", '8c1f2d').optional(),
  state,
  reason: text('Why it is in this state, in a sentence.', 'Workable has "completed".'),
  next: next.meta(about('What happens next by itself.', { at: exampleTime, what: 'deliver' })).optional(),
  created_at: moment('When Workable created it.'),
  concluded_at: moment('When it came to its outcome.').optional(),
  outcome: z.enum(['completed', 'declined', 'expired']).meta(about('What it came to.', 'completed')).optional(),
  deliveries: z
    .array(Delivery)
    .meta(
      about('What is written elsewhere about it.', [
        { destination: 'callback', document: 'result', state: 'acknowledged', tries: 0 },
      ]),
    ),
  candidate: Candidate.meta(
    about('Only with `reveal=true`.', { first_name: 'Ana', last_name: 'Novak', email: 'ana@example.test' }),
  ).optional(),
});

const HistoryLine = z.object({
  at: moment('When.'),
  event: text('What it is about, in a word.', 'delivery'),
  text: text('What happened, without anything personal.', 'sent completed: acknowledged (200)'),
});

export const InterviewWithHistory = Interview.extend({
  history: z
    .array(HistoryLine)
    .meta(
      about('What happened, oldest first; the newest lines.', [
        { at: exampleTime, event: 'creation', text: 'created' },
      ]),
    ),
});

export const exampleInterview: z.input<typeof Interview> = {
  id: exampleId,
  account: 'acme',
  origin: { door: 'provider', job_title: 'Operations Manager' },
  template: { id: 'support', name: 'Customer support' },
  vendor: 'http',
  state: 'delivered',
  reason: 'Workable has "completed".',
  created_at: exampleTime,
  concluded_at: exampleTime,
  outcome: 'completed',
  deliveries: [{ destination: 'callback', document: 'result', state: 'acknowledged', tries: 0 }],
};

/** Schemas with a name of their own in the OpenAPI document. */
export const named = { Problem, Candidate, Delivery, HistoryLine, Interview, InterviewWithHistory };
