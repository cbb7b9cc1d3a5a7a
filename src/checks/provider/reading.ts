import type { ClauseGroup } from '../clause.ts';
import { broken, described, expectObject, expectStatus, isSuccess, notApplicable, shown } from '../expect.ts';
import { isWebAddress } from '../web-address.ts';
import { reached } from './access.ts';
import type { ProviderSubject } from './subject.ts';

const statuses: readonly unknown[] = ['pending', 'completed', 'declined', 'rejected', 'expired'];

export const reading: ClauseGroup<ProviderSubject> = {
  title: 'Reading an interview',
  docs: 'docs/check-your-server.md#provider-reading-an-interview',
  clauses: [
    {
      id: 'P70',
      title: 'GET /interviews/{id} is answered 200, as soon as it was created',
      why: 'It is the second way to a result, for when callbacks are lost.',
      async check({ asked }) {
        expectStatus(await asked(), 200);
      },
    },
    {
      id: 'P71',
      title: 'Its status is pending, completed, declined (or rejected) or expired',
      why: 'Workable knows no other words.',
      async check({ asked }) {
        const answer = await asked();
        if (!isSuccess(answer)) notApplicable('It needs the interview, see P70');
        const { status } = expectObject(answer);
        if (!statuses.includes(status)) broken(described(answer), 'a "status" of the contract');
      },
    },
    {
      id: 'P72',
      title: 'An interview that is pending has no result yet',
      why: 'A score before the end would be shown to the recruiter as one.',
      async check({ asked }) {
        const answer = await asked();
        if (!isSuccess(answer)) notApplicable('It needs the interview, see P70');
        const { status, interview, results_url } = expectObject(answer);
        if (status !== 'pending') notApplicable('The interview is not pending');
        if (interview !== undefined || results_url !== undefined) broken(described(answer), '{"status": "pending"}');
      },
    },
    {
      id: 'P73',
      title: 'GET of an unknown interview is answered 404',
      why: 'Any other answer is taken for the state of an interview.',
      async check({ templates, get }) {
        const answer = await reached(templates);
        if (!isSuccess(answer)) notApplicable('It needs a right token, see P02');
        expectStatus(await get('no-such-interview'), 404);
      },
    },
    {
      id: 'P74',
      title: 'GET /interviews/{id}/shared-link is answered 404 while there is no report',
      why: 'A link to nothing would be sent to a hiring manager.',
      async check({ asked, sharedBefore }) {
        const answer = await sharedBefore();
        if (expectObject(await asked()).status === 'completed') notApplicable('The interview was completed already');
        expectStatus(answer, 404);
      },
    },
    {
      id: 'P75',
      title: 'Once there is one, a shared link has an https "url"',
      why: 'It is opened by people without an account, in any browser.',
      async check(subject) {
        const { answer, link } = await sharedLink(subject);
        if (!isWebAddress(link.url))
          broken(described(answer), '{"url": "https://…", "ttl": "120", "ttl_units": "minutes"}');
      },
    },
    {
      id: 'P76',
      title: 'Its "ttl", if any, is a text of digits, beside "ttl_units": minutes, days or views',
      why: 'Workable tells the recruiter how long the link lives. Without a ttl it counts as permanent.',
      async check(subject) {
        const { answer, link } = await sharedLink(subject);
        if (link.ttl === undefined && link.ttl_units === undefined) return;
        const isTtl = typeof link.ttl === 'string' && /^[1-9]\d*$/.test(link.ttl);
        if (!isTtl || !['minutes', 'days', 'views'].includes(String(link.ttl_units))) {
          broken(described(answer), '"ttl": "120", "ttl_units": "minutes"');
        }
      },
    },
    {
      id: 'P77',
      title: 'A shared link opens without a token',
      why: 'The person who receives it has none.',
      async check(subject) {
        const { link } = await sharedLink(subject);
        if (!isWebAddress(link.url)) notApplicable('It needs an address, see P75');
        const page = await subject.fetchPublic(link.url);
        if (page.status >= 400 || page.trouble !== undefined)
          broken(`${shown(link.url)}: ${page.trouble ?? page.status}`, 'a page');
      },
    },
  ],
};

async function sharedLink({ mainId, finished, call }: ProviderSubject) {
  const id = await mainId();
  const { json } = await finished();
  const isCompleted = (json as { status?: unknown } | undefined)?.status === 'completed';
  if (!isCompleted) notApplicable('It needs a result: take the interview within --wait');
  const answer = await call({ path: `interviews/${encodeURIComponent(id)}/shared-link` });
  if (answer.status === 404) notApplicable('It is optional, and the server does not serve it');
  expectStatus(answer, 200);
  return { answer, link: expectObject(answer) };
}
