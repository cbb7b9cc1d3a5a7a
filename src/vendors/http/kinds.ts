import { z } from 'zod';
import { legible, singleLine } from '../../interviews/legible.ts';
import { limits } from '../../limits.ts';
import { Amount, Flag, Id, Line, lenient, Time, Title, WebAddress } from '../lenient.ts';
import { timeOf } from '../values.ts';

/** What people read about a field. `isNeeded`: it should be there, although the bridge does without. */
export type About = { description: string; examples?: readonly unknown[]; isNeeded?: true };

type Absent = null | undefined;
type Kind<Value> = (about: About) => z.ZodType<Value>;
type Optional<Value> = Kind<Value | Absent>;
type RatingFields = {
  label: z.ZodType<string | Absent>;
  value: z.ZodType<number | Absent>;
  max: z.ZodType<number | Absent>;
  word: z.ZodType<string | Absent>;
};
type RatingValue = { label?: string | Absent; value?: number | Absent; max?: number | Absent; word?: string | Absent };

type InvitedValue = { invited_by: 'vendor' | 'bridge'; link?: string | Absent };

/**
 * The kinds of values in the vendor contract. The contract is one list of fields, made of lenient kinds to read what
 * vendors send, and of strict ones to describe what they should send.
 */
export type Kinds = {
  id: Kind<string>;
  word: Kind<string>;
  line: Optional<string>;
  title: Optional<string>;
  amount: Optional<number>;
  /** The top of a scale. */
  top: Optional<number>;
  flag: Optional<boolean>;
  time: Optional<number>;
  address: Optional<string>;
  /** `most` characters: the rest is cut off. */
  text: (most: number, about: About) => z.ZodType<string | Absent>;
  part: <Value>(part: z.ZodType<Value>, about: About) => z.ZodType<Value | Absent>;
  list: <Item>(item: z.ZodType<Item>, most: number, about: About) => z.ZodType<(Item | null)[] | Absent>;
  /** Points or a word. */
  rating: (fields: RatingFields) => z.ZodType<RatingValue>;
  /** With a link, where the bridge is to mail it. */
  invited: (by: About, link: About) => z.ZodType<InvitedValue>;
};

/** What cannot be read counts as absent, but for ids and words. */
export const lenientKinds: Kinds = {
  id: () => Id,
  word: () => z.string().transform((text) => singleLine(text, limits.wordCharacters)),
  line: () => Line,
  title: () => Title,
  amount: () => Amount,
  top: () => Amount,
  flag: () => Flag,
  time: () => Time,
  address: () => WebAddress,
  text: (most) => lenient(z.string().transform((text) => legible(text, most))),
  part: (part) => lenient(part),
  list: (item) => lenient(z.array(item.nullable().catch(null))),
  rating: (fields) => z.object(fields),
  invited: () => z.object({ invited_by: z.enum(['vendor', 'bridge']), link: WebAddress }),
};

const address = optional(z.url({ protocol: /^https?$/ }).max(limits.reportLinkCharacters));

/** What these accept, the lenient kinds read as it is. */
export const strictKinds: Kinds = {
  id: (about) => described(z.string().regex(new RegExp(`^[!-~]{1,${limits.idCharacters}}$`)), about),
  word: (about) => described(z.string().min(1).max(limits.wordCharacters), about),
  line: optional(z.string().max(limits.fieldCharacters)),
  title: optional(z.string().max(limits.titleCharacters)),
  amount: optional(z.number().min(0).max(1e9)),
  top: optional(z.number().positive().max(1e9)),
  flag: optional(z.boolean()),
  time: optional(z.iso.datetime({ offset: true }).transform(timeOf)),
  address,
  text: (most, about) => described(z.string().max(most).nullish(), about),
  part: (part, about) => described(part.nullish(), about),
  list: (item, most, about) => optional(z.array(item).max(most))(about),
  rating: ({ label, word, ...points }) =>
    z.union([z.object({ label, ...points }), z.object({ label, word })]) as z.ZodType<RatingValue>,
  invited: (by, link) =>
    z.union([
      z.object({ invited_by: described(z.literal('vendor'), { ...by, examples: ['vendor'] }), link: address(link) }),
      z.object({
        invited_by: described(z.literal('bridge'), { ...by, examples: ['bridge'] }),
        link: address({ ...link, isNeeded: true }),
      }),
    ]) as z.ZodType<InvitedValue>,
};

function optional<Value>(kind: z.ZodType<Value>): Optional<Value> {
  return (about) => described(about.isNeeded ? kind : kind.nullish(), about);
}

function described<Value>(kind: z.ZodType<Value>, { description, examples }: About): z.ZodType<Value> {
  return kind.meta(examples === undefined ? { description } : { description, examples: [...examples] });
}
