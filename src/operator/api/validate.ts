import type { z } from 'zod';
import { Failure } from '../../errors.ts';

type Issue = z.core.$ZodIssue;

/** A value of the schema. Throws Failure `invalid-field`, which names the field: `kind` says what it is one of. */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  kind: 'field' | 'query parameter',
): z.output<Schema> {
  const prototype = prototypeIn(value);
  if (prototype) throw invalid(`Unknown ${kind}: ${nameOf(prototype)}`);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(sentenceOf(result.error.issues[0] as Issue, value, kind));
}

/** The path of a field `__proto__`: zod drops it from a record without a word. Bodies are objects of objects at most. */
function prototypeIn(value: unknown): string[] | undefined {
  const isObject = (each: unknown): each is object => typeof each === 'object' && each !== null;
  if (!isObject(value)) return undefined;
  if (Object.hasOwn(value, '__proto__')) return ['__proto__'];
  const [name] = Object.entries(value).find(([, each]) => isObject(each) && Object.hasOwn(each, '__proto__')) ?? [];
  return name === undefined ? undefined : [name, '__proto__'];
}

/** The message may quote what the caller sent. */
export function invalid(message: string): Failure {
  return new Failure('invalid-field', message, { isPrivate: true });
}

function sentenceOf(issue: Issue, value: unknown, kind: string): string {
  if (issue.code === 'unrecognized_keys') {
    return `Unknown ${kind}: ${nameOf([...issue.path, issue.keys[0] ?? ''])}`;
  }
  const name = issue.path.length === 0 ? 'the body' : nameOf(issue.path);
  const isOfValue = ['invalid_type', 'invalid_value', 'invalid_union'].includes(issue.code);
  if (isOfValue && valueAt(value, issue.path) === undefined) {
    return `Missing ${kind}: ${name} should be provided`;
  }
  return `Invalid ${kind}: ${name} ${expectationOf(issue)}`;
}

const longestName = 100;

/** Of a field within others. The caller made it up, maybe. */
function nameOf(path: readonly PropertyKey[]): string {
  const name = path
    .map(String)
    .join('.')
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ');
  return name.length <= longestName ? name : `${name.slice(0, longestName - 1)}…`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

const types: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

const formats: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  datetime: 'an ISO 8601 time such as 2026-01-31T12:00:00Z',
};

function expectationOf(issue: Issue): string {
  // A schema's own words.
  if (issue.message.startsWith('should ')) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `should be ${types[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `should be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? `should be one of ${issue.options.join(', ')}`
        : 'should be something else';
    case 'too_small':
      return `should ${boundOf(issue.origin)} ${issue.minimum} or more`;
    case 'too_big':
      return `should ${boundOf(issue.origin)} ${issue.maximum} at most`;
    case 'invalid_format':
      return `should be ${formats[issue.format] ?? `of the format ${issue.format}`}`;
    default:
      return 'should be something else';
  }
}

function boundOf(origin: string): string {
  return { string: 'have characters:', array: 'have items:', set: 'have items:' }[origin] ?? 'be';
}
