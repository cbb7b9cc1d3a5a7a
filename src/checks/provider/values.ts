import type { Clause, ClauseGroup } from '../clause.ts';
import type { Exchange } from '../client.ts';
import { broken, described, expectStatus, isObject, notApplicable, shown } from '../expect.ts';
import { reached } from './access.ts';
import type { Create, ProviderSubject } from './subject.ts';

type Wrong = { id: string; field: string; value: unknown };

const wrongValues: readonly Wrong[] = [
  { id: 'P20', field: 'interview_template_id', value: { id: 1 } },
  { id: 'P21', field: 'callback_url', value: 7 },
  { id: 'P22', field: 'candidate', value: 'Ana Novak' },
  { id: 'P23', field: 'candidate.email', value: 'not an address' },
  { id: 'P24', field: 'candidate.first_name', value: ['Ana'] },
  { id: 'P25', field: 'candidate.phone', value: { number: 1 } },
  { id: 'P26', field: 'job_title', value: { title: 'Tester' } },
  { id: 'P27', field: 'preferences', value: 'none' },
];

const requiredFields = [
  { id: 'P30', field: 'interview_template_id' },
  { id: 'P31', field: 'callback_url' },
  { id: 'P32', field: 'candidate' },
  { id: 'P33', field: 'candidate.email' },
] as const;

export const values: ClauseGroup<ProviderSubject> = {
  title: 'Wrong values and missing fields',
  docs: 'docs/check-your-server.md#provider-wrong-values-and-missing-fields',
  clauses: [
    ...wrongValues.map(({ id, field, value }): Clause<ProviderSubject> => {
      return {
        id,
        title: `A wrong ${field} is answered 400, and the message names it`,
        why: 'The person who connects the two systems has only the message to find the mistake by.',
        async check({ templates, createBody, post }) {
          await reached(templates);
          const answer = await post(withField(await createBody({}, 'wrong'), field, value));
          expectStatus(answer, 400);
          expectNamed(answer, field);
        },
      };
    }),
    ...requiredFields.map(({ id, field }): Clause<ProviderSubject> => {
      return {
        id,
        title: `Without ${field}, or with null, the answer is 422, and the message names it`,
        why: 'The interview could not be held, or its result could not be sent.',
        async check({ templates, createBody, post }) {
          await reached(templates);
          for (const value of [undefined, null]) {
            const answer = await post(withField(await createBody({}, 'missing'), field, value));
            expectStatus(answer, 422);
            expectNamed(answer, field);
          }
        },
      };
    }),
    {
      id: 'P34',
      title: 'Without any name the answer is 422',
      why: 'The invitation could not address anyone.',
      async check({ templates, createBody, post, person }) {
        await reached(templates);
        const candidate = { email: person('nameless').email };
        expectStatus(await post(await createBody({ candidate }, 'nameless')), 422);
      },
    },
    {
      id: 'P35',
      title: 'The messages are "Invalid field: … should be …" and "Missing field: … should be provided"',
      why: 'They are the words of Workable’s table.',
      async check({ templates, createBody, post }) {
        await reached(templates);
        const wrong = await post(await createBody({ candidate: 'Ana Novak' }, 'words'));
        const missing = await post(await createBody({ candidate: undefined }, 'words'));
        if (wrong.status !== 400 || missing.status !== 422) notApplicable('It needs both, see P22 and P32');
        expectWords(wrong, /^Invalid field: candidate should be .+/);
        expectWords(missing, /^Missing field: candidate should be provided$/);
      },
    },
    {
      id: 'P36',
      title: 'An unknown template is answered 400 (or 422)',
      why: 'Templates are withdrawn while jobs still use them; the recruiter should read that, and not "server error".',
      async check({ templates, createBody, post }) {
        await reached(templates);
        const body = await createBody({ interview_template_id: 'no-such-template' }, 'unknown-template');
        expectStatus(await post(body), 400, 422);
      },
    },
    {
      id: 'P37',
      title: 'A callback_url that is not https is answered 400',
      why: 'The callback carries a secret and a result; over plain http anyone on the way reads both.',
      async check({ templates, createBody, post }) {
        await reached(templates);
        for (const url of ['http://callbacks.invalid/interviews/1', 'ftp://callbacks.invalid/1', 'interviews/1']) {
          const answer = await post(await createBody({ callback_url: url }, 'plain'));
          if (answer.status !== 400) broken(`${shown(url)}: ${described(answer)}`, 'status 400');
        }
      },
    },
    {
      id: 'P38',
      title: 'A callback_url that leads away from Workable is answered 400',
      why: 'It will receive your callback token: a caller who chooses the host could collect it.',
      async check({ templates, createBody, post }) {
        await reached(templates);
        for (const url of ['https://callbacks.invalid/interviews/1', 'https://workable.com@callbacks.invalid/1']) {
          const answer = await post(await createBody({ callback_url: url }, 'elsewhere'));
          if (answer.status !== 400) broken(`${shown(url)}: ${described(answer)}`, 'status 400');
        }
      },
    },
  ],
};

function withField(body: Create, field: string, value: unknown): Create {
  const [top = '', inner] = field.split('.');
  if (inner === undefined) return { ...body, [top]: value };
  return { ...body, [top]: { ...(isObject(body[top]) ? body[top] : {}), [inner]: value } };
}

function expectNamed(answer: Exchange, field: string): void {
  const message = isObject(answer.json) ? answer.json.message : undefined;
  if (typeof message !== 'string' || !message.includes(field)) {
    broken(described(answer), `a message that names ${field}`);
  }
}

function expectWords(answer: Exchange, wanted: RegExp): void {
  const message = isObject(answer.json) ? answer.json.message : undefined;
  if (typeof message !== 'string' || !wanted.test(message)) broken(`message ${shown(message)}`, wanted.source);
}
