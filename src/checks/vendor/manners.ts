import type { ClauseGroup } from '../clause.ts';
import { broken, described, expectStatus, isObject, isSuccess, notApplicable, shown } from '../expect.ts';
import { pathOf, type VendorSubject } from './subject.ts';

/** What holds for all answers. These come last: they look at every call that was made. */
export const manners: ClauseGroup<VendorSubject> = {
  title: 'Every answer',
  docs: 'docs/vendor-contract.md#calls',
  clauses: [
    {
      id: 'V110',
      title: 'No answer may be kept by a cache on the way',
      why: 'The bridge would read yesterday’s state. A kept 404 says that no one was invited.',
      async check({ mustBeInvited, asked }) {
        await mustBeInvited();
        const answer = await asked();
        const kept = /(?:^|[\s,])(?:public|(?:s-maxage|max-age)=(?!0\b)\d+)/i.exec(
          answer.headers['cache-control'] ?? '',
        );
        if (kept || Number(answer.headers.age) > 0) {
          broken(
            `Cache-Control: ${answer.headers['cache-control']}, Age: ${answer.headers.age ?? 'none'}`,
            'no-store, or nothing',
          );
        }
      },
    },
    {
      id: 'V111',
      title: 'Compressed or not, an answer is the same',
      why: 'The bridge allows gzip. A server that says gzip and sends plain text, or the reverse, cannot be read.',
      async check({ templates, call }) {
        const packed = await templates();
        if (!isSuccess(packed)) notApplicable('It needs the list, see V10');
        const plain = await call({ path: 'templates', headers: { 'accept-encoding': 'identity' } });
        expectStatus(plain, 200);
        const encoding = plain.headers['content-encoding'] ?? 'identity';
        if (encoding !== 'identity')
          broken(`Content-Encoding: ${encoding}, although only "identity" was accepted`, 'plain text');
        if (packed.text !== plain.text)
          broken(`${described(packed)} with gzip, ${described(plain)} without`, 'the same');
      },
    },
    {
      id: 'V112',
      title: 'HEAD does no harm; where it is not served the answer is 405 or 501',
      why: 'Monitors and link checkers send it. It must not invite, fail, or leave the connection spoiled.',
      async check({ templates, call, newId, get, canAsk }) {
        if (!isSuccess(await templates())) notApplicable('It needs the list, see V10');
        const id = newId();
        for (const path of ['templates', pathOf(id)]) {
          const answer = await call({ method: 'HEAD', path });
          // 501: the server knows no HEAD, and has done nothing.
          const isHarmed = answer.trouble !== undefined || (answer.status >= 500 && answer.status !== 501);
          if (isHarmed) broken(described(answer), 'no 5xx');
        }
        if (canAsk) expectStatus(await get(id), 404);
        expectStatus(await call({ path: 'templates' }), 200);
      },
    },
    {
      id: 'V113',
      title: 'An address that the contract does not know is answered 404',
      why: 'A website that answers everything with its start page hides every mistake in VENDOR_URL.',
      async check({ templates, call }) {
        if (!isSuccess(await templates())) notApplicable('It needs the list, see V10');
        expectStatus(await call({ path: 'no-such-address' }), 404);
      },
    },
    {
      id: 'V114',
      title: 'A method that the contract does not know is answered 405 (or 404, or 501)',
      why: 'A server that takes any method invites someone when a monitor comes by.',
      async check({ templates, call }) {
        if (!isSuccess(await templates())) notApplicable('It needs the list, see V10');
        expectStatus(await call({ method: 'POST', path: 'templates', body: {} }), 405, 404, 501);
      },
    },
    {
      id: 'V115',
      title: 'Every call is answered within ten seconds, and to its end',
      why: 'After that the outcome is unknown: Workable is told to try again later, and the recruiter sees an error.',
      async check({ typicalCalls }) {
        const unanswered = (await typicalCalls()).find(({ trouble }) => trouble !== undefined);
        if (unanswered) broken(described(unanswered), 'a whole answer within ten seconds');
      },
    },
    {
      id: 'V116',
      title: 'Every answer with a body is JSON and says so (Content-Type: application/json)',
      why: 'A page of HTML is what a proxy or a framework sends in your place; the bridge takes it for no answer.',
      async check({ typicalCalls }) {
        for (const answer of await typicalCalls()) {
          if (answer.trouble !== undefined || answer.text === '' || answer.method === 'HEAD') continue;
          const isNamed = /^application\/(json|[\w.+-]+\+json)\b/i.test(answer.headers['content-type'] ?? '');
          if (!isNamed || answer.json === undefined) broken(described(answer), 'JSON, named so');
        }
      },
    },
    {
      id: 'V117',
      title: 'JSON is UTF-8, without a byte order mark',
      why: 'Names and summaries in any other encoding reach the recruiter spoiled.',
      async check({ typicalCalls }) {
        for (const answer of await typicalCalls()) {
          const hasMark = answer.bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
          const charset = /charset="?([\w-]+)/i.exec(answer.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
          if (hasMark || !/^(utf-?8|us-ascii)$/i.test(charset) || answer.text.includes('\uFFFD')) {
            broken(hasMark ? `a byte order mark: ${described(answer)}` : described(answer), 'UTF-8');
          }
        }
      },
    },
    {
      id: 'V118',
      title: 'No answer is a redirect',
      why: 'The bridge follows none: your token would travel to an address that no one has checked.',
      async check({ typicalCalls }) {
        const moved = (await typicalCalls()).find(({ status }) => status >= 300 && status < 400);
        if (moved) broken(`${described(moved)}, Location: ${moved.headers.location}`, 'an answer at this address');
      },
    },
    {
      id: 'V119',
      title: 'No call ends in an error of the server (any 5xx but 501, which says that a method is not served)',
      why: 'The bridge tries again for hours. What the caller did wrong is a 4xx with a message.',
      async check({ typicalCalls }) {
        const failed = (await typicalCalls()).find(({ status }) => status >= 500 && status !== 501);
        if (failed) broken(described(failed), 'no 5xx');
      },
    },
    {
      id: 'V120',
      title: 'No answer repeats the token',
      why: 'Answers are logged, and messages are shown to recruiters.',
      async check({ typicalCalls, token }) {
        const telling = (await typicalCalls()).find(({ text, headers }) => `${text}${shown(headers)}`.includes(token));
        if (telling)
          broken(`the token within the answer to ${telling.method} /${telling.path}`, 'an answer without it');
      },
    },
    {
      id: 'V121',
      title: 'Every refusal (4xx) is a JSON object, or has no body',
      why: 'The bridge looks for its "message" there and nowhere else.',
      async check({ typicalCalls }) {
        const refused = (await typicalCalls()).filter(
          ({ status, method }) => status >= 400 && status < 500 && method !== 'HEAD',
        );
        const other = refused.find(({ json, text }) => text !== '' && !isObject(json));
        if (other) broken(described(other), '{"message": "…"}');
      },
    },
  ],
};
