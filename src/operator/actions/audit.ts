import { asFailure, type Failure } from '../../errors.ts';
import { errorFields, type Logger } from '../../log.ts';
import type { Storage } from '../../store/open.ts';
import { describeTrouble } from '../../store/refusals.ts';
import { summaryOfIds } from '../summary-of-ids.ts';

/** What an operator did in an account: with which interviews or webhooks, or how much of it. Nothing personal. */
export type Deed = { account: string; did: string; ids?: readonly string[]; detail?: string };

/** Adds a line to the history of the account. */
export type Audit = (deed: Deed) => Promise<void>;

export function createAudit({ history }: Pick<Storage, 'history'>, now: () => number, by = ''): Audit {
  return async ({ account, did, ids, detail }) => {
    const what = ids ? summaryOfIds(ids) : detail;
    await history.add(account, { at: now(), text: `${did}${what === undefined ? '' : `: ${what}`}${by}` });
  };
}

/** The same, and a line of the log: what was done, never with a value. */
export function logged(audit: Audit, log: Pick<Logger, 'info' | 'warn'>, by: string): Audit {
  const kept = lenient(audit, (failure, account) =>
    log.warn({ event: 'operator', outcome: 'not-kept', by, account, ...errorFields(failure) }),
  );
  return async (deed) => {
    const { account, did, ids, detail } = deed;
    const what = { ...(ids ? { ids } : {}), ...(detail === undefined ? {} : { detail }) };
    log.info({ event: 'operator', outcome: did, by, account, ...what });
    await kept(deed);
  };
}

/** The same for a command: of a line that is not kept `say` gets a sentence. */
export function said(audit: Audit, say: (sentence: string) => void): Audit {
  return lenient(audit, ({ cause }, account) =>
    say(`It is done, but the line about it in the history of ${account} is not kept: Redis ${describeTrouble(cause)}`),
  );
}

/** The same, which never fails: what was done is done, whether its line is kept or not. */
function lenient(audit: Audit, report: (failure: Failure, account: string) => void): Audit {
  return (deed) => audit(deed).catch((error: unknown) => report(asFailure(error), deed.account));
}

/** Does `work`, and then writes down all that it did of one kind, a line for each account; also where it fails. */
export async function audited<T>(
  audit: Audit,
  did: string,
  work: (add: (account: string, id: string) => void) => Promise<T>,
): Promise<T> {
  const done = new Map<string, string[]>();
  try {
    return await work((account, id) => void done.set(account, [...(done.get(account) ?? []), id]));
  } finally {
    for (const [account, ids] of done) await audit({ account, did, ids });
  }
}
