import { z } from 'zod';
import type { ManagedAccount } from '../../accounts/managed.ts';
import { Failure } from '../../errors.ts';
import { createCodec, placeIn } from '../../store/codec.ts';
import { StoredManagedAccount } from '../../store/managed-accounts.ts';

/** What others may know of an export. It cannot be altered: the accounts are encrypted together with it. */
type Head = { format: number; exported_at: string; bridge: string };
type Exported = Head & { accounts: string };

const format = 1;

const AnyExport = z.looseObject({ format: z.number(), exported_at: z.string(), bridge: z.string() });
const ThisExport = AnyExport.extend({ accounts: z.string() });
const Accounts = z.array(StoredManagedAccount);

/** Accounts with all their secrets, encrypted under the first key of `DATA_KEY`. */
export function encryptExport(
  accounts: readonly ManagedAccount[],
  { dataKeys, bridge, at }: { dataKeys: readonly string[]; bridge: string; at: string },
): Exported {
  const head = { format, exported_at: at, bridge };
  const encrypted = createCodec(dataKeys).encrypt(JSON.stringify(accounts), placeOf(head));
  return { ...head, accounts: encrypted.toString('base64') };
}

/** Throws Error with a sentence that says why it cannot be read. */
export function decryptExport(text: string, dataKeys: readonly string[]): ManagedAccount[] {
  const { accounts, ...head } = parse(text);
  const codec = createCodec(dataKeys);
  const encrypted = Buffer.from(accounts, 'base64');
  // Anyone could write such a file.
  if (codec.isInClear(encrypted)) throw new Error('The accounts in the file are not encrypted: it is no export');
  try {
    return Accounts.parse(JSON.parse(codec.decrypt(encrypted, placeOf(head)))) as ManagedAccount[];
  } catch (error) {
    throw new Error(`The export cannot be read: ${reasonOf(error)}`);
  }
}

function placeOf({ format: number, exported_at, bridge }: Head): string {
  return placeIn('export', JSON.stringify([number, exported_at, bridge]));
}

function parse(text: string): Exported {
  const written = jsonOf(text);
  const { data: any } = AnyExport.safeParse(written);
  if (any && any.format !== format) {
    throw new Error(
      `The export has format ${any.format}, and this bridge reads format ${format}: import it with ${any.bridge}, which wrote it`,
    );
  }
  const { data } = ThisExport.safeParse(written);
  if (!data) throw new Error('The file is no export of "bridge accounts export"');
  return data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Parsers quote what they read: that holds secrets. */
function reasonOf(error: unknown): string {
  if (error instanceof Failure && error.cause instanceof Error) return error.cause.message;
  return 'its accounts have another form than expected';
}
