import { z } from 'zod';
import { limits } from '../../limits.ts';

/** Candidates who stand in this stage of this job are interviewed. */
export type TriggerSetting = {
  /** A shortcode; `*` for every job that has no entry of its own. */
  job: string;
  /** A slug. */
  stage: string;
  /** By default that of STAGE_TEMPLATE. */
  template?: string;
  isActive: boolean;
};

function word(what: string, longest: number, form: RegExp) {
  return z
    .string({ error: `should have a "${what}" that is a text` })
    .refine((text) => text.length <= longest && form.test(text), { message: `has a "${what}" that is none` });
}

const Trigger = z
  .strictObject(
    {
      job: word('job', limits.wordCharacters, /^(\*|[A-Za-z0-9]+)$/),
      stage: word('stage', limits.wordCharacters, /^[\p{L}\p{N}][\p{L}\p{N}_.-]*$/u),
      template: word('template', limits.idCharacters, /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u).exactOptional(),
      active: z.boolean({ error: 'should have an "active" that is true or false' }).default(true),
    },
    {
      error: ({ code }) =>
        code === 'unrecognized_keys'
          ? 'has more than "job", "stage", "template" and "active"'
          : 'should be an object with "job", "stage" and "template"',
    },
  )
  .transform(({ active, ...trigger }): TriggerSetting => ({ ...trigger, isActive: active }));

/** A JSON list. Its messages name the part that is wrong, and quote nothing. */
export const triggerList = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'should be a JSON list' });
      return z.NEVER;
    }
  })
  .pipe(
    z
      .array(Trigger, { error: 'should be a JSON list' })
      .refine((list) => list.length <= limits.stageTriggers, {
        message: `should have at most ${limits.stageTriggers} parts`,
      })
      .superRefine((list, context) => {
        const seen = new Set<string>();
        for (const [i, { job, stage }] of list.entries()) {
          const key = `${job} ${stage}`;
          if (seen.has(key))
            context.addIssue({ code: 'custom', path: [i], message: 'has the job and stage of a part before it' });
          seen.add(key);
        }
      }),
  );
