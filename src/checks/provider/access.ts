import type { ClauseGroup } from '../clause.ts';
import { broken, described, expectStatus, isObject, notApplicable, shown } from '../expect.ts';
import type { ProviderSubject } from './subject.ts';

export const access: ClauseGroup<ProviderSubject> = {
  title: 'Access',
  docs: 'docs/check-your-server.md#provider-access',
  clauses: [
    {
      id: 'P01',
      title: 'The server answers',
      why: 'Nothing else can be checked without it: see whether the address, the port and the certificate are right.',
      async check({ templates }) {
        const answer = await templates();
        if (answer.trouble !== undefined) broken(described(answer), 'an answer');
      },
    },
    {
      id: 'P02',
      title: 'The right token is accepted',
      why: 'The recruiter enters this token in Workable; without it nothing works.',
      async check({ templates }) {
        const answer = await reached(templates);
        if ([401, 403].includes(answer.status)) broken(described(answer), 'any answer but 401 and 403');
      },
    },
    {
      id: 'P03',
      title: 'A call without a token is answered 401',
      why: 'Anyone who finds the address could otherwise create interviews and read results.',
      async check({ call, templates }) {
        await reached(templates);
        expectStatus(await call({ path: 'interview-templates', authorization: null }), 401);
      },
    },
    {
      id: 'P04',
      title: 'A call with a wrong token, or with another scheme, is answered 401',
      why: 'A server that only looks whether there is a token lets everyone in.',
      async check({ call, templates }) {
        await reached(templates);
        for (const authorization of ['Bearer not-the-token', 'Bearer', 'Basic bm90OnRoaXM=']) {
          expectStatus(await call({ path: 'interview-templates', authorization }), 401);
        }
      },
    },
    {
      id: 'P05',
      title: 'Every address needs the token: creating, reading and sharing too',
      why: 'Frameworks guard route by route; the one that was forgotten is found by strangers first.',
      async check({ call, templates }) {
        await reached(templates);
        const [authorization, id] = [null, 'some-interview'];
        expectStatus(await call({ method: 'POST', path: 'interviews', body: {}, authorization }), 401);
        expectStatus(await call({ path: `interviews/${id}`, authorization }), 401);
        expectStatus(await call({ path: `interviews/${id}/shared-link`, authorization }), 401, 404);
      },
    },
    {
      id: 'P06',
      title: 'The messages are "Missing Token" and "Invalid Token"',
      why: 'They are the words of Workable’s table, and tell a forgotten token from a wrong one.',
      async check({ call, templates }) {
        await reached(templates);
        for (const [authorization, wanted] of [
          [null, 'Missing Token'],
          ['Bearer not-the-token', 'Invalid Token'],
        ] as const) {
          const answer = await call({ path: 'interview-templates', authorization });
          if (answer.status !== 401) notApplicable('It needs a 401, see P03 and P04');
          const message = isObject(answer.json) ? answer.json.message : undefined;
          if (message !== wanted) broken(`message ${shown(message)}`, shown(wanted));
        }
      },
    },
  ],
};

/** Without any answer there is one failure, P01, and not one for each clause. */
export async function reached(templates: ProviderSubject['templates']) {
  const answer = await templates();
  return answer.trouble === undefined ? answer : notApplicable('The server does not answer, see P01');
}
