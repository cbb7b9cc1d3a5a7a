import type { ClauseGroup } from '../clause.ts';
import { broken, expectMessage, expectObject, expectStatus, isSuccess, notApplicable, shown } from '../expect.ts';
import { factsOf, statesOf } from './seen.ts';
import type { VendorSubject } from './subject.ts';
import { finalWords } from './watch.ts';

export const asking: ClauseGroup<VendorSubject> = {
  title: 'Asking',
  docs: 'docs/vendor-contract.md#an-interview',
  clauses: [
    {
      id: 'V50',
      title: 'GET /interviews/{id} is answered 200 with an object, as soon as the PUT is answered',
      why: 'What GET says is the truth for the bridge. A copy that lags behind makes it think that no one was invited.',
      async check({ asked }) {
        const answer = await asked();
        expectStatus(answer, 200);
        expectObject(answer);
      },
    },
    {
      id: 'V51',
      title: 'GET of an unknown id is answered 404',
      why: 'After a lost answer the bridge asks whether the candidate was invited. Any other status leaves that open.',
      async check({ templates, isKnownBefore }) {
        if (!isSuccess(await templates())) notApplicable('The server does not answer, see V01 and V02');
        expectStatus(await isKnownBefore(), 404);
      },
    },
    {
      id: 'V52',
      title: 'That 404 has a message in JSON',
      why: 'It tells the answer of your server from that of a proxy before it, which knows nothing of interviews.',
      async check({ isKnownBefore }) {
        const answer = await isKnownBefore();
        if (answer.status !== 404) notApplicable('It needs a 404, see V51');
        expectMessage(answer);
      },
    },
    {
      id: 'V53',
      title: 'A fresh interview is invited or scheduled',
      why: 'An interview that counts as started before its candidate came is taken for abandoned later on.',
      async check({ asked }) {
        const answer = await asked();
        if (!isSuccess(answer)) notApplicable('It needs the interview, see V50');
        const { status } = expectObject(answer);
        if (status === undefined) notApplicable('It says no status, see V60');
        if (finalWords.includes(status) || status === 'processing') {
          broken(`status ${shown(status)} right after the invitation`, '"invited" or "scheduled"');
        }
      },
    },
    {
      id: 'V54',
      title: 'Asked twice without an event between, an interview is the same',
      why: 'The bridge sends Workable every difference. Values that come and go make a new result of each poll.',
      async check({ inviteAnother, get }) {
        const { id } = await inviteAnother('asked-twice');
        const [first, second] = [await get(id), await get(id)];
        if (!isSuccess(first)) notApplicable('It needs the interview, see V50');
        const [before, now] = [expectObject(first), expectObject(second)];
        const names = new Set([...Object.keys(before), ...Object.keys(now)]);
        const changed = [...names].find((name) => shown(before[name] ?? null) !== shown(now[name] ?? null));
        if (changed !== undefined) {
          broken(`${shown(changed)} first ${shown(before[changed])}, then ${shown(now[changed])}`, 'the same value');
        }
      },
    },
    {
      id: 'V55',
      title: 'A finished interview stays finished',
      why: 'A result is never taken back: the bridge ignores an interview that is open again, and Workable keeps the result.',
      async check(subject) {
        const states = await statesOf(subject);
        const at = states.findIndex(({ status }) => status === 'completed');
        if (at < 0) notApplicable('The interview was not completed; take it within --wait');
        const later = states.slice(at).find(({ status }) => status !== 'completed');
        if (later) broken(`"completed", then ${shown(later.status)}`, '"completed" for good');
      },
    },
    {
      id: 'V56',
      title: 'A vendor that is still scoring says "processing", not "completed"',
      why: '"completed" is reported at once. Without the score the recruiter first sees a result that has none.',
      async check(subject) {
        const states = (await statesOf(subject)).filter(({ status }) => status === 'completed');
        if (states.length === 0) notApplicable('The interview was not completed; take it within --wait');
        const isEarly = !states[0]?.score && states.some(({ score }) => score);
        if (isEarly) broken('"completed" without a score, and later with one', '"processing" until there is a score');
      },
    },
    {
      id: 'V57',
      title: 'Every answer holds the whole interview: nothing that was said is missing later',
      why: 'A field that is absent takes back what was said before, also in Workable.',
      async check(subject) {
        const states = (await statesOf(subject)).filter(({ status }) => status === 'completed');
        if (states.length < 2) notApplicable('The kit did not see the interview change after its end');
        const [before = {}, now = {}] = states.slice(-2);
        const lost = Object.keys(before).find((name) => before[name] !== null && (now[name] ?? null) === null);
        if (lost !== undefined) broken(`${shown(lost)} was ${shown(before[lost])} and is gone`, 'the whole interview');
      },
    },
    {
      id: 'V58',
      title: 'The interview named by --interview is found',
      why: 'The clauses about the fields of a result read it.',
      async check({ finished }) {
        if (!finished) notApplicable('No interview is named (--interview)');
        expectStatus(await finished(), 200);
      },
    },
    {
      id: 'V59',
      title: 'All fields are at the top of the answer',
      why: 'The bridge does not look into a wrapper such as "data": it would find an interview without a status.',
      async check(subject) {
        for (const { fields, from } of await factsOf(subject)) {
          const wrapper = ['data', 'interview', 'result'].find((name) => fields[name] && fields.status === undefined);
          if (wrapper) broken(`${from}: everything within ${shown(wrapper)}`, '{"status": …} at the top');
        }
      },
    },
  ],
};
