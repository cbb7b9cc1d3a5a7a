import { addressIn, isSamePerson } from '../interviews/person.ts';
import { attemptsOf, type InterviewRecord } from '../interviews/record.ts';
import { unavailable } from '../store/unavailable.ts';
import { iso } from './iso.ts';
import { mentions } from './mentions.ts';
import { Misuse, type OperatorParts } from './parts.ts';
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

/** `bridge forget <e-mail>`: what is stored about a person in every account; with `--yes` it is erased, and told as erased. */
export async function forget(parts: OperatorParts): Promise<number> {
  const { accounts, storage, wakeUps, print, complain, now, positionals, filters } = parts;
  const email = addressIn(positionals[0] ?? '');
  if (email === undefined) throw new Misuse('Say whom: bridge forget <e-mail>');
  const does = filters.yes ? 'erased' : 'would erase';
  let [count, unreadable, heads] = [0, 0, 0];
  const erased: string[] = [];
  try {
    for (const { name } of accounts) await forgetIn(name, email);
  } finally {
    await wakeUps.forget(erased).catch((error: unknown) => Promise.reject(unavailable(error)));
  }
  print(lastLine(count, filters.yes === true));
  if (heads > 0) print(headsLine(heads));
  return unreadable === 0 ? 0 : 1;

  async function forgetIn(name: string, email: string): Promise<void> {
    const found = await find(parts, name, email);
    const tally = { webhooks: 0, interviews: 0 };
    try {
      // First what only the interviews lead to: a command that was interrupted can then be given again.
      for await (const { id, at } of theirRejected(found)) {
        if (filters.yes && !(await storage.rejected.remove(name, id))) continue;
        print(`${does} rejected webhook ${id} of ${iso(at)}`);
        tally.webhooks += 1;
      }
      for (const id of found.ids) {
        if (filters.yes) {
          // Not all of them are held at the same time: a person may have many.
          const found = await storage.interviews.read(id);
          if (found) await storage.interviews.erase(found.record);
          erased.push(id);
        }
        print(`${does} interview ${id}`);
        tally.interviews += 1;
      }
      for (const id of found.unreadable) {
        if (filters.yes) {
          await storage.persons.eraseUnread(email, id);
          erased.push(id);
        }
        complain(
          `${does} interview ${id}, whose record cannot be read: rejected webhooks that name only its attempts stay`,
        );
        tally.interviews += 1;
      }
    } finally {
      if (filters.yes) await note(name, tally);
    }
    unreadable += found.unreadable.length;
    count += tally.webhooks + tally.interviews;
  }

  async function* theirRejected({ account, isTheirs }: Found) {
    for await (const page of storage.rejected.list(account, now())) {
      for (const about of page) {
        const { id, at } = about;
        const body = await bodyOf(parts, { account: { name: account }, id });
        if (typeof body === 'string' && isTheirs(body)) yield { id, at };
        else if (typeof body === 'string' && isCut(about, body)) heads += 1;
        if (typeof body !== 'object') continue;
        unreadable += 1;
        complain(`rejected webhook ${id} ${body.fault}; whether it is about this person cannot be told`);
      }
    }
  }

  async function note(account: string, { interviews, webhooks }: { interviews: number; webhooks: number }) {
    if (interviews + webhooks === 0) return;
    const text = `erased a person: ${interviews} interviews, ${webhooks} rejected webhooks`;
    await storage.history.add(account, { at: now(), text });
  }
}

function lastLine(count: number, isDone: boolean): string {
  if (count === 0) return 'nothing is stored about this person';
  if (isDone) return `${count} erased; ask the vendor to erase its own data too`;
  return `${count} would be erased; nothing was done. To erase them: bridge forget <e-mail> --yes`;
}

/** No fault: anybody who may send webhooks can have them kept. */
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
      // Whoever can write to Redis can have the index name anybody's.
      if (record && !isSamePerson(record.candidate.email, email)) continue;
      if (record) ids.push(id);
      traces.push(id, ...(record ? tracesOf(record) : []));
    }
  }
  return { account, ids, unreadable, isTheirs: mentions([email, ...traces]) };
}

/** A short id may be part of anything. */
const shortestTrace = 16;

/** What speaks of an interview although it names nobody. */
function tracesOf(record: InterviewRecord): string[] {
  const vendors = attemptsOf(record).flatMap(({ attemptId, profileId }) => [attemptId, profileId ?? '']);
  return vendors.filter((trace) => trace.length >= shortestTrace);
}
