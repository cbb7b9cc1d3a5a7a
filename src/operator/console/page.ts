import type { VNode } from 'preact';
import { z } from 'zod';
import type { ApiParts } from '../api/parts.ts';

/** What pages and actions use: the same queries and actions as the API. */
export type ConsoleParts = ApiParts;

/** Where a page stands in the navigation. */
export type Place = 'overview' | 'interviews' | 'applications' | 'failed' | 'rejected' | 'accounts' | 'queue';

/** A page to be shown. */
export type Shown = { title: string; content: VNode };

/** The names in `/interviews/:id/deliver`, each with the text that stands there. */
type ParamsOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { [K in Name]: string } & ParamsOf<Rest>
  : Path extends `${string}:${infer Name}`
    ? { [K in Name]: string }
    : object;

/** A page, as data. Its path is relative to `/operator`. */
export type ConsolePage = {
  path: string;
  place: Place | undefined;
  query: z.ZodObject;
  show(parts: ConsoleParts, given: { params: object; query: object }): Promise<Shown>;
};

type DeclaredPage<Path extends string, Query extends z.ZodObject> = {
  path: Path;
  place?: Place;
  /** What the address may say behind `?`. What is empty counts as absent. */
  query?: Query;
};

/** `load` finds what the page shows and throws a Failure where it cannot; `view` only says how that looks. */
type PageParts<Path extends string, Query extends z.ZodObject, Data> = {
  load(parts: ConsoleParts, given: { params: ParamsOf<Path>; query: z.output<Query> }): Promise<Data>;
  title: string | ((data: Data) => string);
  view(data: Data): VNode;
};

type NoQuery = z.ZodObject<Record<never, never>>;

/** The declaration comes first, so that the compiler knows from it what `load` gets. */
export function page<const Path extends `/${string}`, Query extends z.ZodObject = NoQuery>({
  path,
  place,
  query,
}: DeclaredPage<Path, Query>) {
  return {
    showing<Data>({ load, title, view }: PageParts<Path, Query, Data>): ConsolePage {
      const show = async (parts: ConsoleParts, given: { params: ParamsOf<Path>; query: z.output<Query> }) => {
        const data = await load(parts, given);
        return { title: typeof title === 'string' ? title : title(data), content: view(data) };
      };
      return { path, place, query: query ?? z.object({}), show } as ConsolePage;
    },
  };
}

/**
 * What comes of an action: the page to go to, below `/operator`, with a sentence that says what was done, if there is one;
 * or a page at once, for what is shown only this time and kept nowhere; or a file.
 */
export type Done = { next: string; said?: string; isWarning?: boolean } | Shown | { file: File };

export type File = { name: string; type: 'text/csv' | 'application/json'; text: string };

/** A form that is sent, as data. Its path is relative to `/operator`. */
export type ConsoleAction = {
  path: string;
  from: string;
  place: Place | undefined;
  fields: z.ZodType;
  run(parts: ConsoleParts, given: { params: object; fields: unknown }): Promise<Done>;
};

type DeclaredAction<Path extends string, Fields extends z.ZodType> = {
  path: Path;
  /** The page on which its button stands, with the same names: the way back. */
  from: `/${string}`;
  place?: Place;
  /** A `z.strictObject` of texts: unknown fields have to be refused. What is given several times is a list. */
  fields?: Fields;
};

export function action<
  const Path extends `/${string}`,
  Fields extends z.ZodType = z.ZodObject<Record<never, never>, z.core.$strict>,
>({ path, from, place, fields }: DeclaredAction<Path, Fields>) {
  return {
    doing(
      run: (parts: ConsoleParts, given: { params: ParamsOf<Path>; fields: z.output<Fields> }) => Promise<Done>,
    ): ConsoleAction {
      return { path, from, place, fields: fields ?? z.strictObject({}), run } as ConsoleAction;
    },
  };
}

/** Of a field that may be given several times, or not at all. */
export const several = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((given) => (given === undefined ? [] : [given].flat()));
