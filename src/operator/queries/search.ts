import type { BridgeAccount } from '../../bridge-accounts.ts';
import { isSamePerson } from '../../interviews/person.ts';
import type { InterviewRecord } from '../../interviews/record.ts';
import { limits } from '../../limits.ts';
import { parseReportToken } from '../../reports/address.ts';
import type { BridgeParts } from '../parts.ts';
import { readRecord, unlessUnreadable } from '../read-record.ts';

export type Searched = { record: InterviewRecord; account: BridgeAccount };

/** The newest interviews of a person in all accounts. */
export async function searchPerson(parts: BridgeParts, email: string): Promise<Searched[]> {
  const { accounts, storage } = parts;
  const found = await Promise.all(
    accounts.map(async (account) => {
      let ids: string[] = [];
      for await (const page of storage.persons.interviewIds(account.name, email)) {
        ids = [...ids, ...page].slice(-limits.interviewsFound);
      }
      return readAll(parts, account, ids, ({ candidate }) => isSamePerson(candidate.email, email));
    }),
  );
  return newest(found.flat());
}

/** Interviews that are named by this very id, reference, address or link. */
export async function searchText(parts: BridgeParts, text: string): Promise<Searched[]> {
  const { accounts, storage } = parts;
  const named = idIn(text);
  const found = await Promise.all(
    accounts.map(async (account) => {
      const byReference = await storage.references.find(account.name, text);
      const ids = byReference === undefined ? [] : [byReference];
      const known = await readAll(parts, account, ids, ({ references }) => references?.includes(text) === true);
      const key = URL.canParse(text) ? new URL(text).href : undefined;
      const origin = key === undefined ? undefined : await originOf(parts, account, key);
      return [...known, ...(origin ? [{ record: origin, account }] : [])];
    }),
  );
  const record = await readRecord(storage, named, () => undefined);
  const account = accounts.find(({ name }) => name === record?.account);
  return newest([...(record && account ? [{ record, account }] : []), ...found.flat()]);
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
