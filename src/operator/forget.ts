import { addressIn, isSamePerson } from '../interviews/person.ts';
import { attemptsOf, type InterviewRecord } from '../interviews/record.ts';
import { unavailable } from '../store/unavailable.ts';
import { iso } from './iso.ts';
import { mentions } from './mentions.ts';
import { type OperatorParts, UsageError } from './parts.ts';
import { readRecord } from './read-record.ts';
import { bodyOf, isCut } from './rejected.ts';

/** What is stored about a person in one account. */
type Found = {
  account: string;
  ids: string[];
  /** Ids of interviews whose records cannot be read. */
  unreadable: string[];
  isTheirs: (body: string) => boolean;
};

/** `bridge forget <e-mail>`: lists the data stored about a person in every account; with `--yes` it is erased. */
export async function forget(parts: OperatorParts): Promise<number> {
  const { accounts, wakeUps, print, positionals, filters } = parts;
  const email = addressIn(positionals[0] ?? '');
  if (email === undefined) {
    const [given] = positionals;
    const problem = given === undefined ? 'Say whom' : `"${given}" is no e-mail address. Say whom`;
    throw new UsageError(`${problem}: bridge forget <e-mail>`);
  }
  const totals: Totals = { erasedIds: [], count: 0, unreadable: 0, heads: 0 };
  try {
    for (const { name } of accounts) await forgetIn(parts, name, email, totals);
  } finally {
    await wakeUps.forget(totals.erasedIds).catch((error: unknown) => Promise.reject(unavailable(error)));
  }
  print(lastLine(totals.count, filters.yes === true));
  if (totals.heads > 0) print(headsLine(totals.heads));
  return totals.unreadable === 0 ? 0 : 1;
}

/** Totals of all accounts. `count`: interviews and webhooks; `heads`: large webhooks of which only the head is kept. */
type Totals = { erasedIds: string[]; count: number; unreadable: number; heads: number };

async function forgetIn(parts: OperatorParts, account: string, email: string, totals: Totals): Promise<void> {
  const { storage, now, filters } = parts;
  const found = await find(parts, account, email);
  const tally = { webhooks: 0, interviews: 0 };
  try {
    // Webhooks first: they are found through the interviews, so an interrupted command can be repeated.
    await forgetWebhooks(parts, found, tally, totals);
    await forgetInterviews(parts, email, found, tally, totals);
  } finally {
    const { interviews, webhooks } = tally;
    if (filters.yes && interviews + webhooks > 0) {
      const text = `erased a person: ${interviews} interviews, ${webhooks} rejected webhooks`;
      await storage.history.add(account, { at: now(), text });
    }
  }
  totals.unreadable += found.unreadable.length;
  totals.count += tally.webhooks + tally.interviews;
}

type Tally = { webhooks: number; interviews: number };

async function forgetWebhooks(parts: OperatorParts, { account, isTheirs }: Found, tally: Tally, totals: Totals) {
  const { storage, print, printError, now, filters } = parts;
  for await (const page of storage.rejected.list(account, now())) {
    for (const about of page) {
      const { id, at } = about;
      const body = await bodyOf(parts, { account: { name: account }, id });
      if (typeof body === 'object') {
        totals.unreadable += 1;
        printError(`rejected webhook ${id} ${body.problem}; whether it is about this person cannot be determined`);
      } else if (body !== undefined && isTheirs(body)) {
        if (filters.yes && !(await storage.rejected.remove(account, id))) continue;
        print(`${verbOf(filters)} rejected webhook ${id} of ${iso(at)}`);
        tally.webhooks += 1;
      } else if (body !== undefined && isCut(about, body)) totals.heads += 1;
    }
  }
}

async function forgetInterviews(parts: OperatorParts, email: string, found: Found, tally: Tally, totals: Totals) {
  const { storage, print, printError, filters } = parts;
  for (const id of found.ids) {
    if (filters.yes) {
      // Records are read one by one: a person may have many interviews.
      const current = await storage.interviews.read(id);
      if (current) await storage.interviews.erase(current.record);
      totals.erasedIds.push(id);
    }
    print(`${verbOf(filters)} interview ${id}`);
    tally.interviews += 1;
  }
  for (const id of found.unreadable) {
    if (filters.yes) {
      await storage.persons.eraseUnread(email, id);
      totals.erasedIds.push(id);
    }
    printError(
      `${verbOf(filters)} interview ${id}, whose record cannot be read: rejected webhooks that name only its attempts stay`,
    );
    tally.interviews += 1;
  }
}

function verbOf({ yes }: OperatorParts['filters']): string {
  return yes ? 'erased' : 'would erase';
}

function lastLine(count: number, isDone: boolean): string {
  if (count === 0) return 'nothing is stored about this person';
  if (isDone) return `${count} erased; ask the vendor to erase its own data too`;
  return `${count} would be erased; nothing was done. To erase them: bridge forget <e-mail> --yes`;
}

/** Not an error: a vendor may send large webhooks at any time. */
function headsLine(count: number): string {
  const which =
    count === 1 ? '1 large webhook is kept only as its head' : `${count} large webhooks are kept only as heads`;
  return `${which}, so the rest may have named this person. See "bridge rejected", then "bridge discard"`;
}

async function find({ storage }: OperatorParts, account: string, email: string): Promise<Found> {
  const ids: string[] = [];
  const unreadable: string[] = [];
  const traces: string[] = [];
  for await (const page of storage.persons.interviewIds(account, email)) {
    for (const id of page) {
      const record = await readRecord(storage, id, () => void unreadable.push(id));
      // The index in Redis is not encrypted, so it is not trusted: it could name another person's interview.
      if (record && !isSamePerson(record.candidate.email, email)) continue;
      if (record) ids.push(id);
      traces.push(id, ...(record ? tracesOf(record) : []));
    }
  }
  return { account, ids, unreadable, isTheirs: mentions([email, ...traces]) };
}

/** A short id may occur in any text. */
const shortestTrace = 16;

/** Ids of the vendor that identify an interview without naming a person. */
function tracesOf(record: InterviewRecord): string[] {
  const vendors = attemptsOf(record).flatMap(({ attemptId, candidateRef }) => [attemptId, candidateRef ?? '']);
  return vendors.filter((trace) => trace.length >= shortestTrace);
}
