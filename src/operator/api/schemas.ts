import { z } from 'zod';
import { interviewStates } from '../queries/interview-state.ts';
import { nextActions } from '../queries/next.ts';
import { about, accountName, count, exampleId, exampleTime, moment, text } from './fields.ts';

export const state = z.enum(interviewStates).meta(about('Where the interview stands.', 'delivered'));

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
  document: text('What is to be written there.', 'result'),
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
  door: z
    .enum(['provider', 'stage'])
    .meta(about("The way by which it came: the partner's contract, or a stage of a pipeline.", 'provider')),
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
  text: text('What happened, without anything personal.', 'sent completed: acknowledged (200) in 40 ms'),
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
