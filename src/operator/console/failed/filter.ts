import { z } from 'zod';
import { cursorsOf } from '../../api/cursor.ts';
import { accountsNamed } from '../../api/found.ts';
import { failureAnswerOf, failureKinds, indexOf } from '../../queries/failures.ts';
import type { ReplayFilters } from '../../queries/replayable.ts';
import type { Selected } from '../../selected.ts';
import type { ConsoleParts } from '../page.ts';

const day = z.iso.date({ error: 'should be a day such as 2026-01-31' }).optional();

/** What is looked at: of a form, and of an address. */
export const filterFields = {
  kind: z.enum(failureKinds).default('failed'),
  account: z.string().max(100).optional(),
  answer: z.string().max(200).optional(),
  since: day,
  until: day,
};
const Filter = z.object(filterFields);
export type Filter = z.output<typeof Filter>;

/** As an address and the fields of a form have it. */
export function textsOf({ kind, account, answer, since, until }: Filter): Record<string, string> {
  const given = Object.entries({ account, answer, since, until });
  const texts = given.filter((each): each is [string, string] => each[1] !== undefined);
  return { ...(kind === 'failed' ? {} : { kind }), ...Object.fromEntries(texts) };
}

/** Throws Failure where there is no account of the name. */
export function selectionOf(parts: ConsoleParts, { kind, account, answer, since, until }: Filter) {
  return {
    kind,
    answer,
    accounts: accountsNamed(parts, account, 'field'),
    since: since === undefined ? undefined : Date.parse(since),
    until: until === undefined ? undefined : Date.parse(until),
  };
}

export function replayFiltersOf(parts: ConsoleParts, filter: Filter): ReplayFilters {
  const { kind, answer, ...rest } = selectionOf(parts, filter);
  const isWanted = (each: Selected) => {
    const given = failureAnswerOf(each, kind);
    return given !== undefined && (answer === undefined || given === answer);
  };
  return { ...rest, state: kind, index: indexOf(kind), isWanted };
}

/** `list`: each list has cursors of its own. */
export function failedCursors(list: string, filter: Filter) {
  return cursorsOf(`console/failed/${list}`, textsOf(filter));
}
