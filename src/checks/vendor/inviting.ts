import type { ClauseGroup } from '../clause.ts';
import type { Exchange } from '../client.ts';
import { broken, described, expectObject, expectStatus, isObject, isSuccess, shown } from '../expect.ts';
import { isWebAddress } from '../web-address.ts';
import type { VendorSubject } from './subject.ts';

export const inviting: ClauseGroup<VendorSubject> = {
  title: 'Inviting',
  docs: 'docs/vendor-contract.md#calls',
  clauses: [
    {
      id: 'V20',
      title: 'PUT /interviews/{id} is answered 201, or 200',
      why: 'Workable is told of a new interview only once you have accepted the candidate.',
      async check({ template, invited }) {
        await template();
        expectStatus(await invited(), 200, 201);
      },
    },
    {
      id: 'V21',
      title: 'The answer says who mails the candidate: "invited_by" is "vendor" or "bridge"',
      why: 'Otherwise no one does, or both do. The bridge takes such an answer for none and calls again.',
      async check({ mustBeInvited }) {
        const answer = await mustBeInvited();
        const { invited_by } = expectObject(answer);
        if (invited_by !== 'vendor' && invited_by !== 'bridge') {
          broken(described(answer), '{"invited_by": "vendor"} or {"invited_by": "bridge", "link": "https://…"}');
        }
      },
    },
    {
      id: 'V22',
      title:
        'The link leads the candidate to the interview: an https address, and always there where the bridge mails it',
      why: 'The bridge cannot mail a candidate a link that it does not have, and browsers warn of plain http.',
      async check({ mustBeInvited }) {
        const answer = await mustBeInvited();
        const { invited_by, link } = expectObject(answer);
        if ((link === undefined || link === null) && invited_by !== 'bridge') return;
        if (!isWebAddress(link)) broken(described(answer), 'a "link" that is an https address');
      },
    },
    {
      id: 'V23',
      title: 'The same PUT again gives the same answer',
      why: 'After a lost answer the bridge calls again. A second link would make the first one, already mailed, a dead end.',
      async check({ mustBeInvited, mainId, invitation, put }) {
        const first = await mustBeInvited();
        const again = await put(mainId, await invitation());
        expectStatus(again, 200, 201);
        expectSameAnswer(first, again);
      },
    },
    {
      id: 'V24',
      title: 'Only the first PUT is answered 201; a repeated one 200',
      why: 'A second 201 says that the candidate was invited a second time, and probably mailed.',
      async check({ mustBeInvited, mainId, invitation, put }) {
        await mustBeInvited();
        expectStatus(await put(mainId, await invitation()), 200);
      },
    },
    {
      id: 'V25',
      title: 'Five equal PUTs at the same time make one interview',
      why: 'Reading first and writing then lets two of them through: the candidate gets two mails and two links.',
      async check({ mustBeInvited, newId, invitation, person, put }) {
        await mustBeInvited();
        const id = newId();
        const body = await invitation({ candidate: person('at-once') });
        const answers = await Promise.all(Array.from({ length: 5 }, () => put(id, body)));
        for (const answer of answers) expectStatus(answer, 200, 201);
        const created = answers.filter(({ status }) => status === 201).length;
        if (created > 1) broken(`${created} answers 201`, 'one 201 at most, the others 200');
        for (const answer of answers.slice(1)) expectSameAnswer(answers[0] as Exchange, answer);
      },
    },
    {
      id: 'V26',
      title: 'Template and e-mail alone make a PUT the same: a new job title, name or time does not',
      why: 'A recruiter may rename the job between two calls. A server that compares the whole body answers 409 for ever.',
      async check({ inviteAnother, put }) {
        const { id, body, answer } = await inviteAnother('renamed');
        const candidate = { ...body.candidate, first_name: 'Other', phone: '030 1234' };
        const expires_at = new Date(Date.parse(body.expires_at) + 60_000).toISOString();
        const again = await put(id, { ...body, candidate, expires_at, job_title: 'Another title' });
        expectStatus(again, 200, 201);
        expectSameAnswer(answer, again);
      },
    },
    {
      id: 'V27',
      title: 'The same id for another e-mail is answered 409',
      why: 'One person would be interviewed in the place of another, and the result reported about the wrong one.',
      async check({ mustBeInvited, mainId, invitation, person, put }) {
        await mustBeInvited();
        expectStatus(await put(mainId, await invitation({ candidate: person('another-person') })), 409);
      },
    },
    {
      id: 'V28',
      title: 'The same id for another template is answered 409',
      why: 'The candidate would sit the wrong interview.',
      async check({ mustBeInvited, otherTemplate, mainId, invitation, put }) {
        await mustBeInvited();
        expectStatus(await put(mainId, await invitation({ template_id: await otherTemplate() })), 409);
      },
    },
    {
      id: 'V29',
      title: 'After a 409 the first invitation stands',
      why: 'A server that stores before it compares has lost the person who was invited.',
      async check({ inviteAnother, invitation, person, put }) {
        const { id, body, answer } = await inviteAnother('stands');
        await put(id, await invitation({ candidate: person('intruder') }));
        const again = await put(id, body);
        expectStatus(again, 200, 201);
        expectSameAnswer(answer, again);
      },
    },
    {
      id: 'V30',
      title: 'Two ids for the same person are two interviews',
      why: 'People apply for two jobs, and again next year. The id alone says which interview is meant.',
      async check({ inviteAnother, newId, put, get, canAsk }) {
        const { id, body, answer } = await inviteAnother('two-jobs');
        const second = newId();
        const other = await put(second, body);
        expectStatus(other, 200, 201);
        for (const each of canAsk ? [id, second] : []) expectStatus(await get(each), 200);
        const [link, otherLink] = [answer, other].map(({ json }) => (isObject(json) ? json.link : undefined));
        if (link && link === otherLink) broken(`the link ${shown(link)} for both`, 'a link for each of them');
      },
    },
  ],
};

function expectSameAnswer(first: Exchange, again: Exchange): void {
  for (const name of ['invited_by', 'link']) {
    const [before, now] = [first, again].map(({ json }) => (isObject(json) ? (json[name] ?? undefined) : undefined));
    if (before !== now) broken(`${shown(name)} first ${shown(before)}, then ${shown(now)}`, 'the same answer');
  }
  if (!isSuccess(again)) broken(described(again), 'the same answer');
}
