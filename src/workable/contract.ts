import { z } from 'zod';
import { Failure } from '../errors.ts';
import type { CreateRequest } from '../interviews/create.ts';
import { legible } from '../interviews/legible.ts';

/**
 * What Workable sends and reads, in its own words. Source: "Video Interview Providers" on workable.readme.io, of which
 * two versions exist; both are understood.
 */
const raw = z.string('a string').refine((value) => value.length <= 1000, 'a string of at most 1,000 characters');
const text = raw.transform((value) => legible(value, 1000));
const isNotEmpty = (value: string): boolean => value.trim() !== '';
const nonEmpty = text.refine(isNotEmpty, 'a string that is not empty');
const id = z.union([raw.refine(isNotEmpty, 'a string that is not empty'), z.number()], 'a string').transform(String);
const email = text
  .transform((value) => value.trim())
  .refine(
    (value) => value.length <= 320 && /^[^\s@<>,;"]+@([^\s@<>,;".]+\.)+[^\s@<>,;".]+$/.test(value),
    'an e-mail address',
  );

/** Every field optional and null accepted: what is wrong is told before what is missing. */
const CreateBody = z.object({
  interview_template_id: id.nullish(),
  job_id: z.union([raw, z.number()], 'a string').transform(String).nullish(),
  job_title: text.nullish(),
  callback_url: z.string('a string').nullish(),
  candidate: z
    .object(
      {
        first_name: nonEmpty.nullish(),
        last_name: text.nullish(),
        phone: z
          .union([raw, z.number()], 'a string')
          .transform((value) => legible(String(value), 1000))
          .nullish(),
        email: email.nullish(),
      },
      'an object',
    )
    .nullish(),
  preferences: z.record(z.string(), z.unknown(), 'an object').nullish(),
});

export type ParsedCreate = {
  /** Sent and well-formed, whether or not something else is missing. */
  templateId: string | undefined;
  callbackUrl: string | undefined;
  /** Throws Failure `missing-field` naming the first required field that is absent. */
  complete(): CreateRequest;
};

/** Throws Failure `invalid-field` naming the first field of a wrong type or value. */
export function parseCreate(body: Record<string, unknown>, isAllowedCallback: (url: string) => boolean): ParsedCreate {
  const parsed = CreateBody.safeParse(body, { reportInput: false });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalidField(issue?.path.join('.') ?? 'body', issue?.message ?? 'an object');
  }
  const { interview_template_id, callback_url, candidate, job_id, job_title } = parsed.data;
  if (callback_url !== undefined && callback_url !== null && !isAllowedCallback(callback_url)) {
    throw invalidField('callback_url', "an https address on one of Workable's hosts");
  }
  return {
    templateId: interview_template_id ?? undefined,
    callbackUrl: callback_url ?? undefined,
    complete() {
      const lastName = candidate?.last_name?.trim();
      const phone = candidate?.phone?.trim();
      return {
        templateId: required(interview_template_id, 'interview_template_id'),
        callbackUrl: required(callback_url, 'callback_url'),
        candidate: {
          firstName: required(candidate?.first_name, 'candidate.first_name').trim(),
          ...(lastName ? { lastName } : {}),
          email: required(candidate?.email, 'candidate.email'),
          ...(phone ? { phone } : {}),
        },
        ...(job_id ? { jobId: job_id } : {}),
        ...(job_title ? { jobTitle: job_title } : {}),
      };
    },
  };
}

export function invalidField(path: string, wanted: string): Failure {
  return new Failure('invalid-field', `Invalid field: ${path} should be ${wanted}`);
}

function required<T>(value: T | null | undefined, path: string): T {
  if (value === null || value === undefined) {
    throw new Failure('missing-field', `Missing field: ${path} should be provided`);
  }
  return value;
}

/** The body of a callback and of `GET /interviews/:id`. Absent stays absent; nothing is ever null. */
export type ResultPayload = {
  status: 'pending' | 'completed' | 'declined' | 'rejected' | 'expired';
  results_url?: string;
  interview?: {
    score?: string;
    grade?: 'failed' | 'passed' | 'excelled';
    summary?: string;
    details?: Details;
    duration?: string;
  };
  attachments?: { description: string; url: string }[];
};

/** Two levels at most, no arrays; keys are shown to recruiters almost as they are. */
export type Details = Record<string, Record<string, string | number>>;
