import type { ClauseGroup } from '../clause.ts';
import { broken, described, expectMessage, expectStatus, isSuccess, notApplicable } from '../expect.ts';
import { pathOf, type VendorSubject } from './subject.ts';

export const access: ClauseGroup<VendorSubject> = {
  title: 'Access',
  docs: 'docs/vendor-contract.md#calls',
  clauses: [
    {
      id: 'V01',
      title: 'The server answers',
      why: 'Nothing else can be checked without it: see whether the address, the port and the certificate are right.',
      async check({ templates }) {
        const answer = await templates();
        if (answer.trouble !== undefined) broken(described(answer), 'an answer');
      },
    },
    {
      id: 'V02',
      title: 'The right token is accepted',
      why: 'The bridge reports a refused token as a wrong VENDOR_TOKEN, and invites no one until it is corrected.',
      async check({ templates }) {
        const answer = await reached(templates);
        if ([401, 403].includes(answer.status)) broken(described(answer), 'any answer but 401 and 403');
      },
    },
    {
      id: 'V03',
      title: 'A call without a token is answered 401',
      why: 'Anyone who finds the address could otherwise read candidates and their results.',
      async check({ call, templates }) {
        await reached(templates);
        expectStatus(await call({ path: 'templates', authorization: null }), 401);
      },
    },
    {
      id: 'V04',
      title: 'A call with a wrong token is answered 401',
      why: 'A server that only looks whether there is a token lets everyone in. With 403 or 404 the bridge cannot say that the token is wrong.',
      async check({ call, templates }) {
        await reached(templates);
        for (const authorization of ['Bearer not-the-token', 'Bearer', 'Basic bm90OnRoaXM=']) {
          expectStatus(await call({ path: 'templates', authorization }), 401);
        }
      },
    },
    {
      id: 'V05',
      title: 'Every address needs the token: PUT, GET and DELETE of an interview too',
      why: 'Frameworks guard route by route; the one that was forgotten is found by strangers first.',
      async check({ call, templates, invitation, newId, made, canAsk }) {
        await reached(templates);
        const path = pathOf(newId());
        const put = await call({ method: 'PUT', path, body: await invitation(), authorization: null });
        if (isSuccess(put)) made.push(path.slice('interviews/'.length));
        expectStatus(put, 401);
        const asked = await call({ path, authorization: null });
        const deleted = await call({ method: 'DELETE', path, authorization: null });
        // What is not served at all needs no guard.
        const notServed = [404, 405, 501];
        expectStatus(asked, 401, ...(canAsk ? [] : notServed));
        expectStatus(deleted, 401, ...notServed);
      },
    },
    {
      id: 'V06',
      title: 'A 401 has a message',
      why: 'The person who sets the bridge up sees at once what the server did not accept.',
      async check({ call, templates }) {
        await reached(templates);
        const answer = await call({ path: 'templates', authorization: 'Bearer not-the-token' });
        if (answer.status !== 401) notApplicable('The server did not answer 401 to a wrong token');
        expectMessage(answer);
      },
    },
  ],
};

/** Without any answer there is one failure, V01, and not one for each clause. */
async function reached(templates: VendorSubject['templates']) {
  const answer = await templates();
  return answer.trouble === undefined ? answer : notApplicable('The server does not answer, see V01');
}
