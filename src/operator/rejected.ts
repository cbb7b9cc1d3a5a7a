import type { BridgeAccount } from '../bridge-accounts.ts';
import { Failure } from '../errors.ts';
import { change } from '../interviews/change.ts';
import type { RejectedAbout } from '../store/rejected-webhooks.ts';
import { iso } from './iso.ts';
import { type OperatorParts, UsageError } from './parts.ts';
import { unlessUnreadable } from './read-record.ts';
import { summaryOfIds } from './summary-of-ids.ts';

export type Kept = RejectedAbout & { number: number; account: BridgeAccount };

/** `bridge rejected [<number|id>]` */
export async function listRejected(parts: OperatorParts): Promise<number> {
  const [word] = parts.positionals;
  if (word !== undefined) return showRejected(parts, word);
  let count = 0;
  for await (const kept of every(parts)) {
    const { number, id, at, account, reason } = kept;
    parts.print(`${number}  ${id}  ${iso(at)}  ${account.name}  ${reason}  ${sizeOf(kept)}`);
    count += 1;
  }
  parts.print(count === 0 ? 'none' : `${count} in all`);
  return 0;
}

async function showRejected(parts: OperatorParts, word: string): Promise<number> {
  for await (const kept of every(parts)) {
    if (!isSelected(kept, [word])) continue;
    const body = await bodyOf(parts, kept);
    if (body === undefined) break;
    if (typeof body !== 'string') {
      parts.printError(`Rejected webhook ${kept.id} ${body.problem}`);
      return 1;
    }
    parts.printText(body);
    if (isCut(kept, body)) parts.printError(`Only its first ${Buffer.byteLength(body)} of ${sizeOf(kept)} are kept`);
    return 0;
  }
  parts.printError(`There is no rejected webhook ${word}`);
  return 1;
}

/** `bridge discard`: removes rejected webhooks; the history of an interview that one names says so. */
export async function discard(parts: OperatorParts): Promise<number> {
  const { storage, print, now } = parts;
  const missing = new Set(parts.positionals);
  const discarded = new Map<string, string[]>();
  try {
    for await (const kept of chosen(parts, missing)) {
      await addToHistories(parts, kept);
      if (!(await storage.rejected.remove(kept.account.name, kept.id))) continue;
      print(`${kept.number}  ${kept.id}  discarded`);
      discarded.set(kept.account.name, [...(discarded.get(kept.account.name) ?? []), kept.id]);
    }
  } finally {
    for (const [account, ids] of discarded) {
      await storage.history.add(account, { at: now(), text: `discarded rejected webhooks: ${summaryOfIds(ids)}` });
    }
  }
  return reportMissing(missing, parts, discarded.size);
}

/** Reports the names that do not exist. Returns the exit status. */
export function reportMissing(
  missing: ReadonlySet<string>,
  { printError, print }: OperatorParts,
  done: number,
): number {
  for (const word of missing) printError(`There is no rejected webhook ${word}`);
  if (missing.size === 0 && done === 0) print('none');
  return missing.size === 0 ? 0 : 1;
}

/**
 * The webhooks named by number or id, or all; removes those it finds from `missing`. Throws UsageError when none is
 * named.
 */
export async function* chosen(parts: OperatorParts, missing: Set<string>): AsyncGenerator<Kept> {
  const { positionals, filters } = parts;
  if (positionals.length === 0 && !filters.all) {
    throw new UsageError('Say which: numbers or ids as `bridge rejected` shows them, or --all');
  }
  if (positionals.length > 0 && filters.all) throw new UsageError('Say either numbers and ids, or --all');
  for await (const kept of every(parts)) {
    if (!filters.all && !isSelected(kept, positionals)) continue;
    for (const word of [String(kept.number), kept.id]) missing.delete(word);
    yield kept;
  }
}

/** Numbered across all accounts, without bodies. */
async function* every({ accounts, storage, now }: OperatorParts): AsyncGenerator<Kept> {
  let number = 0;
  for (const account of accounts) {
    for await (const page of storage.rejected.list(account.name, now())) {
      for (const about of page) {
        number += 1;
        yield { ...about, number, account };
      }
    }
  }
}

function isSelected({ number, id }: Kept, words: readonly string[]): boolean {
  return words.includes(String(number)) || words.includes(id);
}

/** Undefined when it was removed meanwhile; a problem when no key decrypts it. */
export async function bodyOf(
  { storage }: Pick<OperatorParts, 'storage'>,
  { account, id }: { account: { name: string }; id: string },
): Promise<string | undefined | { problem: string }> {
  try {
    return (await storage.rejected.read(account.name, id))?.body;
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'internal') throw error;
    const why = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return { problem: `cannot be read${why}` };
  }
}

/** A body without Content-Length was not read to its end. */
export function sizeOf({ bytes, isLonger }: RejectedAbout): string {
  return `${isLonger ? 'at least ' : ''}${bytes} bytes`;
}

/** Only the head of a large body is kept. */
export function isCut({ bytes }: RejectedAbout, body: string): boolean {
  return bytes > Buffer.byteLength(body);
}

const maxHistories = 5;

async function addToHistories(parts: OperatorParts, kept: Kept): Promise<void> {
  const { storage, now } = parts;
  const body = await bodyOf(parts, kept);
  if (typeof body !== 'string') return;
  const named = body.match(new RegExp(`(?<![\\w-])${kept.account.name}_[\\w-]{16,64}`, 'g')) ?? [];
  for (const id of [...new Set(named)].slice(0, maxHistories)) {
    await change({ store: storage.interviews, now }, kept.account, id, {
      to: (record) => record,
      event: `rejected webhook ${kept.id} of ${iso(kept.at)} discarded by an operator`,
    }).catch(unlessUnreadable);
  }
}
