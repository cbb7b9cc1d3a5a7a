import type { ApplicationRecord } from '../../applications/record.ts';
import type { BridgeAccount } from '../../bridge-accounts.ts';
import { parseUrl } from '../../interviews/parse-url.ts';
import { addressIn, isSamePerson } from '../../interviews/person.ts';
import { accountOf, kindOf } from '../../store/ids.ts';
import { newestFirst } from '../newest-first.ts';
import type { BridgeParts } from '../parts.ts';
import { readApplication, readRecord } from '../read-record.ts';
import { hasStageDoor, type StageDoorAccount } from './application-context.ts';
import { type Searched, searchPerson, searchText } from './search.ts';

export type FoundApplication = { record: ApplicationRecord; account: StageDoorAccount };
export type Found = {
  interviews: readonly Searched[];
  applications: readonly FoundApplication[];
  /** Not all that is stored was read. */
  isCut: boolean;
};

type Person = { firstName?: string; lastName?: string; email?: string };

/**
 * Interviews and applications by an id, an e-mail address, a link, or what Workable or the vendor call them: by indexes.
 * Addresses of applications, and names, are in no index: for them the newest records are read.
 */
export async function find(parts: BridgeParts, text: string, onProgress: (read: number) => void): Promise<Found> {
  const email = addressIn(text);
  if (email !== undefined) {
    const isTheirs = ({ email: theirs }: Person) => theirs !== undefined && isSamePerson(theirs, email);
    const read = await readNewest(parts, ['application'], isTheirs, onProgress);
    return { ...read, interviews: await searchPerson(parts, email) };
  }
  const interviews = await searchText(parts, text);
  const applications = await applicationsCalled(parts, text);
  if (interviews.length + applications.length > 0) return { interviews, applications, isCut: false };
  // No name has digits.
  if (parseUrl(text) || /\d/.test(text)) return { interviews, applications, isCut: false };
  return readNewest(parts, ['interview', 'application'], hasName(text), onProgress);
}

/** By their own id, or by the candidate's in Workable. */
async function applicationsCalled(parts: BridgeParts, text: string): Promise<FoundApplication[]> {
  const doors = parts.accounts.filter(hasStageDoor);
  const isId = kindOf(text) === 'application';
  const asked = isId ? doors.filter(({ name }) => name === accountOf(text)) : doors;
  const found = await Promise.all(
    asked.map(async (account) => {
      const id = isId ? text : await parts.storage.applications.idOf(account.name, text);
      const record = await readApplication(parts.storage, id, () => undefined);
      return record?.account === account.name ? [{ record, account }] : [];
    }),
  );
  return found.flat();
}

/** `Marlow`, `ines marlow` and `Marlow, Ines` are all hers. */
function hasName(text: string): (person: Person) => boolean {
  const wanted = wordsOf(text);
  return ({ firstName = '', lastName = '' }) => {
    const words = wordsOf(`${firstName} ${lastName}`);
    return wanted.length > 0 && wanted.every((word) => words.includes(word));
  };
}

function wordsOf(text: string): string[] {
  return text
    .normalize('NFC')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
}

type Kind = 'interview' | 'application';
type Place = { at: number; id: string; account: BridgeAccount };

/** A name takes some seconds then. */
const mostRead = 10_000;

async function readNewest(
  parts: BridgeParts,
  kinds: readonly Kind[],
  isWanted: (person: Person) => boolean,
  onProgress: (read: number) => void,
): Promise<Found> {
  const { accounts, storage } = parts;
  const interviews: Searched[] = [];
  const applications: FoundApplication[] = [];
  let read = 0;
  const streams = accounts.flatMap((account) => kinds.map((kind) => placesOf(parts, account, kind)));
  for await (const { id, account } of newestFirst(streams)) {
    if (read === mostRead) return { interviews, applications, isCut: true };
    read += 1;
    onProgress(read);
    if (kindOf(id) === 'application') {
      const record = await readApplication(storage, id, () => undefined);
      if (record && hasStageDoor(account) && isWanted(record.person)) applications.push({ record, account });
    } else {
      const record = await readRecord(storage, id, () => undefined);
      if (record?.account === account.name && isWanted(record.candidate)) interviews.push({ record, account });
    }
  }
  return { interviews, applications, isCut: false };
}

const placesAtOnce = 100;

async function* placesOf({ storage, now }: BridgeParts, account: BridgeAccount, kind: Kind): AsyncGenerator<Place> {
  if (kind === 'application' && !hasStageDoor(account)) return;
  const [from, to] = [0, now()];
  for (let last: Place | undefined; ; ) {
    const options = { from, to, size: placesAtOnce, order: 'newest' as const, last };
    const page =
      kind === 'interview'
        ? await storage.schedule.page(account.name, 'all', options)
        : await storage.applications.page(account.name, options);
    for (const listed of page) {
      last = { ...listed, account };
      yield last;
    }
    if (page.length < placesAtOnce) return;
  }
}
