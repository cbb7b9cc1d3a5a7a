import type { ClauseGroup } from '../clause.ts';
import type { Exchange } from '../client.ts';
import { broken, described, expectStatus, isObject, isSuccess, notApplicable, shown } from '../expect.ts';
import { reached } from './access.ts';
import type { ProviderSubject } from './subject.ts';

export const templates: ClauseGroup<ProviderSubject> = {
  title: 'Templates and jobs',
  docs: 'docs/check-your-server.md#provider-templates-and-jobs',
  clauses: [
    {
      id: 'P40',
      title: 'GET /interview-templates is answered 200 with a list called "interview_templates"',
      why: 'A recruiter chooses one of them for each job.',
      async check({ templates }) {
        const answer = await reached(templates);
        if ([401, 403].includes(answer.status)) notApplicable('The token is not accepted, see P02');
        expectStatus(answer, 200);
        if (!isObject(answer.json) || !Array.isArray(answer.json.interview_templates)) {
          broken(described(answer), '{"interview_templates": [{"id", "name"}]}');
        }
      },
    },
    {
      id: 'P41',
      title: 'There is at least one template',
      why: 'A recruiter who sees an empty list takes the integration for broken.',
      async check({ templates }) {
        const answer = await templates();
        if (rowsOf(answer, 'interview_templates').length === 0) broken(described(answer), 'at least one template');
      },
    },
    {
      id: 'P42',
      title: 'Every template has an id and a name, both texts that are not empty',
      why: 'Workable stores the id as text and shows the name.',
      async check({ templates }) {
        expectNamed(rowsOf(await templates(), 'interview_templates'));
      },
    },
    {
      id: 'P43',
      title: 'No id stands in the list twice',
      why: 'A create could mean either of the two.',
      async check({ templates }) {
        const ids = idsOf(await templates());
        const twice = ids.find((id, at) => ids.indexOf(id) !== at);
        if (twice !== undefined) broken(`${shown(twice)} twice`, 'ids that differ');
      },
    },
    {
      id: 'P44',
      title: 'The list says the same when it is asked twice',
      why: 'A job in Workable keeps the id that was chosen for it. An id that changes breaks every job that uses it.',
      async check({ templates, call }) {
        const before = idsOf(await templates()).sort();
        const now = idsOf(await call({ path: 'interview-templates' })).sort();
        if (before.join('\n') !== now.join('\n')) broken(`first ${shown(before)}, then ${shown(now)}`, 'the same ids');
      },
    },
    {
      id: 'P45',
      title: 'GET /jobs, where it is served, is answered 200 with a list called "jobs" of ids and names',
      why: 'Workable then lets the recruiter choose one, and sends its id with the create.',
      async check({ templates, call }) {
        await reached(templates);
        const answer = await call({ path: 'jobs' });
        if (answer.status === 404) notApplicable('It is optional, and the server does not serve it');
        expectStatus(answer, 200);
        if (!isObject(answer.json) || !Array.isArray(answer.json.jobs))
          broken(described(answer), '{"jobs": [{"id", "name"}]}');
        expectNamed(answer.json.jobs);
      },
    },
  ],
};

function rowsOf(answer: Exchange, name: string): unknown[] {
  const rows = isSuccess(answer) && isObject(answer.json) ? answer.json[name] : undefined;
  return Array.isArray(rows) ? rows : notApplicable('There is no list, see P40');
}

function idsOf(answer: Exchange): unknown[] {
  return rowsOf(answer, 'interview_templates').map((row) => (isObject(row) ? row.id : undefined));
}

function expectNamed(rows: readonly unknown[]): void {
  for (const row of rows) {
    const isNamed = isObject(row) && [row.id, row.name].every((text) => typeof text === 'string' && text.trim() !== '');
    if (!isNamed) broken(shown(row), '{"id": "1", "name": "Java interview"}');
  }
}
