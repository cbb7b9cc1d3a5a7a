import type { BridgeAccount } from '../../bridge-accounts.ts';
import { describeAnswer } from '../../interviews/history.ts';
import { limits } from '../../limits.ts';
import type { Listed } from '../../records.ts';
import type { BridgeParts } from '../parts.ts';
import { type Entry, entriesOf, type Kind } from '../select.ts';
import { readSelected, type Selected } from '../selected.ts';

/** What was not taken: attempts have failed, or the other side has a final state already (409). */
export const failureKinds = ['failed', 'refused'] as const;
export type FailureKind = (typeof failureKinds)[number];

/** Where they are listed, by when they failed or were refused. */
export function indexOf(kind: FailureKind): Kind {
  return kind === 'failed' ? 'failed' : 'conflicts';
}

/** Those of one account with one answer. `since`, `until`: when the first and the last failed, or were refused. */
export type FailureGroup = { account: string; answer: string; count: number; since: number; until: number };

/** What was answered, in a word, such as `404`; undefined where it is not of that kind. Pure. */
export function failureAnswerOf({ record, state }: Selected, kind: FailureKind): string | undefined {
  if (state !== kind) return undefined;
  if (kind === 'refused') return '409';
  const failed = Object.values(record.deliveries).find((each) => each.failed && each.failed.dismissedAt === undefined);
  return describeAnswer(failed?.failed?.answer ?? {});
}

type Parts = Pick<BridgeParts, 'storage' | 'now'>;
type Asked = {
  accounts: readonly BridgeAccount[];
  kind: FailureKind;
  since?: number | undefined;
  until?: number | undefined;
};

/**
 * By answer and account, the largest group first: of the newest, or of the next ones after `after`. `last`: where those
 * that were looked at end, with others behind it.
 */
export async function failureGroups(parts: Parts, asked: Asked & { after?: Listed | undefined }) {
  const { kind, ...filters } = asked;
  const groups = new Map<string, FailureGroup>();
  let [looked, last, isCut]: [number, Entry | undefined, boolean] = [0, undefined, false];
  for await (const several of entriesOf(filters, indexOf(kind), { ...parts, order: 'newest' })) {
    isCut = looked >= limits.apiPageReads;
    if (isCut) break;
    looked += several.length;
    last = several.at(-1);
    for (const each of await readEach(parts, several)) {
      const answer = each && failureAnswerOf(each, kind);
      if (each && answer !== undefined) add(groups, each, answer);
    }
  }
  return { groups: [...groups.values()].sort((a, b) => b.count - a.count), looked, last: isCut ? last : undefined };
}

/** Those of a kind, and of an answer where one is named, newest first. `last`: where the next page begins. */
export async function listFailures(
  parts: Parts,
  {
    kind,
    answer,
    limit,
    ...filters
  }: Asked & { answer?: string | undefined; limit: number; after?: Listed | undefined },
) {
  const found: Selected[] = [];
  let [read, last]: [number, Entry | undefined] = [0, undefined];
  for await (const entries of entriesOf(filters, indexOf(kind), { ...parts, order: 'newest' })) {
    const several = await readEach(parts, entries);
    for (const [i, entry] of entries.entries()) {
      if (found.length === limit || read === limits.apiPageReads) return { found, last };
      const selected = several[i];
      const given = selected && failureAnswerOf(selected, kind);
      if (selected && given !== undefined && (answer === undefined || answer === given)) found.push(selected);
      [read, last] = [read + 1, entry];
    }
  }
  return { found, last: undefined };
}

/** In their order; undefined for those that cannot be read. */
function readEach(parts: Parts, entries: readonly Entry[]): Promise<(Selected | undefined)[]> {
  return Promise.all(entries.map((each) => readSelected(parts, each.id, each, () => undefined)));
}

function add(groups: Map<string, FailureGroup>, { account: { name }, at }: Selected, answer: string): void {
  const key = `${name} ${answer}`;
  const known = groups.get(key) ?? { account: name, answer, count: 0, since: at, until: at };
  groups.set(key, {
    ...known,
    count: known.count + 1,
    since: Math.min(known.since, at),
    until: Math.max(known.until, at),
  });
}
