import type { BridgeAccount } from '../../bridge-accounts.ts';
import { limits } from '../../limits.ts';
import type { BridgeParts } from '../parts.ts';
import { type Kind, select } from '../select.ts';
import type { Selected } from '../selected.ts';
import { type Changes, changesOf } from './changes.ts';
import type { InterviewState } from './interview-state.ts';
import { isAmong, kindOf } from './list-interviews.ts';

export type ReplayFilters = {
  accounts: readonly BridgeAccount[];
  /** Failed ones, unless it says otherwise. */
  state?: InterviewState | 'any' | undefined;
  /** Where they are listed, unless that follows from the state. */
  index?: Kind;
  /** Of creation or, among failed deliveries, of failure; epoch ms. */
  since?: number | undefined;
  until?: number | undefined;
  isWanted?: (selected: Selected) => boolean;
};

/**
 * The next few that match, oldest first account by account; `after` names the account by the id. `count` and `last` are
 * of those that were read from `chosen` so far: `last` is where the next part begins, and absent at the end.
 */
export function replayable(
  { storage, now }: Pick<BridgeParts, 'storage' | 'now'>,
  { accounts: all, state = 'failed', index, since, until, isWanted = () => true }: ReplayFilters,
  after: { id: string; at: number } | undefined,
) {
  const from = after && all.findIndex(({ name }) => after.id.startsWith(`${name}_`));
  const accounts = from === undefined ? all : all.slice(Math.max(0, from));
  const only = state === 'any' ? undefined : state;
  const isAmongInterviews = isAmong({ state: only }, now());
  const isOfState = (each: Selected) => (each.kind === 'application' ? each.state === state : isAmongInterviews(each));
  const wanted = (each: Selected) => isOfState(each) && isWanted(each);
  const selection = {
    ...{ accounts, since, until, isWanted: wanted },
    ...(from === undefined || from < 0 ? {} : { after }),
  };
  let [count, last, isCut]: [number, Selected | undefined, boolean] = [0, undefined, false];
  return {
    chosen: chosen(),
    count: () => count,
    last: () => (isCut && last ? { id: last.record.id, at: last.at } : undefined),
  };

  async function* chosen(): AsyncGenerator<Selected[]> {
    for await (const several of select(selection, index ?? kindOf(only), { storage, now })) {
      if (count >= limits.replaysOfCall) {
        isCut = true;
        return;
      }
      yield several;
      [count, last] = [count + several.length, several.at(-1)];
    }
  }
}

/** Of a replay, what it would send: how many, and of the first few of them what would change. */
export async function dryRunOf({ now }: Pick<BridgeParts, 'now'>, chosen: AsyncIterable<Selected[]>, listed: number) {
  const changes: ({ id: string } & Changes)[] = [];
  let sending = 0;
  for await (const several of chosen) {
    for (const each of several) {
      const changing = changesOf(each, now());
      sending += changing.isSent ? 1 : 0;
      if (changes.length < listed) changes.push({ id: each.record.id, ...changing });
    }
  }
  return { sending, changes };
}
