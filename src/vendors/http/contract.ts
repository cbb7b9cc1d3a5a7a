import { z } from 'zod';
import { limits } from '../../limits.ts';
import { Text } from '../lenient.ts';
import { type About, type Kinds, lenientKinds } from './kinds.ts';

/** What the vendor sends, in answers and in webhooks: each field once, with what people read about it. */
export function contractOf(kinds: Kinds) {
  const { id, word, line, title, amount, top, flag, time, address, text, part, list, rating, invited } = kinds;
  const Template = z.object({
    id: id(about('Comes back as `template_id`.', 'support')),
    name: title(needed('What recruiters choose by.', 'Customer support, first conversation')),
  });
  const Templates = z.object({
    templates: list(
      Template,
      limits.templatesOfAccount,
      needed('All that can be offered now; there are no pages.', [{ id: 'support', name: 'Customer support' }]),
    ),
  });
  const Invited = invited(
    about('Who mails the candidate. With `bridge`, the bridge mails `link`.'),
    about('Where the candidate begins.', 'https://vendor.example/i/42'),
  );

  const value = amount(needed('From 0 to `max`. Above it, it is sent as it is, and the operator is alarmed.', 78));
  const max = top(needed('The top of the scale. A value without it is ignored.', 100));
  const Score = z.object({ value, max });
  const Rating = rating({
    label: title(needed('What is rated.', 'Language')),
    value,
    max,
    word: line(needed('In place of `value` and `max`; never turned into a number.', 'B2')),
  });
  const Question = z.object({
    question: title(needed('The question as it was asked.', 'How do you calm an angry caller?')),
    answer: text(limits.answerCharacters, about("The candidate's answer, or the gist of it.", 'I listen first.')),
    score: part(Score, about('How good the answer is, as points.', { value: 3, max: 5 })),
    word: line(about('How good the answer is, as a word in place of points.', 'Strong')),
    comment: text(limits.answerCharacters, about('What the vendor thinks of the answer.', 'Concrete.')),
  });
  const reason = text(limits.reasonCharacters, needed('One of them.', 'Listens before she answers.'));

  const Reschedule = z.object({
    from: time(needed('When it was to be.', '2026-11-27T09:00:00Z')),
    to: time(needed('When it will be.', '2026-11-28T09:00:00Z')),
  });

  const Interview = z.object({
    status: word(about(`One of ${statuses.join(', ')}. Any other word counts as started.`, ...statuses)),
    updated_at: time(
      about(
        'When it became what it is: of two, the one with the later time counts. Absent: when it arrived.',
        '2026-11-28T10:00:00Z',
      ),
    ),
    score: part(Score, about('The overall score, where there is one.', { value: 78, max: 100 })),
    ratings: list(
      Rating,
      limits.questions,
      about('Parts of the score, as points or as words.', [{ label: 'Language', word: 'B2' }]),
    ),
    summary: text(limits.analysisCharacters, about('Plain text for recruiters, not for the candidate.', 'Calm.')),
    strengths: list(reason, limits.reasons, about('Reasons to hire.', ['Listens before she answers.'])),
    concerns: list(reason, limits.reasons, about('Reasons not to hire.', ['Speaks fast.'])),
    questions: list(
      Question,
      limits.questions,
      about('In the order in which they were asked.', [{ question: 'Why support?', word: 'Strong' }]),
    ),
    decision: flag(
      about("A person's decision, never a model's: true advances, false rejects, null is none yet.", true),
    ),
    started_at: time(about('When the candidate began.', '2026-11-28T09:30:00Z')),
    ended_at: time(about('When the candidate had finished.', '2026-11-28T09:55:00Z')),
    duration_seconds: amount(about('How long the candidate took.', 1500)),
    reschedule: part(
      Reschedule,
      about('The candidate has moved it, and has not begun.', {
        from: '2026-11-27T09:00:00Z',
        to: '2026-11-28T09:00:00Z',
      }),
    ),
    page_url: address(about("The vendor's own page of the result.", 'https://vendor.example/results/42')),
    pdf_url: address(about('The report as a PDF.', 'https://vendor.example/results/42.pdf')),
  });
  return { Template, Templates, Invited, Score, Rating, Question, Interview };
}

const statuses = [
  'invited',
  'scheduled',
  'started',
  'processing',
  'completed',
  'failed',
  'declined',
  'expired',
  'cancelled',
];

export function about(description: string, ...examples: unknown[]): About {
  return examples.length > 0 ? { description, examples } : { description };
}

export function needed(description: string, ...examples: unknown[]): About {
  return { ...about(description, ...examples), isNeeded: true };
}

/** What was said, read when a recruiter opens it. */
export function spokenOf({ amount, title, text, list }: Kinds) {
  return list(
    z.object({
      at_seconds: amount(about('Since the beginning.', 12.5)),
      speaker: title(needed('`candidate`, `interviewer`, or another name, which is shown as it is.', 'candidate')),
      text: text(limits.analysisCharacters, needed('What is said.', 'I listen first.')),
    }),
    limits.transcriptTurns,
    about('What was said, in order. Fetched when a recruiter opens it, not stored.', [
      { speaker: 'candidate', text: 'I listen first.' },
    ]),
  );
}

const { Templates, Invited, Interview: Stored } = contractOf(lenientKinds);

export { Invited, Templates };

/** As the bridge reads it. Of what was said it only looks whether there is any. */
export const Interview = Stored.extend({ transcript: z.unknown().optional() });
export type Interview = z.infer<typeof Interview>;

/** The same answer for who reads what was said, and nothing else of it. */
export const SpokenInterview = z.object({ transcript: spokenOf(lenientKinds) });
export type SpokenInterview = z.infer<typeof SpokenInterview>;

const ErrorAnswer = z.object({ message: Text }).catch({ message: null });

/** The vendor's message about a refusal. */
export function readError(answer: unknown): string | undefined {
  return ErrorAnswer.parse(answer).message ?? undefined;
}
