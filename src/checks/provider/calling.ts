import { bearerOf, isSameSecret } from '../../http/secrets.ts';
import type { ClauseGroup } from '../clause.ts';
import { broken, isObject, notApplicable, shown } from '../expect.ts';
import { type Called, jsonOf } from './callbacks.ts';
import type { ProviderSubject } from './subject.ts';

export const calling: ClauseGroup<ProviderSubject> = {
  title: 'Callbacks',
  docs: 'docs/check-your-server.md#provider-callbacks',
  clauses: [
    {
      id: 'P80',
      title: 'A finished interview is reported to its callback_url',
      why: 'Without the callback the recruiter waits for a result that is there.',
      async check({ called }) {
        const { puts, lastAsked, waitedMs } = await called();
        if (puts.length > 0) return;
        const within = `within ${Math.round(waitedMs / 1000)} s`;
        if (lastAsked.status === 'pending') notApplicable(`The interview did not end ${within}`);
        broken(`no callback ${within}, and GET says ${shown(lastAsked.status)}`, 'a PUT to the callback_url');
      },
    },
    {
      id: 'P81',
      title: 'It is a PUT of a JSON object, named application/json',
      why: 'Workable takes nothing else.',
      async check(subject) {
        for (const { method, headers, bytes } of (await cameTo(subject)).puts) {
          if (method !== 'PUT') broken(`a ${method}`, 'a PUT');
          const type = headers['content-type'] ?? '';
          if (!/^application\/json\b/i.test(type)) broken(`Content-Type ${shown(type)}`, 'application/json');
          if (!isObject(jsonOf(bytes))) broken(shown(bytes.toString('utf8')), 'a JSON object');
        }
      },
    },
    {
      id: 'P82',
      title: 'It carries the token that Workable gave you, as a bearer',
      why: 'Without it Workable does not know who sends the result, and refuses it.',
      async check(subject) {
        const { callbackToken } = subject;
        for (const { headers } of (await cameTo(subject)).puts) {
          const bearer = bearerOf(headers.authorization);
          if (bearer === undefined)
            broken(headers.authorization ? 'another scheme' : 'no Authorization', 'Authorization: Bearer …');
          if (callbackToken !== undefined && !isSameSecret(bearer, callbackToken)) {
            broken('another token', 'the token of --callback-token-file');
          }
        }
      },
    },
    {
      id: 'P83',
      title: 'It comes after the create was answered',
      why: 'Workable does not know the interview before, and refuses the result.',
      async check(subject) {
        const { puts } = await cameTo(subject);
        const createdAt = subject.callbacks.createdAt();
        const early = puts.find(({ at }) => createdAt === undefined || at < createdAt);
        if (early) broken('a callback before the answer to the create', 'callbacks after it');
      },
    },
    {
      id: 'P84',
      title: 'It is repeated after a 503',
      why: 'Workable has bad minutes too. A result that is sent once is lost in them.',
      async check(subject) {
        const { puts, waitedMs } = await cameTo(subject);
        if (puts.length < 2) {
          const expected = 'the same callback again; if you repeat later than that, give the kit more time (--wait)';
          broken(`no repetition within ${Math.round(waitedMs / 1000)} s; the 503 said Retry-After: 1`, expected);
        }
      },
    },
    {
      id: 'P85',
      title: 'What was acknowledged is not sent again',
      why: 'Each callback is a line on the candidate’s timeline, and a mail to the recruiter.',
      async check(subject) {
        const { puts } = await cameTo(subject);
        const taken = puts.filter(({ answered }) => answered === 200).map(({ bytes }) => bytes.toString('utf8'));
        const twice = taken.find((body, at) => taken.indexOf(body) !== at);
        if (twice !== undefined) broken('the same body after it was answered 200', 'nothing, until something changes');
      },
    },
    {
      id: 'P86',
      title: 'GET /interviews/{id} says the same as the callback',
      why: 'Workable may ask instead of being told.',
      async check(subject) {
        const { bodies, lastAsked } = await cameTo(subject);
        const told = bodies.at(-1) ?? notApplicable('It needs a body, see P81');
        const names = new Set([...Object.keys(told), ...Object.keys(lastAsked)]);
        const other = [...names].find((name) => !isEqual(told[name], lastAsked[name]));
        if (other !== undefined) {
          broken(
            `${shown(other)} is ${shown(told[other])} in the callback, ${shown(lastAsked[other])} in GET`,
            'the same',
          );
        }
      },
    },
  ],
};

/** The callbacks, where there was one. */
export async function cameTo({ called }: ProviderSubject): Promise<Called> {
  const came = await called();
  return came.puts.length > 0 ? came : notApplicable('No callback came, see P80');
}

function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, at) => isEqual(each, b[at]));
  if (!isObject(a) || !isObject(b)) return a === b;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => isEqual(a[name], b[name]));
}
