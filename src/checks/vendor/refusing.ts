import type { ClauseGroup } from '../clause.ts';
import { broken, described, expectMessage, expectStatus, isRefusal, isSuccess, notApplicable } from '../expect.ts';
import type { VendorSubject } from './subject.ts';

export const refusing: ClauseGroup<VendorSubject> = {
  title: 'Refusing',
  docs: 'docs/vendor-contract.md#refusals',
  clauses: [
    {
      id: 'V31',
      title: 'A PUT for an unknown template is answered 404',
      why: 'Templates are withdrawn while jobs still use them. The recruiter has to see it; a 500 is tried again for hours.',
      async check({ mustBeInvited, newId, invitation, put }) {
        await mustBeInvited();
        expectStatus(await put(newId(), await invitation({ template_id: 'no-such-template' })), 404);
      },
    },
    {
      id: 'V32',
      title: 'A 404 and a 409 have a message',
      why: 'The recruiter reads it in Workable. Without it there is only a number.',
      async check({ mustBeInvited, mainId, newId, invitation, person, put }) {
        await mustBeInvited();
        const unknown = await put(newId(), await invitation({ template_id: 'no-such-template' }));
        if (isRefusal(unknown)) expectMessage(unknown);
        const taken = await put(mainId, await invitation({ candidate: person('another-person') }));
        if (isRefusal(taken)) expectMessage(taken);
        if (!isRefusal(unknown) && !isRefusal(taken)) notApplicable('Neither was refused, see V27 and V31');
      },
    },
    {
      id: 'V33',
      title: 'A candidate that the server does not take is answered 422 (or 400) with a message',
      why: 'The message is shown to the recruiter, who can then correct the address. Any 5xx is tried again for hours.',
      async check({ mustBeInvited, newId, invitation, person, put, refusedEmail }) {
        await mustBeInvited();
        const candidate = { ...person('refused'), email: refusedEmail ?? 'not-an-address' };
        const answer = await put(newId(), await invitation({ candidate }));
        if (isSuccess(answer) && refusedEmail === undefined) {
          notApplicable('The server takes any e-mail; name one that it refuses (--refused-email)');
        }
        if (refusedEmail === undefined) expectStatus(answer, 422, 400);
        else expectStatus(answer, 422);
        expectMessage(answer);
      },
    },
    {
      id: 'V34',
      title: 'A refused PUT leaves no interview behind',
      why: 'The bridge would later be told of an interview to which no one was invited.',
      async check({ mustBeInvited, newId, invitation, put, get }) {
        await mustBeInvited();
        const id = newId();
        const refused = await put(id, await invitation({ template_id: 'no-such-template' }));
        if (!isRefusal(refused)) notApplicable('It needs a refused PUT, see V31');
        expectStatus(await get(id), 404);
      },
    },
    {
      id: 'V35',
      title: 'A body that is not JSON is refused with a 4xx',
      why: 'Such a body comes from a broken proxy. A 500 would be tried again for hours, a 200 would invite no one.',
      async check({ mustBeInvited, newId, put }) {
        await mustBeInvited();
        const answer = await put(newId(), undefined, { rawBody: '{"template_id": ' });
        if (!isRefusal(answer)) broken(described(answer), 'a 4xx');
      },
    },
    {
      id: 'V36',
      title: 'A body without candidate or template is refused with a 4xx',
      why: 'An interview without a candidate can never end.',
      async check({ mustBeInvited, newId, invitation, put }) {
        await mustBeInvited();
        const whole = await invitation();
        for (const missing of ['candidate', 'template_id']) {
          const answer = await put(newId(), { ...whole, [missing]: undefined });
          if (!isRefusal(answer)) broken(`without ${missing}: ${described(answer)}`, 'a 4xx');
        }
      },
    },
  ],
};
