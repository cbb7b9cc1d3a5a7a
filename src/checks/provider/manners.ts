import type { ClauseGroup } from '../clause.ts';
import { broken, described, isObject, shown } from '../expect.ts';
import type { ProviderSubject } from './subject.ts';

/** A candidate whom the vendor refuses, and a vendor that does not answer: these are no errors of the server. */
const saysOfVendor = [502, 503];

/** What holds for all answers. These come last: they look at every call that was made. */
export const manners: ClauseGroup<ProviderSubject> = {
  title: 'Every answer',
  docs: 'docs/check-your-server.md#provider-every-answer',
  clauses: [
    {
      id: 'P110',
      title: 'Every call is answered within ten seconds, and to its end',
      why: 'A recruiter waits for it, and then sees an error.',
      async check({ typicalCalls }) {
        const unanswered = (await typicalCalls()).find(({ trouble }) => trouble !== undefined);
        if (unanswered) broken(described(unanswered), 'a whole answer within ten seconds');
      },
    },
    {
      id: 'P111',
      title: 'Every answer is JSON and says so (Content-Type: application/json)',
      why: 'A page of HTML is what a proxy or a framework sends in your place.',
      async check({ typicalCalls }) {
        for (const answer of await typicalCalls()) {
          if (answer.trouble !== undefined) continue;
          const isNamed = /^application\/(json|[\w.+-]+\+json)\b/i.test(answer.headers['content-type'] ?? '');
          if (!isNamed || answer.json === undefined) broken(described(answer), 'JSON, named so');
        }
      },
    },
    {
      id: 'P112',
      title: 'Every error is {"status", "message"}: its own number, and one short sentence',
      why: 'It is the form of Workable’s page, and the message says what to correct.',
      async check({ typicalCalls }) {
        for (const answer of (await typicalCalls()).filter(({ status }) => status >= 400)) {
          const { status, message } = isObject(answer.json) ? answer.json : {};
          const isShort = typeof message === 'string' && message.trim() !== '' && message.length <= 500;
          if (status !== answer.status || !isShort) {
            broken(described(answer), `{"status": ${answer.status}, "message": "…"}`);
          }
        }
      },
    },
    {
      id: 'P113',
      title: 'No answer is a redirect',
      why: 'A caller that follows it sends the token to another address.',
      async check({ typicalCalls }) {
        const moved = (await typicalCalls()).find(({ status }) => status >= 300 && status < 400);
        if (moved) broken(`${described(moved)}, Location: ${moved.headers.location}`, 'an answer at this address');
      },
    },
    {
      id: 'P114',
      title: 'No call ends in an error of the server (any 5xx but 502 and 503, which speak of the vendor)',
      why: 'What the caller did wrong is a 4xx with a message.',
      async check({ typicalCalls }) {
        const failed = (await typicalCalls()).find(({ status }) => status >= 500 && !saysOfVendor.includes(status));
        if (failed) broken(described(failed), 'no 5xx but 502 (refused) and 503 (try again later)');
      },
    },
    {
      id: 'P115',
      title: 'No answer repeats the token',
      why: 'Answers are logged and shown.',
      async check({ typicalCalls, token }) {
        const telling = (await typicalCalls()).find(({ text, headers }) => `${text}${shown(headers)}`.includes(token));
        if (telling)
          broken(`the token within the answer to ${telling.method} /${telling.path}`, 'an answer without it');
      },
    },
  ],
};
