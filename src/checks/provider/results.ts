import { z } from 'zod';
import type { Clause, ClauseGroup } from '../clause.ts';
import { broken, described, type Fields, isObject, notApplicable, shown } from '../expect.ts';
import { isWebAddress } from '../web-address.ts';
import { cameTo } from './calling.ts';
import { faultIn, nullIn, textsIn } from './payload.ts';
import type { ProviderSubject } from './subject.ts';

/** Fields below "interview". */
const interviewFields = [
  {
    id: 'P93',
    field: 'score',
    schema: z.string('a text, such as "78"').min(1, 'a text, such as "78"'),
    why: 'Workable’s field is a text; a number may be refused.',
  },
  {
    id: 'P94',
    field: 'grade',
    schema: z.enum(['failed', 'passed', 'excelled'], '"failed", "passed" or "excelled"'),
    why: 'They become no, yes and definitely yes. Any other word is lost.',
  },
  { id: 'P95', field: 'summary', schema: z.string('a text'), why: 'It is shown to the recruiter as it is.' },
  {
    id: 'P96',
    field: 'duration',
    schema: z.string('a text, HH:MM:SS').regex(/^\d{2,}:[0-5]\d:[0-5]\d$/, 'HH:MM:SS, such as "01:01:17"'),
    why: 'It is shown as it is.',
  },
] as const;

export const results: ClauseGroup<ProviderSubject> = {
  title: 'The result',
  docs: 'docs/check-your-server.md#provider-the-result',
  clauses: [
    {
      id: 'P90',
      title: 'The status of a callback is completed, declined (or rejected) or expired',
      why: 'Workable knows no other end; "pending" is where every interview begins.',
      async check(subject) {
        for (const { status } of await bodiesOf(subject)) {
          if (!['completed', 'declined', 'rejected', 'expired'].includes(String(status))) {
            broken(`status ${shown(status)}`, '"completed", "declined" or "expired"');
          }
        }
      },
    },
    {
      id: 'P91',
      title: 'A completed one has a results_url: an https address',
      why: 'It is mandatory, and all that a recruiter can open.',
      async check(subject) {
        for (const { results_url } of await completedOf(subject)) {
          if (!isWebAddress(results_url)) broken(`results_url ${shown(results_url)}`, 'an https address');
        }
      },
    },
    {
      id: 'P92',
      title: 'Nothing in it is null',
      why: 'The contract knows fields that are absent, and none that are null.',
      async check(subject) {
        for (const body of await bodiesOf(subject)) {
          const path = nullIn(body, '');
          if (path !== undefined) broken(`${path} is null`, 'no such field');
        }
      },
    },
    ...interviewFields.map(({ id, field, schema, why }): Clause<ProviderSubject> => {
      return {
        id,
        title: `interview.${field}, if any, is as the contract says`,
        why,
        async check(subject) {
          const given = (await interviewsOf(subject)).filter((interview) => interview[field] !== undefined);
          if (given.length === 0) notApplicable(`No result had a ${field}`);
          for (const interview of given) {
            const issue = schema.safeParse(interview[field]).error?.issues[0];
            if (issue) broken(`interview.${field} is ${shown(interview[field])}`, issue.message);
          }
        },
      };
    }),
    {
      id: 'P97',
      title: 'interview.details, if any, has two levels at most and no lists',
      why: 'Workable shows it almost as it is; anything deeper cannot be shown.',
      async check(subject) {
        for (const details of await detailsOf(subject)) {
          const fault = isObject(details) ? faultIn(details, 1, 'details') : `details is ${shown(details)}`;
          if (fault !== undefined) broken(fault, 'an object of texts, numbers and objects of those');
        }
      },
    },
    {
      id: 'P98',
      title: 'Dates within details are ISO 8601',
      why: '03/04/2026 is the third of April or the fourth of March.',
      async check(subject) {
        const texts = (await detailsOf(subject)).flatMap((details) => textsIn(details));
        const date = texts.find((text) => /^\d{1,2}[./-]\d{1,2}[./-]\d{4}\b/.test(text.trim()));
        if (date !== undefined) broken(shown(date), 'a date such as 2026-11-28');
      },
    },
    {
      id: 'P99',
      title: 'attachments, if any, is a list of descriptions and https addresses',
      why: 'Workable fetches each of them, and names it by its description.',
      async check(subject) {
        for (const attachment of await attachmentsOf(subject)) {
          const isRight =
            isObject(attachment) && typeof attachment.description === 'string' && isWebAddress(attachment.url);
          if (!isRight) broken(shown(attachment), '{"description": "Interview Report", "url": "https://…"}');
        }
      },
    },
    {
      id: 'P100',
      title: 'An attachment is a PDF that opens without a token',
      why: 'Workable fetches it without one, and takes nothing but PDF.',
      async check(subject) {
        for (const attachment of await attachmentsOf(subject)) {
          const url = isObject(attachment) ? attachment.url : undefined;
          if (!isWebAddress(url)) notApplicable('It needs an address, see P99');
          const answer = await subject.fetchPublic(url);
          if (answer.bytes.subarray(0, 5).toString('latin1') !== '%PDF-') {
            broken(
              `${shown(url)}: ${answer.trouble ?? answer.status}, ${answer.headers['content-type'] ?? 'no type'}`,
              'a body that begins with %PDF-',
            );
          }
        }
      },
    },
    {
      id: 'P101',
      title: 'The results_url leads to a page',
      why: 'A recruiter clicks it on the day of the result.',
      async check(subject) {
        const [body] = await completedOf(subject);
        if (!isWebAddress(body?.results_url)) notApplicable('It needs an address, see P91');
        const page = await subject.fetchPublic(body.results_url);
        // A page to log in at is allowed here: 401 and 403 as well as redirects.
        const isThere = page.trouble === undefined && page.status < 500 && ![404, 410].includes(page.status);
        if (!isThere) broken(described(page), 'a page');
      },
    },
  ],
};

async function bodiesOf(subject: ProviderSubject): Promise<readonly Fields[]> {
  const { bodies } = await cameTo(subject);
  return bodies.length > 0 ? bodies : notApplicable('It needs a body, see P81');
}

async function completedOf(subject: ProviderSubject): Promise<readonly Fields[]> {
  const completed = (await bodiesOf(subject)).filter(({ status }) => status === 'completed');
  return completed.length > 0 ? completed : notApplicable('The interview was not completed');
}

async function interviewsOf(subject: ProviderSubject): Promise<readonly Fields[]> {
  return (await bodiesOf(subject)).map(({ interview }) => interview).filter(isObject);
}

async function detailsOf(subject: ProviderSubject): Promise<readonly unknown[]> {
  const details = (await interviewsOf(subject)).flatMap(({ details }) => (details === undefined ? [] : [details]));
  return details.length > 0 ? details : notApplicable('No result had details');
}

async function attachmentsOf(subject: ProviderSubject): Promise<readonly unknown[]> {
  const all = (await bodiesOf(subject)).flatMap(({ attachments }) => (attachments === undefined ? [] : [attachments]));
  if (all.length === 0) notApplicable('No result had an attachment');
  return all.flat();
}
