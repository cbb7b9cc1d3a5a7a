import { z } from 'zod';
import { addressIn } from '../../../interviews/person.ts';
import { limits } from '../../../limits.ts';
import { named } from '../../actions/named.ts';
import { iso } from '../../iso.ts';
import { eventOf } from '../../queries/history-event.ts';
import { candidateOf, openViews } from '../../queries/interview-view.ts';
import { kindOf, listInterviews } from '../../queries/list-interviews.ts';
import { type Searched, searchPerson, searchText } from '../../queries/search.ts';
import { cursorsOf } from '../cursor.ts';
import { endpoint } from '../endpoint.ts';
import { about, accountName, exampleId, givenTime, pageOf, paging, reveal, text } from '../fields.ts';
import { accountsNamed, foundInterview } from '../found.ts';
import type { ApiParts } from '../parts.ts';
import { exampleInterview, Interview, InterviewWithHistory, state } from '../schemas.ts';
import { invalid } from '../validate.ts';

const tag = 'interviews';
const page = pageOf(Interview, [exampleInterview]);
const listed = page.extend({
  unreadable: z
    .array(z.string())
    .meta(about('Ids of interviews that cannot be read: `bridge doctor` may say why.', [exampleId]))
    .optional(),
});

/** As programs see them; with who they are about where that is asked for, which is logged. */
async function shown(parts: ApiParts, found: readonly Searched[], isRevealed: boolean) {
  const view = openViews(parts);
  if (isRevealed && found.length > 0) parts.revealed(found.map(({ record }) => record.id));
  return Promise.all(
    found.map(async ({ record, account }) => ({
      ...(await view(record, account)),
      ...(isRevealed ? { candidate: candidateOf(record) } : {}),
    })),
  );
}

const listEndpoint = endpoint({
  id: 'listInterviews',
  method: 'GET',
  path: '/interviews',
  tag,
  summary: 'List interviews, newest first',
  description: `A page ends after ${limits.apiPageReads} interviews have been looked at, however few of them match: go on while there is a \`next_cursor\`. With \`state=failed\` the order, and \`since\`, are by when the delivery failed.`,
  query: z.object({
    account: accountName('Only of this account.').optional(),
    state: state.optional(),
    job: text('Only for this job: its id or its title.', 'Operations Manager').optional(),
    template: text('Only of this template, by its id.', 'support').optional(),
    since: givenTime('Only those created since.').optional(),
    ...paging,
    reveal,
  }),
  answers: { 200: { description: 'A page of them.', schema: listed } },
}).handledBy(async (parts, { query }) => {
  const { limit, cursor, reveal: isRevealed, ...filters } = query;
  const cursors = cursorsOf(`interviews ${kindOf(filters.state)}`, filters);
  const asked = { ...filters, accounts: accountsNamed(parts, filters.account, 'query parameter'), limit };
  const { found, unreadable, last } = await listInterviews(parts, { ...asked, after: cursors.read(cursor) });
  const items = await shown(parts, found, isRevealed);
  const next = last ? { next_cursor: cursors.write(last) } : {};
  return { status: 200, body: { items, ...(unreadable.length > 0 ? { unreadable } : {}), ...next } };
});

const searchEndpoint = endpoint({
  id: 'searchInterviews',
  method: 'POST',
  path: '/interviews/search',
  tag,
  summary: 'Find the interviews of a person, or those that an id or a link names',
  description: `Exact; the newest ${limits.interviewsFound} at most. What is searched for is not logged.`,
  query: z.object({ reveal }),
  body: z
    .strictObject({
      email: text('Of the candidate, in any spelling.', 'ana@example.test').max(limits.emailCharacters).optional(),
      text: text(
        "An interview's id, the vendor's id of the invitation or of an attempt, a callback URL, or a link to the report or for the candidate.",
        exampleId,
      )
        .min(1)
        .max(limits.reportLinkCharacters)
        .optional(),
    })
    .meta(about('Either of the two.', { email: 'ana@example.test' }, { text: exampleId })),
  answers: { 200: { description: 'Those that were found.', schema: page } },
  isRead: true,
}).handledBy(async (parts, { query, body }) => {
  return { status: 200, body: { items: await shown(parts, await search(parts, body), query.reveal) } };
});

function search(parts: ApiParts, body: { email?: string | undefined; text?: string | undefined }): Promise<Searched[]> {
  if ((body.email === undefined) === (body.text === undefined)) {
    throw invalid('Invalid field: the body should have either email or text');
  }
  if (body.text !== undefined) return searchText(parts, body.text.trim());
  const email = addressIn(body.email ?? '');
  if (email === undefined) throw invalid('Invalid field: email should be an e-mail address');
  return searchPerson(parts, email);
}

const readEndpoint = endpoint({
  id: 'getInterview',
  method: 'GET',
  path: '/interviews/{id}',
  tag,
  summary: 'Read an interview with its history',
  params: z.object({ id: text('Of the interview.', exampleId) }),
  query: z.object({ reveal }),
  answers: { 200: { description: 'All that is known of it.', schema: InterviewWithHistory } },
  errors: { 404: 'There is no such interview.' },
}).handledBy(async (parts, { params, query }) => {
  const found = foundInterview(params.id, await named(parts, params.id));
  const [interview] = await shown(parts, [found], query.reveal);
  const history = found.record.history.map(({ at, text: line }) => ({
    at: iso(at),
    event: eventOf(line),
    text: line,
  }));
  return { status: 200, body: { ...(interview as NonNullable<typeof interview>), history } };
});

export const interviewEndpoints = [listEndpoint, searchEndpoint, readEndpoint];
