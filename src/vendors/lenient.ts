import { z } from 'zod';
import { legible, singleLine, withoutInvisible } from '../interviews/legible.ts';
import { isWebLink } from '../interviews/parse-url.ts';
import { addressIn } from '../interviews/person.ts';
import { limits } from '../limits.ts';
import { decimalOf, flagOf, timeOf } from './values.ts';

/**
 * Types of values in a vendor's answers and webhooks. Real answers contradict the vendor's documentation (nulls, other
 * types, new words), so an optional field that cannot be read counts as absent, and `readFields` names it. Do not use
 * zod's length checks: they compare the `length` of any object, and `{"length": […]}` with deeply nested arrays ends in
 * a RangeError.
 */
export const Text = lenient(z.string().transform((text) => legible(text, limits.analysisCharacters)));
export const Line = line(limits.fieldCharacters);
export const Word = line(limits.wordCharacters);
export const Title = line(limits.titleCharacters);
export const Flag = lenient(z.unknown().transform(flagOf).pipe(z.boolean()));
/** No scale is larger, and larger numbers could overflow to infinity. */
export const Amount = lenient(z.unknown().transform(decimalOf).pipe(z.number().min(-1e9).max(1e9)));
/** Some systems use numbers as ids: an exact integer becomes the text of its digits. */
const Name = z.union([z.string(), z.int().transform(String)]);
/** Ids become keys of plain objects. */
export const Id = identity(withoutInvisible, Name).refine(
  (id) => id.length <= limits.idCharacters && /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u.test(id) && !(id in {}),
  { message: 'should be an id' },
);
/** A foreign id that is only compared, never looked up. */
export const Reference = lenient(identity((text) => singleLine(withoutInvisible(text), limits.fieldCharacters), Name));
export const Email = lenient(identity(addressIn));
export const Time = lenient(z.string().transform(timeOf).pipe(z.number()));
export const WebAddress = lenient(z.string().refine(isWebLink));

/** `ignored`: names of fields that could not be read, never their values. */
export type Read<Fields> = { read: Fields; ignored: readonly string[] };

/** Undefined if a required field cannot be read. */
export function readFields<Fields>(schema: z.ZodType<Fields>, said: unknown): Read<Fields> | undefined {
  const parsed = schema.safeParse(said);
  if (!parsed.success) return undefined;
  const ignored = new Set<string>();
  addUnread(said, parsed.data, '', ignored);
  return { read: parsed.data, ignored: [...ignored].slice(0, limits.ignoredFields) };
}

/** Never deeper than the schema: a value that was taken unchanged is identical on both sides. */
function addUnread(said: unknown, read: unknown, name: string, unread: Set<string>): void {
  if (said === read || said === undefined || said === null) return;
  if (read === undefined || read === null) unread.add(name);
  else if (Array.isArray(read) && Array.isArray(said)) {
    for (const [i, part] of read.entries()) addUnread(said[i], part, `${name}[]`, unread);
  } else if (isObject(read) && isObject(said)) {
    for (const [key, part] of Object.entries(read)) addUnread(said[key], part, name ? `${name}.${key}` : key, unread);
  }
}

export function lenient<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().catch(undefined);
}

function line(longest: number) {
  return lenient(z.string().transform((text) => singleLine(text, longest)));
}

/** A longer text is no id, and a slice of it would keep all of it in memory. */
function identity(read: (text: string) => string | undefined, kind: z.ZodType<string> = z.string()) {
  return kind.transform((text) => (text.length > limits.fieldCharacters ? undefined : read(text))).pipe(z.string());
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
