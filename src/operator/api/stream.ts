import type { RefTo } from './components.ts';
import { named } from './schemas.ts';

const example = {
  id: '6-1795944662949-0',
  at: '2026-01-31T12:00:00.000Z',
  account: 'acme',
  event: 'delivery',
  outcome: 'acknowledged',
  interview_id: 'acme_Ey-ttVNKQuqbvZcTOOuHYA',
  detail: '200',
};

const text = (description: string) => ({ type: 'string', description });
const query = (name: string, schema: object, description: string, value: unknown) => ({
  name,
  in: 'query',
  description,
  schema,
  example: value,
});

/** The description of what is no endpoint: a stream of events, or a page of them. */
export function streamPath(refTo: RefTo): object {
  const problem = (description: string) => ({
    description,
    content: { 'application/json': { schema: refTo(named.Problem) } },
  });
  return {
    get: {
      operationId: 'listEvents',
      tags: ['events'],
      summary: 'What happens, as it happens or page by page',
      description:
        'Server-sent events; with `Accept: application/json` a page. The cursor of `after` is the `id:` of the stream, and `Last-Event-ID` equals it. See docs/events.md.',
      parameters: [
        query('after', { type: 'string' }, 'A cursor; 0: from the oldest that is kept. Absent: from now on.', '0'),
        query('account', { type: 'string' }, 'Only of this account.', 'acme'),
        query('limit', { type: 'integer', minimum: 1, maximum: 200 }, 'Of a page.', 100),
      ],
      responses: {
        200: {
          description: 'Events, the oldest first.',
          content: {
            'text/event-stream': { schema: text('`data:` holds an event as JSON.') },
            'application/json': {
              schema: {
                type: 'object',
                required: ['items', 'next_cursor'],
                properties: {
                  items: { type: 'array', description: 'The oldest first.', items: event },
                  next_cursor: text('Where the next page begins.'),
                },
                examples: [{ items: [example], next_cursor: '1.mx1n2ysl..0-0.0-0.0-0.0-0.0-0.0-0.0-0.0-0' }],
              },
            },
          },
        },
        400: problem('Not understood; the message names the query parameter or the header.'),
        401: problem('No token, or another one.'),
        410: problem('The cursor is older than what is kept: begin again with `after=0`.'),
        429: problem('More than 100 requests a second; `Retry-After` says when to come back.'),
        503: problem('Too many listeners; try again after `Retry-After`.'),
      },
    },
  };
}

const event = {
  type: 'object',
  required: ['id', 'at', 'account', 'event', 'outcome'],
  properties: {
    id: text('Unique for ever.'),
    at: { type: 'string', format: 'date-time', description: 'When it happened.' },
    account: text('Whose it is.'),
    event: text('What happened, such as `invitation`.'),
    outcome: text('What came of it.'),
    interview_id: text('The interview, if it is about one.'),
    attempt_id: text("The vendor's id of the attempt, if it is about one."),
    detail: text('A status, or the kind of a failure.'),
  },
};
