import Router from '@koa/router';
import type { Context } from 'koa';
import { Failure } from '../errors.ts';
import { allowOnly } from '../http/errors.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';
import type { Account, InterviewStore } from '../interviews/ports.ts';
import type { Candidate, InterviewRecord } from '../interviews/record.ts';
import { answerPages } from '../pages/answer-pages.ts';
import { noticePage } from '../pages/notice.tsx';
import { type Page, renderPage, sendPage } from '../pages/render.tsx';
import { parseReportToken } from './address.ts';

/** `candidateAt`: the interview of a token that the vendor of this account was given. */
export type CandidateAccount = Account & { candidateAt?: (token: string) => string | undefined };

type Parts = {
  accounts: Accounts<CandidateAccount>;
  store: Pick<InterviewStore, 'read'>;
  report: (failure: Failure, ctx: Context) => void;
};

/** A page about the candidate, for vendors that want its address. No one else is given it. */
export function candidateRoutes({ accounts, store, report }: Parts): Router {
  const router = new Router();
  router.use(answerPages(report, failurePage));
  router.get('/candidates/:token', async (ctx) => {
    const { token } = ctx.params;
    const { id } = parseReportToken(token ?? '') ?? {};
    const record = id === undefined ? undefined : (await store.read(id))?.record;
    const account = record && accounts.get(record.account);
    if (!record || account?.candidateAt?.(token ?? '') !== record.id) throw noCandidate();
    sendPage(ctx, candidatePage(record));
  });
  router.all('/candidates/:token', allowOnly('GET, HEAD'));
  router.all('/candidates{/*rest}', () => {
    throw noCandidate();
  });
  return router;
}

/** The first name and the job, and nothing else of what is known. */
function candidatePage({ candidate, jobTitle }: InterviewRecord): Page {
  const name = firstNameOf(candidate) ?? 'Candidate';
  return renderPage(
    { title: name },
    <header>
      <p class="kind">Candidate</p>
      <h1 dir="auto">{name}</h1>
      {jobTitle !== undefined && <p dir="auto">{jobTitle}</p>}
    </header>,
  );
}

/** Some systems write the whole name in one field. */
function firstNameOf({ firstName, lastName }: Candidate): string | undefined {
  return lastName === undefined ? firstName?.replace(/(?<=\S)\s+\S+$/, '') : firstName;
}

function noCandidate(): Failure {
  return new Failure('not-found', 'This link may be incomplete, or the candidate was erased.');
}

function failurePage({ status, message }: Failure): Page {
  const isAboutTheLink = status === 404;
  return noticePage({
    kind: 'Candidate',
    title: isAboutTheLink ? 'No candidate here' : 'This is not possible now',
    sentence: isAboutTheLink ? message : 'Please try again in a minute.',
  });
}
