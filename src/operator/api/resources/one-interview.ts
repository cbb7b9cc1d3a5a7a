import { z } from 'zod';
import { about, exampleId, text } from '../fields.ts';

/** What endpoints about one interview share. */
export const oneInterview = {
  tag: 'interviews',
  params: z.object({ id: text('Of the interview.', exampleId) }),
} as const;

export const interviewId = text('Of the interview.', exampleId);
export const missing = 'There is no such interview.';

export function outcomes<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words).meta(about('What came of it.', words[0]));
}
