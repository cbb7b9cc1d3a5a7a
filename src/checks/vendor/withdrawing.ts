import type { ClauseGroup } from '../clause.ts';
import {
  broken,
  described,
  expectMessage,
  expectStatus,
  isObject,
  isSuccess,
  notApplicable,
  shown,
} from '../expect.ts';
import type { VendorSubject } from './subject.ts';

/** DELETE is optional: where it is not served, none of this applies. */
export const withdrawing: ClauseGroup<VendorSubject> = {
  title: 'Withdrawing',
  docs: 'docs/vendor-contract.md#calls',
  clauses: [
    {
      id: 'V100',
      title: 'DELETE of an open interview is answered 204',
      why: 'It is called when an operator cancels an interview or forgets a person, and when an interview expires. After anything else the link counts as one that still works.',
      async check({ withdrawn }) {
        expectStatus((await withdrawn()).answer, 204);
      },
    },
    {
      id: 'V101',
      title: 'A withdrawn interview is then cancelled, or unknown (404)',
      why: 'Otherwise a candidate who was withdrawn is still interviewed, and the bridge keeps asking.',
      async check({ withdrawn, get }) {
        const { id, answer } = await withdrawn();
        if (!isSuccess(answer)) notApplicable('It needs a DELETE that was accepted, see V100');
        const after = await get(id);
        if (after.status === 404) return;
        expectStatus(after, 200, 404);
        const status = isObject(after.json) ? after.json.status : undefined;
        if (status !== 'cancelled') broken(`status ${shown(status)}`, '"cancelled", or a 404');
      },
    },
    {
      id: 'V102',
      title: 'DELETE again is answered 204',
      why: 'After a lost answer the bridge calls again. An error would be reported as a link that still works.',
      async check({ withdrawn, withdraw }) {
        const { id, answer } = await withdrawn();
        if (!isSuccess(answer)) notApplicable('It needs a DELETE that was accepted, see V100');
        expectStatus(await withdraw(id), 204);
      },
    },
    {
      id: 'V103',
      title: 'DELETE of an unknown id is answered 204',
      why: 'What you have forgotten already is withdrawn as well as it can be.',
      async check({ withdrawn, withdraw, newId }) {
        await withdrawn();
        expectStatus(await withdraw(newId()), 204);
      },
    },
    {
      id: 'V104',
      title: 'DELETE of a completed interview is answered 409 and the result stays, or 204 and it is gone',
      why: 'The bridge has to know which: a result that vanishes while it is being read looks like a fault.',
      async check({ withdrawn, asked, watched, mainId, withdraw, get }) {
        await withdrawn();
        await asked();
        const last = (await watched()).states.at(-1);
        if (last?.status !== 'completed') notApplicable('The interview was not completed; take it within --wait');
        const answer = await withdraw(mainId);
        expectStatus(answer, 204, 409);
        const after = await get(mainId);
        const status = isObject(after.json) ? after.json.status : undefined;
        if (answer.status === 409 && status !== 'completed') broken(described(after), '"completed", as before');
        if (answer.status === 204 && status === 'completed') broken(described(after), '"cancelled", or a 404');
        if (answer.status === 409) expectMessage(answer);
      },
    },
  ],
};
