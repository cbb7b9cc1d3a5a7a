import type { LinkLife } from '../config.ts';
import { reportLinkOf } from '../interviews/attempt.ts';
import type { ReportLink } from '../interviews/observation.ts';
import { type FinalOutcome, outcomeOf } from '../interviews/outcome.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';
import type { Account, InterviewStore } from '../interviews/ports.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import { parseReportToken } from './address.ts';
import { DeadEnd } from './dead-end.ts';

/** The settings of an account that its reports need. */
export type ReportAccount = Account & {
  reports: {
    /** Offer a PDF only if the vendor sent one, or always: then it is made when first opened. */
    mode: 'as-sent' | 'on-demand';
    /** Whether readers may read what was said. */
    transcripts: boolean;
    /** Percentage from which a positive decision is `excelled`. */
    excelledFrom: number;
    /** Counted from the final state; a number of views is not supported here. */
    reportLinkLife: LinkLife;
    /** IANA: of the times on the page. */
    timeZone: string;
    /** How shared links name the candidate. */
    sharedNames: 'full' | 'initials';
    /** The vendor as it wants to be seen; a data URI, and `#rrggbb`. */
    brand: { logo?: string; colour?: string };
    /** The vendor is on this machine (a sandbox), so its PDFs may be too. */
    allowsLoopback: boolean;
  };
};

/** The interview that an address names. The caller still has to compare the secret. */
export type Found = { account: ReportAccount; record: InterviewRecord; secret: string };

export type Completed = FinalOutcome & { status: 'completed' };

/** A PDF that exists at the vendor, or one without a link that the vendor can make. */
export type WantedPdf = { attemptId: string; link: ReportLink | undefined };

export function findReports(accounts: Accounts<ReportAccount>, store: Pick<InterviewStore, 'read'>) {
  return async function findReport(token: string | undefined): Promise<Found> {
    const parsed = parseReportToken(token ?? '');
    const record = parsed && (await store.read(parsed.id))?.record;
    const account = record && accounts.get(record.account);
    if (!account)
      throw new DeadEnd(parsed && isWhole(parsed) && accounts.get(accountOf(parsed.id)) ? 'erased' : 'unknown');
    return { account, record, secret: parsed.secret };
  };
}

/** Throws Failure while there is no result. */
export function completed({ account, record }: Found, now: number): Completed {
  const outcome = outcomeOf(record, account.policy, now);
  if (outcome.status === 'completed') return outcome;
  throw new DeadEnd('notYet');
}

/** Undefined when there is no PDF, and none is made on demand. */
export function pdfOf({ account, record }: Found, { attempt }: Completed): WantedPdf | undefined {
  const { attemptId } = attempt;
  const known = record.attempts[attemptId];
  const link = known && reportLinkOf(known);
  return link || account.reports.mode === 'on-demand' ? { attemptId, link } : undefined;
}

export function hasReportLinkEnded({ account, record }: Found, now: number): boolean {
  const { reportLinkLife: life } = account.reports;
  return life.kind === 'time' && record.concluded !== undefined && now >= record.concluded.at + life.ms;
}

/** Its name, where the interview is still of the account's vendor. */
export function vendorTitleOf({ account: { vendor }, record }: Found): string {
  return vendor.name === record.vendor ? vendor.title : record.vendor;
}

/** A link that was made by the bridge, and of which nothing is cut off: its report was there. */
function isWhole({ id, secret }: { id: string; secret: string }): boolean {
  return /^[a-z0-9][a-z0-9-]*_[\w-]{22}$/.test(id) && /^[\w-]{43}$/.test(secret);
}

function accountOf(id: string): string {
  return id.slice(0, id.indexOf('_'));
}
