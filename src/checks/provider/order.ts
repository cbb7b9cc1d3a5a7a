import { limits } from '../../limits.ts';
import type { ClauseGroup } from '../clause.ts';
import type { Exchange, Sent } from '../client.ts';
import { broken, described, expectStatus, isObject, notApplicable, shown } from '../expect.ts';
import { reached } from './access.ts';
import type { ProviderSubject } from './subject.ts';

const notJson = '{"candidate": ';
const tooMuch = limits.bodyBytes + 64 * 1024;
const create = { method: 'POST', path: 'interviews' } as const;

/** The first thing that is wrong decides the answer. */
export const order: ClauseGroup<ProviderSubject> = {
  title: 'Order of the checks',
  docs: 'docs/check-your-server.md#provider-order-of-the-checks',
  clauses: [
    {
      id: 'P10',
      title: 'The token comes before the address: an unknown address without a token is answered 401',
      why: 'Otherwise strangers learn which addresses there are.',
      async check({ call, templates }) {
        await reached(templates);
        expectStatus(await call({ path: 'no-such-address', authorization: null }), 401);
      },
    },
    {
      id: 'P11',
      title: 'The token comes before the body: nothing of a stranger’s body is read',
      why: 'A caller without a token should not be able to make your server parse anything.',
      async check({ call, templates }) {
        await reached(templates);
        expectStatus(await call({ ...create, rawBody: notJson, authorization: null }), 401);
      },
    },
    {
      id: 'P12',
      title: 'An unknown address is answered 404, whatever the body is',
      why: 'A wrong base URL should look like one, and not like a wrong body.',
      async check({ call, templates }) {
        await reached(templates);
        expectStatus(await call({ path: 'no-such-address' }), 404);
        expectStatus(await call({ method: 'POST', path: 'no-such-address', rawBody: notJson }), 404);
      },
    },
    {
      id: 'P13',
      title: 'A method that is not served is answered 405 (or 404), whatever the body is',
      why: 'A wrong method should look like one, and not like a wrong body.',
      async check({ call, templates }) {
        await reached(templates);
        expectStatus(await call({ method: 'PUT', path: 'interviews', rawBody: notJson }), 405, 404);
        expectStatus(await call({ method: 'DELETE', path: 'interview-templates' }), 405, 404);
      },
    },
    {
      id: 'P14',
      title: 'A body above 1 MiB is answered 413, JSON or not',
      why: 'A server that reads a body of any size can be stopped by one caller.',
      async check({ call, templates }) {
        await reached(templates);
        for (const rawBody of ['x'.repeat(tooMuch), JSON.stringify({ job_title: 'x'.repeat(tooMuch) })]) {
          expectStatus(await large(call, { ...create, rawBody }), 413);
        }
      },
    },
    {
      id: 'P15',
      title: 'A body that is not JSON, or not an object, is answered 400',
      why: 'A 500 would be tried again; and an empty body or a list is no create either.',
      async check({ call, templates }) {
        await reached(templates);
        for (const rawBody of [notJson, '', '[]', '"text"', 'null']) {
          const answer = await call({ ...create, rawBody });
          if (answer.status !== 400) broken(`${shown(rawBody)}: ${described(answer)}`, 'status 400');
        }
      },
    },
    {
      id: 'P16',
      title: 'The message for it is "Invalid JSON"',
      why: 'It is the word of Workable’s table.',
      async check({ call, templates }) {
        await reached(templates);
        const answer = await call({ ...create, rawBody: notJson });
        if (answer.status !== 400) notApplicable('It needs a 400, see P15');
        const message = isObject(answer.json) ? answer.json.message : undefined;
        if (message !== 'Invalid JSON') broken(`message ${shown(message)}`, '"Invalid JSON"');
      },
    },
    {
      id: 'P17',
      title: 'A wrong value comes before a missing field: 400, not 422',
      why: 'The order decides what the reader of the message corrects first.',
      async check({ post, templates }) {
        await reached(templates);
        expectStatus(await post({ job_title: { not: 'a text' } }), 400);
      },
    },
  ],
};

/** A server that refuses early may cut the connection while the rest is sent: then the answer may be lost. */
async function large(call: ProviderSubject['call'], sent: Sent): Promise<Exchange> {
  for (let tries = 0; tries < 3; tries += 1) {
    const answer = await call(sent);
    if (answer.trouble === undefined) return answer;
  }
  notApplicable('The connection broke each time, so the answer is not known');
}
