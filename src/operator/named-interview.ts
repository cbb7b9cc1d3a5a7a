import type { BridgeAccount } from '../bridge-accounts.ts';
import type { OperatorParts } from './parts.ts';
import { readRecord } from './read-record.ts';
import { summaryOfIds } from './summary-of-ids.ts';

type Work<T> = (account: BridgeAccount, id: string) => Promise<T | undefined>;

/**
 * Does something with the interview that the command names by its id. Where there is none, it says so and resolves to
 * undefined.
 */
export async function withNamedInterview<T>(parts: OperatorParts, work: Work<T>): Promise<T | undefined> {
  const { accounts, storage, args, printError } = parts;
  const [id = ''] = args;
  let problem = `There is no interview ${id}`;
  const record = await readRecord(storage, id, (why) => {
    problem = `Interview ${id} cannot be read: ${why}`;
  });
  const account = accounts.find(({ name }) => name === record?.account);
  const done = account && (await work(account, id));
  if (done === undefined) printError(problem);
  return done;
}

/** A line of the account's history: what an operator did with an interview. */
export async function addToHistory({ storage, now }: OperatorParts, { name }: BridgeAccount, did: string, id: string) {
  await storage.history.add(name, { at: now(), text: `${did}: ${summaryOfIds([id])}` });
}
