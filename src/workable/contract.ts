import { z } from 'zod';
import { Failure } from '../errors.ts';
import type { CreateRequest } from '../interviews/create.ts';
import { singleLine, withoutInvisible } from '../interviews/legible.ts';
import { emailOf } from '../interviews/person.ts';
import type { Origin } from '../interviews/record.ts';
import { limits } from '../limits.ts';

/**
 * What Workable sends and reads, with its field names. Source: "Video Interview Providers" on workable.readme.io, of
 * which two versions exist; both are understood.
 */
const notEmpty = 'a string that is not empty';
const most = limits.fieldCharacters.toLocaleString('en');
const raw = z
  .string('a string')
  .refine((value) => value.length <= limits.fieldCharacters, `a string of at most ${most} characters`);
const text = raw.transform((value) => singleLine(value, limits.fieldCharacters));
const textOrNumber = z
  .union([raw, z.number()], 'a string')
  .transform((value) => singleLine(String(value), limits.fieldCharacters));
/** Ids are compared, so invisible characters are removed. */
const anyId = z.union([raw, z.number()], 'a string').transform((value) => withoutInvisible(String(value)));
const id = anyId.refine((value) => value !== '', notEmpty);
const email = raw.transform(emailOf).refine((value) => value !== undefined, 'an e-mail address');

const Candidate = z
  .object(
    {
      first_name: text.nullish(),
      last_name: text.nullish(),
      phone: textOrNumber.nullish(),
      email: email.nullish(),
    },
    'an object',
  )
  .superRefine(({ first_name, last_name }, ctx) => {
    // Some people have one name, and some systems send the other one empty.
    if (typeof first_name === 'string' && isBlank(first_name) && isBlank(last_name)) {
      ctx.addIssue({ code: 'custom', path: ['first_name'], message: notEmpty });
    }
  });

/** Every field is optional and may be null: wrong values are reported before missing ones. */
const CreateBody = z.object({
  interview_template_id: id.nullish(),
  job_id: anyId.nullish(),
  job_title: text.nullish(),
  callback_url: z.string('a string').nullish(),
  candidate: Candidate.nullish(),
  preferences: z.record(z.string(), z.unknown(), 'an object').nullish(),
});

export type ParsedCreate = {
  /** Sent and well-formed, whether or not something else is missing. */
  templateId: string | undefined;
  origin: Origin | undefined;
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
  const origin = callback_url ? originOf(callback_url) : undefined;
  return {
    templateId: interview_template_id ?? undefined,
    origin,
    complete() {
      return {
        templateId: required(interview_template_id, 'interview_template_id'),
        origin: required(origin, 'callback_url'),
        candidate: candidateOf(required(candidate, 'candidate')),
        ...(job_id ? { jobId: job_id } : {}),
        ...(job_title ? { jobTitle: job_title } : {}),
      };
    },
  };
}

/** The URL identifies the interview, so all spellings of one URL are stored as the same text. */
export function originOf(callbackUrl: string): Origin {
  return { door: 'provider', key: new URL(callbackUrl).href };
}

function candidateOf({ first_name, last_name, phone, email }: z.infer<typeof Candidate>): CreateRequest['candidate'] {
  const lastName = isBlank(last_name) ? undefined : last_name;
  const firstName = isBlank(first_name) ? undefined : first_name;
  if (!lastName) required(firstName, 'candidate.first_name');
  return {
    ...(firstName ? { firstName } : {}),
    ...(lastName ? { lastName } : {}),
    email: required(email, 'candidate.email'),
    ...(isBlank(phone) ? {} : { phone }),
  };
}

export function invalidField(path: string, wanted: string): Failure {
  return new Failure('invalid-field', `Invalid field: ${path} should be ${wanted}`);
}

/** Empty, or without a visible character. */
function isBlank(value: string | null | undefined): value is '' | null | undefined {
  return withoutInvisible(value ?? '') === '';
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
export type Details = Record<string, DetailsGroup | string | number | boolean>;
export type DetailsGroup = Record<string, string | number>;
