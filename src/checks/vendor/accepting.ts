import { limits } from '../../limits.ts';
import type { ClauseGroup } from '../clause.ts';
import { broken, described, expectMessage, expectStatus, isRefusal, isSuccess } from '../expect.ts';
import type { Invitation, VendorSubject } from './subject.ts';

export const accepting: ClauseGroup<VendorSubject> = {
  title: 'Accepting what is allowed',
  docs: 'docs/vendor-contract.md#calls',
  clauses: [
    {
      id: 'V40',
      title: 'Names may be of any script, with quotes, apostrophes and emoji',
      why: 'Candidates are called so. A name that breaks a query or a template refuses a person, or worse.',
      async check(subject) {
        await accepts(subject, 'scripts', { first_name: 'Zoë "Kit" 李小龙 🙂', last_name: "O’Brien-D'Arcy محمد; --" });
      },
    },
    {
      id: 'V41',
      title: 'A candidate may have one name only: last_name absent',
      why: 'Many people have one name, and Workable then sends one.',
      async check(subject) {
        await accepts(subject, 'one-name', { first_name: 'Madonna', last_name: undefined });
      },
    },
    {
      id: 'V42',
      title: 'null means absent: last_name, phone and job_title may be null',
      why: 'Both are usual, and the contract allows both.',
      async check(subject) {
        await accepts(subject, 'nulls', { last_name: null, phone: null }, { job_title: null });
      },
    },
    {
      id: 'V43',
      title: 'A phone number is free text',
      why: 'Workable sends what the candidate typed, such as "(785) 991-6256 ext. 2". A server that insists on +1… refuses people.',
      async check(subject) {
        await accepts(subject, 'phone', { phone: '(785) 991-6256 ext. 2' });
      },
    },
    {
      id: 'V44',
      title: 'Unknown fields are ignored',
      why: 'The contract will grow. A server that refuses what it does not know stops on the day of an update.',
      async check(subject) {
        const { first_name } = subject.person();
        await accepts(
          subject,
          'unknown',
          { first_name, pronouns: 'they' },
          { not_in_the_contract: { any: ['thing'] } },
        );
      },
    },
    {
      id: 'V45',
      title: 'Long texts are accepted, or refused in words: never an error of the server',
      why: 'A column that is too short ends in a 500, which the bridge tries again for hours.',
      async check({ mustBeInvited, newId, invitation, person, put }) {
        await mustBeInvited();
        const long = 'Long '.repeat(limits.fieldCharacters / 5).trim();
        const candidate = { ...person('long'), first_name: long, last_name: long };
        const answer = await put(newId(), await invitation({ candidate, job_title: long }));
        if (isSuccess(answer)) return;
        if (!isRefusal(answer)) broken(described(answer), '201, or a 4xx with a message');
        expectMessage(answer);
      },
    },
    {
      id: 'V46',
      title: 'An id has up to 64 characters of A-Z, a-z, 0-9, _ and -',
      why: 'The ids of the bridge are long; a shortened one belongs to no interview.',
      async check({ mustBeInvited, newId, invitation, person, put, get, canAsk }) {
        await mustBeInvited();
        const id = `${newId()}_-_${'Az9'.repeat(20)}`.slice(0, 64);
        const answer = await put(id, await invitation({ candidate: person('long-id') }));
        if (!isSuccess(answer)) broken(described(answer), 'status 201 or 200');
        if (canAsk) expectStatus(await get(id), 200);
      },
    },
    {
      id: 'V47',
      title: 'Capital and small letters of an id differ',
      why: 'Some databases compare without regard to case. Two interviews would become one.',
      async check({ mustBeInvited, newId, invitation, person, put, get }) {
        await mustBeInvited();
        const id = `${newId()}aB`;
        const answer = await put(id, await invitation({ candidate: person('case') }));
        if (!isSuccess(answer)) broken(described(answer), 'status 201 or 200');
        expectStatus(await get(`${id.slice(0, -2)}Ab`), 404);
      },
    },
    {
      id: 'V48',
      title: 'An e-mail may have a plus sign',
      why: 'Many people use one to sort their mail. A "+" that becomes a space makes another address of it.',
      async check(subject) {
        const { email } = subject.person();
        const [local, host] = email.split('@');
        await accepts(subject, 'plus', { email: `${local}+plus.and_more@${host}` });
      },
    },
  ],
};

async function accepts(
  { mustBeInvited, newId, invitation, person, put }: VendorSubject,
  tag: string,
  candidate: Record<string, unknown>,
  changes: Partial<Invitation> = {},
): Promise<void> {
  await mustBeInvited();
  const answer = await put(newId(), await invitation({ candidate: { ...person(tag), ...candidate }, ...changes }));
  expectStatus(answer, 200, 201);
}
