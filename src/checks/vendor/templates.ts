import { limits } from '../../limits.ts';
import type { ClauseGroup } from '../clause.ts';
import type { Exchange } from '../client.ts';
import { broken, described, expectStatus, type Fields, isObject, isSuccess, notApplicable, shown } from '../expect.ts';
import type { VendorSubject } from './subject.ts';

export const templates: ClauseGroup<VendorSubject> = {
  title: 'Templates',
  docs: 'docs/vendor-contract.md#calls',
  clauses: [
    {
      id: 'V10',
      title: 'GET /templates is answered 200 with a list called "templates"',
      why: 'Recruiters choose from this list; without it the vendor is of no use in Workable.',
      async check({ templates }) {
        const answer = await templates();
        if (answer.trouble !== undefined) notApplicable('The server does not answer, see V01');
        if ([401, 403].includes(answer.status)) notApplicable('The token is not accepted, see V02');
        expectStatus(answer, 200);
        if (!isObject(answer.json) || !Array.isArray(answer.json.templates)) {
          broken(described(answer), '{"templates": [{"id", "name"}]}');
        }
      },
    },
    {
      id: 'V11',
      title: 'There is at least one template',
      why: 'A recruiter who sees an empty list takes the integration for broken.',
      async check({ templates }) {
        const answer = await templates();
        if (rowsOf(answer).length === 0) broken(described(answer), 'at least one template');
      },
    },
    {
      id: 'V12',
      title: 'Every template has an id: a text of 1 to 200 characters, without control characters',
      why: 'The bridge leaves a template without a usable id out, so that no recruiter can choose it.',
      async check({ templates }) {
        for (const row of rowsOf(await templates())) {
          const id = isObject(row) ? row.id : undefined;
          const isUsable = typeof id === 'string' && id.length <= limits.idCharacters && /^[^\p{Cc}]+$/u.test(id);
          if (!isUsable || id.trim() !== id) broken(shown(row), 'an id such as "support"');
        }
      },
    },
    {
      id: 'V13',
      title: 'Every template has a name: a text of 1 to 300 characters on one line',
      why: 'Recruiters see nothing else of it. Without a name they see the id, and of a long name its beginning.',
      async check({ templates }) {
        for (const row of rowsOf(await templates())) {
          const name = isObject(row) ? row.name : undefined;
          const isUsable = typeof name === 'string' && name.trim() !== '' && name.length <= limits.titleCharacters;
          if (!isUsable || /\p{Cc}/u.test(name)) broken(shown(row), 'a name such as "Customer support"');
        }
      },
    },
    {
      id: 'V14',
      title: 'No id stands in the list twice',
      why: 'Of two templates with one id only the last is offered, and invitations may go to the other one.',
      async check({ templates }) {
        const ids = idsOf(await templates());
        const twice = ids.find((id, at) => ids.indexOf(id) !== at);
        if (twice !== undefined) broken(`${shown(twice)} twice`, 'ids that differ');
      },
    },
    {
      id: 'V15',
      title: 'The list is whole: it has no pages',
      why: 'The bridge reads one answer. Templates on a second page cannot be chosen.',
      async check({ templates }) {
        const answer = await templates();
        const rows = rowsOf(answer);
        const sign = signOfPages(answer, rows.length);
        if (sign !== undefined) broken(sign, 'all templates in one answer');
      },
    },
    {
      id: 'V16',
      title: 'The list says the same when it is asked twice',
      why: 'A job in Workable keeps the id that was chosen for it. An id that changes breaks every job that uses it.',
      async check({ templates, call }) {
        const before = idsOf(await templates()).sort();
        const now = idsOf(await call({ path: 'templates' })).sort();
        if (before.join('\n') !== now.join('\n')) broken(`first ${shown(before)}, then ${shown(now)}`, 'the same ids');
      },
    },
  ],
};

function rowsOf(answer: Exchange): unknown[] {
  const rows = isSuccess(answer) && isObject(answer.json) ? answer.json.templates : undefined;
  return Array.isArray(rows) ? rows : notApplicable('There is no list, see V10');
}

function idsOf(answer: Exchange): unknown[] {
  return rowsOf(answer).map((row) => (isObject(row) ? row.id : undefined));
}

/** What tells of further pages, in the words that are usual. */
function signOfPages({ json, headers }: Exchange, count: number): string | undefined {
  if (/rel="?next"?/i.test(headers.link ?? '')) return `the header Link: ${headers.link}`;
  if (!isObject(json)) return undefined;
  const nested = [json.pagination, json.paging, json.meta, json.links].filter(isObject);
  return [json, ...nested].flatMap((fields) => signsIn(fields, count))[0];
}

function signsIn(fields: Fields, count: number): string[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const isNext = /^(next|next_?page|next_?cursor|next_?url|has_?more|has_?next)$/i.test(name) && Boolean(value);
    const isTotal = /^(total|total_?count)$/i.test(name) && typeof value === 'number' && value > count;
    return isNext || isTotal ? [`${shown(name)}: ${shown(value)} beside ${count} templates`] : [];
  });
}
