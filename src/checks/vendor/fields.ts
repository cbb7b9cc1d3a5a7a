import { z } from 'zod';
import { limits } from '../../limits.ts';
import type { Clause, ClauseGroup } from '../clause.ts';
import { broken, notApplicable, shown } from '../expect.ts';
import { isWebAddress } from '../web-address.ts';
import { factsOf } from './seen.ts';
import type { VendorSubject } from './subject.ts';

const words = [
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
const text = (most: number) => z.string('a text').max(most, `a text of at most ${most} characters`);
const line = z.string('a text that is not empty').min(1, 'a text that is not empty');
const number = z.number('a number, without quotes').min(0, 'a number of 0 or more').max(1e9, 'a number below 1e9');
const max = z.number('a number, without quotes').gt(0, 'a number above 0').max(1e9, 'a number below 1e9');
const time = z.iso.datetime({ offset: true, error: 'an ISO 8601 time with its zone, such as 2026-11-28T10:00:00Z' });
const address = z.custom<string>(isWebAddress, 'an https address');
const list = <Item extends z.ZodType>(item: Item, most: number) =>
  z.array(item, 'a list').max(most, `a list of at most ${most}`);
const points = z.object({ value: number, max }, '{"value", "max"}');

/** Fields of an interview: in each form of it that the kit sees, a value has to be as the schema says. */
export const fieldSchemas = {
  status: z.enum(words, `one of ${words.join(', ')}`),
  updated_at: time,
  score: points,
  ratings: list(
    z.union(
      [z.object({ label: line, value: number, max }), z.object({ label: line, word: line })],
      '{"label", "value", "max"} with a max above 0, or {"label", "word"}',
    ),
    limits.questions,
  ),
  summary: text(limits.analysisCharacters),
  strengths: list(text(limits.reasonCharacters), limits.reasons),
  concerns: list(text(limits.reasonCharacters), limits.reasons),
  questions: list(
    z.object({
      question: line,
      answer: z.string('a text').nullish(),
      score: points.nullish(),
      word: z.string('a text').nullish(),
      comment: z.string('a text').nullish(),
    }),
    limits.questions,
  ),
  transcript: z.array(
    z.object({ at_seconds: number.nullish(), speaker: line, text: z.string('a text') }, '{"speaker", "text"}'),
    'a list',
  ),
  reschedule: z.object({ from: time, to: time }, '{"from", "to"}, both ISO 8601 times'),
  decision: z.boolean('true, false or null, without quotes'),
  started_at: time,
  ended_at: time,
  duration_seconds: number,
  page_url: address,
  pdf_url: address,
} as const;

export type Field = keyof typeof fieldSchemas;

/** Why each of them matters. */
const whys: Readonly<Record<Field, string>> = {
  status: 'An unknown word counts as started: such an interview never ends, and Workable is never told.',
  updated_at: 'Of two states the later one counts. A time that cannot be read makes the order a matter of luck.',
  score: 'A score without its max cannot be shown on Workable’s scale of 100, so it is left out.',
  ratings: 'A rating that cannot be read is left out of what the recruiter sees.',
  summary: 'It is what recruiters read first.',
  strengths: 'They are listed in the report; anything that is not a list of texts is left out.',
  concerns: 'They are listed in the report; anything that is not a list of texts is left out.',
  questions: 'A question that cannot be read is left out of the report.',
  transcript: 'Recruiters read it when they open it. A turn that cannot be read is left out.',
  reschedule: 'Recruiters at the stage door read the new time; one that cannot be read is left out.',
  decision: 'It becomes the grade in Workable. Any other value would be a guess about a person.',
  started_at: 'A time that cannot be read is left out.',
  ended_at: 'A time that cannot be read is left out.',
  duration_seconds: 'It becomes HH:MM:SS in Workable.',
  page_url: 'Recruiters follow it from the report; browsers warn of plain http.',
  pdf_url: 'The report in Workable is made from it.',
};

const names = Object.keys(fieldSchemas) as Field[];

export const fields: ClauseGroup<VendorSubject> = {
  title: 'Fields of an interview',
  docs: 'docs/vendor-contract.md#an-interview',
  clauses: names.map((name, at): Clause<VendorSubject> => {
    return {
      id: `V${60 + at}`,
      title: name === 'status' ? 'status is there, and a word of the contract' : `${name} is as the contract says`,
      why: whys[name],
      check: (subject) => checkField(subject, name),
    };
  }),
};

async function checkField(subject: VendorSubject, name: Field): Promise<void> {
  const facts = await factsOf(subject);
  const given = facts.filter(({ fields }) => name === 'status' || (fields[name] ?? undefined) !== undefined);
  if (given.length === 0) {
    notApplicable(`No interview had one; bring one to its result within --wait, or name one (--interview)`);
  }
  for (const { fields, from } of given) {
    const issue = fieldSchemas[name].safeParse(fields[name]).error?.issues[0];
    if (issue === undefined) continue;
    const path = [name, ...issue.path].map(String);
    broken(`${from}: ${path.join('.')} is ${shown(valueAt(fields, path))}`, issue.message);
  }
}

function valueAt(fields: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], fields);
}
