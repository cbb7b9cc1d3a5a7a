import type { BridgeAccount } from '../bridge-accounts.ts';
import { Failure } from '../errors.ts';
import { change } from '../interviews/change.ts';
import type { RejectedAbout } from '../store/rejected-webhooks.ts';
import { iso } from './iso.ts';
import { naming } from './naming.ts';
import { Misuse, type OperatorParts } from './parts.ts';
import { unlessUnreadable } from './read-record.ts';

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
    if (!isMeant(kept, [word])) continue;
    const body = await bodyOf(parts, kept);
    if (body === undefined) break;
    if (typeof body !== 'string') {
      parts.complain(`Rejected webhook ${kept.id} ${body.fault}`);
      return 1;
    }
    parts.printText(body);
    if (isCut(kept, body)) parts.complain(`Only its first ${Buffer.byteLength(body)} of ${sizeOf(kept)} are kept`);
    return 0;
  }
  parts.complain(`There is no rejected webhook ${word}`);
  return 1;
}

/** `bridge discard`: removes rejected webhooks; where one names an interview of ours, its story says so. */
export async function discard(parts: OperatorParts): Promise<number> {
  const { storage, print, now } = parts;
  const missing = new Set(parts.positionals);
  const discarded = new Map<string, string[]>();
  try {
    for await (const kept of chosen(parts, missing)) {
      await noteInStories(parts, kept);
      if (!(await storage.rejected.remove(kept.account.name, kept.id))) continue;
      print(`${kept.number}  ${kept.id}  discarded`);
      discarded.set(kept.account.name, [...(discarded.get(kept.account.name) ?? []), kept.id]);
    }
  } finally {
    for (const [account, ids] of discarded) {
      await storage.history.add(account, { at: now(), text: `discarded rejected webhooks: ${naming(ids)}` });
    }
  }
  return complainOf(missing, parts, discarded.size);
}

/** Says what was meant and is not there. Resolves to the exit code. */
export function complainOf(missing: ReadonlySet<string>, { complain, print }: OperatorParts, done: number): number {
  for (const word of missing) complain(`There is no rejected webhook ${word}`);
  if (missing.size === 0 && done === 0) print('none');
  return missing.size === 0 ? 0 : 1;
}

/** Those that are named by number or id, or all; what is found is no longer `missing`. Throws Misuse when none is named. */
export async function* chosen(parts: OperatorParts, missing: Set<string>): AsyncGenerator<Kept> {
  const { positionals, filters } = parts;
  if (positionals.length === 0 && !filters.all) {
    throw new Misuse('Say which: numbers or ids as `bridge rejected` shows them, or --all');
  }
  if (positionals.length > 0 && filters.all) throw new Misuse('Say either numbers and ids, or --all');
  for await (const kept of every(parts)) {
    if (!filters.all && !isMeant(kept, positionals)) continue;
    for (const word of [String(kept.number), kept.id]) missing.delete(word);
    yield kept;
  }
}

/** Numbered through all accounts, without bodies. */
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

function isMeant({ number, id }: Kept, words: readonly string[]): boolean {
  return words.includes(String(number)) || words.includes(id);
}

/** Undefined when it is gone meanwhile; a fault when no key opens it. */
export async function bodyOf(
  { storage }: Pick<OperatorParts, 'storage'>,
  { account, id }: { account: { name: string }; id: string },
): Promise<string | undefined | { fault: string }> {
  try {
    return (await storage.rejected.read(account.name, id))?.body;
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'internal') throw error;
    const why = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return { fault: `cannot be read${why}` };
  }
}

/** One that did not say how long it is was not read to its end. */
export function sizeOf({ bytes, isLonger }: RejectedAbout): string {
  return `${isLonger ? 'at least ' : ''}${bytes} bytes`;
}

/** Of large ones only the head is kept. */
export function isCut({ bytes }: RejectedAbout, body: string): boolean {
  return bytes > Buffer.byteLength(body);
}

const mostStories = 5;

async function noteInStories(parts: OperatorParts, kept: Kept): Promise<void> {
  const { storage, now } = parts;
  const body = await bodyOf(parts, kept);
  if (typeof body !== 'string') return;
  const named = body.match(new RegExp(`(?<![\\w-])${kept.account.name}_[\\w-]{16,64}`, 'g')) ?? [];
  for (const id of [...new Set(named)].slice(0, mostStories)) {
    await change({ store: storage.interviews, now }, kept.account, id, {
      to: (record) => record,
      event: `rejected webhook ${kept.id} of ${iso(kept.at)} discarded by an operator`,
    }).catch(unlessUnreadable);
  }
}
