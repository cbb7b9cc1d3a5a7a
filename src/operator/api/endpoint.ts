import type { z } from 'zod';
import type { ApiParts } from './parts.ts';

export type Answer = { description: string; schema?: z.ZodType };
type Answers = Readonly<Record<number, Answer>>;

/** One of the declared answers, with the body that its schema wants. */
type ReplyOf<Declared extends Answers> = {
  [Status in keyof Declared & number]: Declared[Status] extends { schema: infer Schema extends z.ZodType }
    ? { status: Status; body: z.input<Schema>; headers?: Record<string, string> }
    : { status: Status; headers?: Record<string, string> };
}[keyof Declared & number];

/** What was asked, checked. */
export type Given<Params, Query, Body> = {
  params: Params;
  query: Query;
  body: Body;
  /**
   * Whether the caller says with If-Match which state it has seen. Throws Failure `stale` where that is another one than
   * the one with this ETag.
   */
  match: (etag: string) => boolean;
};

/**
 * A resource's method, as data: routes and the OpenAPI document are made from it. Paths are relative to `/api/v1`, and
 * name their parameters `{so}`.
 */
type Declared<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType | undefined,
  Answered extends Answers,
> = {
  /** `operationId`, by which generated clients call it. */
  id: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: `/${string}`;
  tag: string;
  summary: string;
  description?: string;
  params?: Params;
  query?: Query;
  /** Unknown fields have to be refused: `z.strictObject`. Absent: there is none. */
  body?: Body;
  answers: Answered;
  /** Errors of its own, and when they come; 400, 401, 409 and 422 for keys, 429 and 503 may come anyway. */
  errors?: Readonly<Partial<Record<404 | 409 | 412 | 428 | 502, string>>>;
  /** It changes nothing: its answer is not kept for the next request with the same Idempotency-Key, but made again. */
  isRead?: true;
  /** Fields of the answer that are never kept: the next request with the same Idempotency-Key is answered without. */
  secrets?: readonly string[];
  /** It does not count towards the rate limit. */
  isUncounted?: true;
  /** The caller has to say with If-Match what is to be changed; `match` checks it. */
  needsMatch?: true;
  /** The caller may say so; `match` checks it. */
  takesMatch?: true;
};

export type Reply = { status: number; body?: unknown; headers?: Record<string, string> };

/** Any endpoint, for those who make routes and documents of all of them. */
export type Endpoint = Declared<z.ZodObject, z.ZodObject, z.ZodType | undefined, Answers> & {
  handle(parts: ApiParts, given: Given<unknown, unknown, unknown>): Promise<Reply>;
};

/** The declaration comes first, so that the compiler knows from it what the handler gets and has to answer. */
export function endpoint<
  const Answered extends Answers,
  Params extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Body extends z.ZodType | undefined = undefined,
>(declared: Declared<Params, Query, Body, Answered>) {
  type Asked = Given<z.output<Params>, z.output<Query>, Body extends z.ZodType ? z.output<Body> : undefined>;
  return {
    handledBy: (handle: (parts: ApiParts, given: Asked) => Promise<ReplyOf<Answered>>): Endpoint =>
      ({ ...declared, handle }) as unknown as Endpoint,
  };
}
