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
import { varyByLanguage } from '../pages/vary.ts';
import { parseReportToken } from './address.ts';
import { readingFor } from './words.ts';

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
  router.use(varyByLanguage);
  router.use(answerPages(report, (failure, ctx) => failurePage(failure, ctx.get('Accept-Language'))));
  router.get('/candidates/:token', async (ctx) => {
    const { token } = ctx.params;
    const { id } = parseReportToken(token ?? '') ?? {};
    const record = id === undefined ? undefined : (await store.read(id))?.record;
    const account = record && accounts.get(record.account);
    if (!record || account?.candidateAt?.(token ?? '') !== record.id) throw noCandidate();
    sendPage(ctx, candidatePage(record, ctx.get('Accept-Language')));
  });
  router.all('/candidates/:token', allowOnly('GET, HEAD'));
  router.all('/candidates{/*rest}', () => {
    throw noCandidate();
  });
  return router;
}

/** The first name and the job, and nothing else of what is known. */
function candidatePage({ candidate, jobTitle }: InterviewRecord, accepted: string): Page {
  const { language, words } = readingFor(accepted);
  const { kind } = words.candidate;
  const name = firstNameOf(candidate) ?? kind;
  return renderPage(
    { title: name, lang: language },
    <header>
      <p class="kind">{kind}</p>
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
  return new Failure('not-found', 'There is no such candidate');
}

function failurePage({ status }: Failure, accepted: string): Page {
  const { language, words } = readingFor(accepted);
  const { kind, unknown, later } = words.candidate;
  const [title, sentence] = status === 404 ? unknown : later;
  return noticePage({ kind, title, sentence, lang: language });
}
