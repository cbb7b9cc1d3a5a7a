import { z } from 'zod';
import { cursorsOf } from '../../api/cursor.ts';
import { accountName, givenTime } from '../../api/fields.ts';
import { accountsNamed } from '../../api/found.ts';
import { interviewStates } from '../../queries/interview-state.ts';
import { isAmong } from '../../queries/list-interviews.ts';
import type { ReplayFilters } from '../../queries/replayable.ts';
import type { Selected } from '../../selected.ts';
import type { ConsoleParts } from '../page.ts';

/** Which interviews: of an address, and of a form. */
export const interviewFilters = {
  account: accountName('Only of this account.').optional(),
  state: z.enum(interviewStates).optional(),
  job: z.string().optional(),
  template: z.string().optional(),
  since: givenTime('Only those created since.').optional(),
};
const Filters = z.object(interviewFilters);
type Filters = z.output<typeof Filters>;

/** As an address and the fields of a form have it. */
export function textsOf({ since, ...others }: Filters): Record<string, string> {
  const given = { ...others, since: since === undefined ? undefined : new Date(since).toISOString().slice(0, 10) };
  return Object.fromEntries(Object.entries(given).filter((each): each is [string, string] => each[1] !== undefined));
}

/** Throws Failure where there is no account of the name. */
export function replayFiltersOf(parts: ConsoleParts, { account, since, ...filters }: Filters): ReplayFilters {
  const isTheirs = isAmong(filters, parts.now());
  return {
    accounts: accountsNamed(parts, account, 'field'),
    state: filters.state ?? 'any',
    since,
    isWanted: (each: Selected) => each.kind === 'interview' && isTheirs(each),
  };
}

export function replayCursors(filters: Filters) {
  return cursorsOf('console/interviews/replay', textsOf(filters));
}
