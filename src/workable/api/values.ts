import { z } from 'zod';
import { legible, singleLine, withoutInvisible } from '../../interviews/legible.ts';
import { isWebLink } from '../../interviews/parse-url.ts';
import { emailOf } from '../../interviews/person.ts';
import { limits } from '../../limits.ts';

/**
 * Types of values in Workable's answers and webhooks. Workable adds fields and sends null for what is not there, so an
 * optional value that cannot be read counts as absent. Where a wrong guess would have an effect (ids, flags), the value
 * is required, and its row counts as unreadable. None of zod's length checks: they look at the `length` of any object.
 */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema
    .nullish()
    .catch(undefined)
    .transform((value) => value ?? undefined);
}

/** Ids are hex texts or numbers; both become texts. */
export const Id = z
  .union([z.string(), z.int().nonnegative().transform(String)])
  .transform((text) => (text.length > limits.fieldCharacters ? '' : withoutInvisible(text)))
  .refine((id) => id.length <= limits.idCharacters && /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u.test(id));

export const OptionalId = optional(Id);
export const Line = line(limits.fieldCharacters);
export const Title = line(limits.titleCharacters);
export const Word = line(limits.wordCharacters);
/** Words that are compared, such as the slug of a stage: one that was cut would be another one. */
export const Slug = z
  .string()
  .transform((text) => (text.length > limits.wordCharacters ? '' : singleLine(text, limits.wordCharacters)))
  .refine((text) => text !== '');
export const Text = optional(z.string().transform((text) => legible(text, limits.analysisCharacters)));
export const Email = optional(
  z
    .string()
    .transform((text) => (text.length > limits.fieldCharacters ? undefined : emailOf(text)))
    .pipe(z.string()),
);
/** Absent and null are false; anything but true and false makes the row unreadable: invitations depend on flags. */
export const Flag = z
  .boolean()
  .nullish()
  .transform((flag) => flag ?? false);
export const OptionalFlag = optional(z.boolean());
export const Amount = optional(z.number().min(-1e9).max(1e9));
export const WebAddress = optional(z.string().refine(isWebLink));

/** Epoch ms. Another century is an error, and a year such as 9999 would always be the newest. */
const [earliest, latest] = [Date.UTC(2000), Date.UTC(2100)];
export const Time = optional(
  z
    .string()
    .transform(timeOf)
    .pipe(
      z
        .number()
        .min(earliest)
        .max(latest - 1),
    ),
);

/** Rows in the order of Workable, and how many more could not be read. */
export type Rows<Row> = { rows: readonly Row[]; unread: number };

/** A list, of which unreadable rows are left out and counted. More rows than a page can have are an error. */
export function rowsOf<Row>(row: z.ZodType<Row>) {
  return z
    .unknown()
    .refine((rows) => Array.isArray(rows) && rows.length <= limits.spiRows)
    .transform((rows): Rows<Row> => {
      const read = (rows as unknown[]).flatMap((each) => {
        const parsed = row.safeParse(each);
        return parsed.success ? [parsed.data] : [];
      });
      return { rows: read, unread: (rows as unknown[]).length - read.length };
    });
}

/** ISO 8601 with a zone, or without one in UTC; NaN for anything else, days such as the 30th of February included. */
function timeOf(text: string): number {
  const [, date = '', time = '', fraction = '', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/i.exec(text.trim()) ?? [];
  const day = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) return Number.NaN;
  return Date.parse(`${date}T${time}${fraction.slice(0, 4)}${zone.toUpperCase().replace(/(\d\d)(\d\d)$/, '$1:$2')}`);
}

function line(longest: number) {
  return optional(z.string().transform((text) => singleLine(text, longest)));
}
