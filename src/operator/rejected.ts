import type { BridgeAccount } from '../bridge-accounts.ts';
import { Failure } from '../errors.ts';
import type { RejectedAbout } from '../store/rejected-webhooks.ts';
import { type OperatorParts, UsageError } from './parts.ts';

export type Kept = RejectedAbout & { account: BridgeAccount };
/** As lists for a terminal number them. */
export type Numbered = Kept & { number: number };

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
export async function* chosen(parts: OperatorParts, missing: Set<string>): AsyncGenerator<Numbered> {
  const { args, options } = parts;
  if (args.length === 0 && !options.all) {
    throw new UsageError('Say which: numbers or ids as "bridge rejected" lists them, or --all');
  }
  if (args.length > 0 && options.all) throw new UsageError('Say either numbers and ids, or --all');
  for await (const kept of every(parts)) {
    if (!options.all && !isSelected(kept, args)) continue;
    for (const word of [String(kept.number), kept.id]) missing.delete(word);
    yield kept;
  }
}

/** Numbered across all accounts, the oldest of each first, without bodies. */
export async function* every({ accounts, storage, now }: OperatorParts): AsyncGenerator<Numbered> {
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

export function isSelected({ number, id }: Numbered, words: readonly string[]): boolean {
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
