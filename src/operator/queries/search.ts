import type { BridgeAccount } from '../../bridge-accounts.ts';
import { parseUrl } from '../../interviews/parse-url.ts';
import { isSamePerson } from '../../interviews/person.ts';
import type { InterviewRecord } from '../../interviews/record.ts';
import { limits } from '../../limits.ts';
import { parseReportToken } from '../../reports/address.ts';
import type { BridgeParts } from '../parts.ts';
import { readRecord, unlessUnreadable } from '../read-record.ts';

export type Searched = { record: InterviewRecord; account: BridgeAccount };

/** Redis is asked about so many accounts together: requests of others come in between. */
const accountsAtOnce = 100;

/** The newest interviews of a person in all accounts. */
export async function searchPerson(parts: BridgeParts, email: string): Promise<Searched[]> {
  return searchEach(parts.accounts, async (account) => {
    let ids: string[] = [];
    for await (const page of parts.storage.persons.interviewIds(account.name, email)) {
      ids = [...ids, ...page].slice(-limits.interviewsFound);
    }
    return readAll(parts, account, ids, ({ candidate }) => isSamePerson(candidate.email, email));
  });
}

/** Interviews that are named by this very id, reference, address or link. */
export async function searchText(parts: BridgeParts, text: string): Promise<Searched[]> {
  const { accounts, storage } = parts;
  const record = await readRecord(storage, idIn(text), () => undefined);
  const owner = accounts.find(({ name }) => name === record?.account);
  // An id says which account to ask. What vendors and Workable call an interview does not.
  if (record && owner) return [{ record, account: owner }];
  const key = parseUrl(text)?.href;
  return searchEach(accounts, async (account) => {
    const [byReference, origin] = await Promise.all([
      storage.references.find(account.name, text),
      key === undefined ? undefined : originOf(parts, account, key),
    ]);
    const ids = byReference === undefined ? [] : [byReference];
    const known = await readAll(parts, account, ids, ({ references }) => references?.includes(text) === true);
    return [...known, ...(origin ? [{ record: origin, account }] : [])];
  });
}

/**
 * Each account has indexes of its own, in its own slot and under digests of its own: so each is asked, in a few round
 * trips.
 */
async function searchEach(
  accounts: readonly BridgeAccount[],
  searchIn: (account: BridgeAccount) => Promise<Searched[]>,
): Promise<Searched[]> {
  const found: Searched[] = [];
  for (let from = 0; from < accounts.length; from += accountsAtOnce) {
    const some = await Promise.all(accounts.slice(from, from + accountsAtOnce).map(searchIn));
    found.push(...some.flat());
  }
  return newest(found);
}

async function originOf({ storage }: BridgeParts, { name }: BridgeAccount, key: string) {
  const finding = storage.interviews.findByOrigin(name, { door: 'provider', key });
  return (await finding.catch(unlessUnreadable))?.record;
}

/** Of a link to a page of the bridge, its `<id>.<secret>`; any other text may be an id itself. */
function idIn(text: string): string {
  const [, token = ''] = /\/(?:reports|shared|candidates|i)\/([^/?#]+)/.exec(text) ?? [];
  return parseReportToken(token)?.id ?? text;
}

/** An index is no proof. */
async function readAll(
  { storage }: BridgeParts,
  account: BridgeAccount,
  ids: readonly string[],
  isFound: (record: InterviewRecord) => boolean,
): Promise<Searched[]> {
  const records = await Promise.all(ids.map((id) => readRecord(storage, id, () => undefined)));
  return records.flatMap((record) =>
    record && record.account === account.name && isFound(record) ? [{ record, account }] : [],
  );
}

function newest(found: readonly Searched[]): Searched[] {
  const byId = new Map(found.map((each) => [each.record.id, each]));
  return [...byId.values()]
    .sort((a, b) => b.record.createdAt - a.record.createdAt || (a.record.id < b.record.id ? 1 : -1))
    .slice(0, limits.interviewsFound);
}
