import type { ClauseGroup } from '../clause.ts';
import type { Exchange } from '../client.ts';
import { broken, described, expectStatus, isObject, notApplicable, shown } from '../expect.ts';
import { reached } from './access.ts';
import type { ProviderSubject } from './subject.ts';

export const creating: ClauseGroup<ProviderSubject> = {
  title: 'Creating an interview',
  docs: 'docs/check-your-server.md#provider-creating-an-interview',
  clauses: [
    {
      id: 'P50',
      title: 'POST /interviews is answered 201',
      why: 'Workable shows the interview as sent only then.',
      async check({ templates, created }) {
        await reached(templates);
        expectStatus(await created(), 201);
      },
    },
    {
      id: 'P51',
      title: 'The answer has an "interview_id": a text that is not empty',
      why: 'Workable asks for the interview by it. A number becomes another text on its way.',
      async check({ created }) {
        const answer = await created();
        if (answer.status !== 201) notApplicable('It needs a 201, see P50');
        const id = idOf(answer);
        if (typeof id !== 'string' || id === '') broken(described(answer), '{"interview_id": "2044922"}');
      },
    },
    {
      id: 'P52',
      title: 'The same create again is answered 201 with the same id',
      why: 'Workable calls again after a lost answer. A second interview would mail the candidate twice.',
      async check({ mainId, mainBody, post }) {
        const id = await mainId();
        const again = await post(await mainBody());
        expectStatus(again, 201);
        if (idOf(again) !== id) broken(`${shown(id)}, then ${shown(idOf(again))}`, 'the same id');
      },
    },
    {
      id: 'P53',
      title: 'Five equal creates at the same time make one interview',
      why: 'Reading first and writing then lets two of them through: the candidate is invited twice.',
      async check({ mainId, createBody, post }) {
        await mainId();
        const body = await createBody({}, 'at-once');
        const answers = await Promise.all(Array.from({ length: 5 }, () => post(body)));
        for (const answer of answers) expectStatus(answer, 201);
        const ids = new Set(answers.map(idOf));
        if (ids.size > 1) broken(`${ids.size} ids: ${shown([...ids])}`, 'one id');
      },
    },
    {
      id: 'P54',
      title: 'The same callback_url for another candidate is answered 409',
      why: 'The result of one person would be shown for another.',
      async check({ mainId, mainBody, person, post }) {
        await mainId();
        expectStatus(await post({ ...(await mainBody()), candidate: person('another-person') }), 409);
      },
    },
    {
      id: 'P55',
      title: 'The same callback_url for another template is answered 409',
      why: 'The candidate would sit the wrong interview.',
      async check({ mainId, mainBody, otherTemplate, post }) {
        await mainId();
        expectStatus(await post({ ...(await mainBody()), interview_template_id: await otherTemplate() }), 409);
      },
    },
    {
      id: 'P56',
      title: 'Another callback_url is another interview',
      why: 'It is the only thing that tells two interviews of a person apart.',
      async check({ mainId, createBody, post }) {
        const id = await mainId();
        const other = await post(await createBody({}, 'another'));
        expectStatus(other, 201);
        if (idOf(other) === id) broken(`${shown(id)} for both`, 'an id of its own');
      },
    },
    {
      id: 'P57',
      title: 'Optional fields may be null: job_id, job_title, phone, the last name, preferences',
      why: 'Workable sends null for what it does not know.',
      async check(subject) {
        const { person } = subject;
        const candidate = { ...person('nulls'), last_name: null, phone: null };
        await accepts(subject, 'nulls', { candidate, job_id: null, job_title: null, preferences: null });
      },
    },
    {
      id: 'P58',
      title: 'Optional fields may be absent',
      why: 'An account without jobs sends no job_id, and not every candidate has a phone.',
      async check(subject) {
        await accepts(subject, 'absent', { job_title: undefined });
      },
    },
    {
      id: 'P59',
      title: 'A candidate may have one name only',
      why: 'Many people do; such a create must not be refused.',
      async check(subject) {
        await accepts(subject, 'one-name', { candidate: { ...subject.person('one-name'), last_name: undefined } });
      },
    },
    {
      id: 'P60',
      title: 'Names may be of any script, with quotes, apostrophes and emoji',
      why: 'Candidates are called so. A name that breaks a query refuses a person, or worse.',
      async check(subject) {
        const names = { first_name: 'Zoë "Kit" 李小龙 🙂', last_name: "O’Brien-D'Arcy محمد; --" };
        await accepts(subject, 'scripts', { candidate: { ...subject.person('scripts'), ...names } });
      },
    },
    {
      id: 'P61',
      title: 'A phone number is free text',
      why: 'Workable sends what the candidate typed, such as "(785)991-6256".',
      async check(subject) {
        await accepts(subject, 'phone', { candidate: { ...subject.person('phone'), phone: '(785)991-6256 ext. 2' } });
      },
    },
    {
      id: 'P62',
      title: 'preferences may hold any keys and values',
      why: 'They are agreed with each customer, and passed on as they are.',
      async check(subject) {
        await accepts(subject, 'preferences', { preferences: { language: 'de', 'Zweite Runde': true } });
      },
    },
    {
      id: 'P63',
      title: 'Unknown fields are ignored',
      why: 'Workable’s contract grows. A server that refuses what it does not know stops on the day of an update.',
      async check(subject) {
        const candidate = { ...subject.person('unknown'), pronouns: 'they' };
        await accepts(subject, 'unknown', { candidate, not_in_the_contract: { any: ['thing'] } });
      },
    },
  ],
};

async function accepts(
  { mainId, createBody, post }: ProviderSubject,
  tag: string,
  changes: Record<string, unknown>,
): Promise<void> {
  await mainId();
  expectStatus(await post(await createBody(changes, tag)), 201);
}

function idOf({ json }: Exchange): unknown {
  return isObject(json) ? json.interview_id : undefined;
}
