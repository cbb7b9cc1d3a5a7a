import type { BridgeAccount } from '../bridge-accounts.ts';
import { within } from '../http/within.ts';
import { endAtVendor } from '../interviews/cancel.ts';
import { addressIn } from '../interviews/person.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import { unavailable } from '../store/unavailable.ts';
import type { BridgeCommand } from './cli/command.ts';
import { type Found, findPerson } from './find-person.ts';
import { iso } from './iso.ts';
import { type OperatorParts, UsageError } from './parts.ts';
import { bodyOf, isCut } from './rejected.ts';

export const forgetCommand: BridgeCommand = {
  name: 'forget',
  group: 'Stored data',
  summary: 'list the data stored about a person in every account; with --yes erase it',
  details: 'Data that the vendor, Workable and back-ups hold is not reached.',
  args: [{ name: '<e-mail>', does: 'the address of the person, in any spelling' }],
  options: ['yes', 'json'],
  examples: [
    ['bridge forget ines@example.com', 'what would be erased'],
    ['bridge forget ines@example.com --yes', 'erase it'],
  ],
  needs: 'bridge',
  run: forget,
};

async function forget(parts: OperatorParts): Promise<number> {
  const { accounts, storage, wakeUps, print, args, options } = parts;
  const [given = ''] = args;
  const email = addressIn(given);
  if (email === undefined) throw new UsageError(`"${given}" is no e-mail address. Say whom: bridge forget <e-mail>`);
  const totals: Totals = { erasedIds: [], count: 0, unreadable: 0, heads: 0 };
  try {
    for (const account of accounts) await forgetIn(parts, account, email, totals);
  } finally {
    const forgotten = [wakeUps.forget(totals.erasedIds), storage.events.forget(totals.erasedIds)];
    await Promise.all(forgotten).catch((error: unknown) => Promise.reject(unavailable(error)));
  }
  print(lastLine(totals.count, options.yes === true));
  if (totals.heads > 0) print(headsLine(totals.heads));
  return totals.unreadable === 0 ? 0 : 1;
}

/** Totals of all accounts. `count`: interviews and webhooks; `heads`: large webhooks of which only the head is kept. */
type Totals = { erasedIds: string[]; count: number; unreadable: number; heads: number };

async function forgetIn(parts: OperatorParts, of: BridgeAccount, email: string, totals: Totals): Promise<void> {
  const { storage, now, options } = parts;
  const account = of.name;
  const found = await findPerson(parts, account, email);
  const tally = { webhooks: 0, interviews: 0 };
  try {
    // Webhooks first: they are found through the interviews, so an interrupted command can be repeated.
    await forgetWebhooks(parts, found, tally, totals);
    await forgetInterviews(parts, of, email, found, tally, totals);
  } finally {
    const { interviews, webhooks } = tally;
    if (options.yes && interviews + webhooks > 0) {
      const text = `erased a person: ${interviews} interviews, ${webhooks} rejected webhooks`;
      await storage.history.add(account, { at: now(), text });
    }
  }
  totals.unreadable += found.unreadable.length;
  totals.count += tally.webhooks + tally.interviews;
}

type Tally = { webhooks: number; interviews: number };

async function forgetWebhooks(parts: OperatorParts, { account, isTheirs }: Found, tally: Tally, totals: Totals) {
  const { storage, print, printJson, printError, now, options } = parts;
  for await (const page of storage.rejected.list(account, now())) {
    for (const about of page) {
      const { id, at } = about;
      const body = await bodyOf(parts, { account: { name: account }, id });
      if (typeof body === 'object') {
        totals.unreadable += 1;
        printError(`rejected webhook ${id} ${body.problem}; whether it is about this person cannot be determined`);
      } else if (body !== undefined && isTheirs(body)) {
        if (options.yes && !(await storage.rejected.remove(account, id))) continue;
        print(`${verbOf(options)} rejected webhook ${id} of ${iso(at)}`);
        printJson({ account, webhook_id: id, outcome: outcomeOf(options) });
        tally.webhooks += 1;
      } else if (body !== undefined && isCut(about, body)) totals.heads += 1;
    }
  }
}

async function forgetInterviews(
  parts: OperatorParts,
  account: BridgeAccount,
  email: string,
  found: Found,
  tally: Tally,
  totals: Totals,
) {
  const { storage, print, printJson, printError, options } = parts;
  for (const id of found.ids) {
    if (options.yes) {
      // Records are read one by one: a person may have many interviews.
      const current = await storage.interviews.read(id);
      if (current) {
        await cancelFirst(parts, account, current.record);
        await storage.interviews.erase(current.record);
      }
      totals.erasedIds.push(id);
    }
    print(`${verbOf(options)} interview ${id}`);
    printJson({ account: found.account, interview_id: id, outcome: outcomeOf(options) });
    tally.interviews += 1;
  }
  for (const id of found.unreadable) {
    if (options.yes) {
      await storage.persons.eraseUnread(email, id);
      totals.erasedIds.push(id);
    }
    printError(
      `${verbOf(options)} interview ${id}, whose record cannot be read: rejected webhooks that name only its attempts stay`,
    );
    printJson({ account: found.account, interview_id: id, outcome: outcomeOf(options) });
    tally.interviews += 1;
  }
}

/** The vendor may delete what it holds too; afterwards nothing here knows what to ask of it. */
async function cancelFirst({ now, printError }: OperatorParts, account: BridgeAccount, record: InterviewRecord) {
  const end = await endAtVendor({ now, within }, account, record);
  if (end) printError(`the vendor did not cancel interview ${record.id}: ${end.message}. Cancel it there`);
}

function outcomeOf({ yes }: OperatorParts['options']): 'erased' | 'would-erase' {
  return yes ? 'erased' : 'would-erase';
}

function verbOf({ yes }: OperatorParts['options']): string {
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
