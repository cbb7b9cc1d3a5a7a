import { z } from 'zod';
import { limits } from '../../../limits.ts';
import { defaultRate, enqueue, highestRate } from '../../actions/deliver.ts';
import { dryRunOf, replayable } from '../../queries/replayable.ts';
import { idFieldOf, type Selected } from '../../selected.ts';
import { cursorsOf } from '../cursor.ts';
import { endpoint } from '../endpoint.ts';
import { about, accountName, count, exampleId, flag, givenTime, paging, text } from '../fields.ts';
import { accountsNamed } from '../found.ts';
import type { ApiParts } from '../parts.ts';
import { state } from '../schemas.ts';
import { invalid } from '../validate.ts';
import { exampleApplicationId } from './applications.ts';

const listed = 50;

const body = z
  .strictObject({
    all: flag('All failed deliveries, where no filter is given.', true).optional(),
    account: accountName('Only of this account.').optional(),
    state: state.optional(),
    since: givenTime('Only those that failed since; with another `state`, that were created since.').optional(),
    until: givenTime('Only those before.').optional(),
    rate: z.number().positive().max(highestRate).meta(about('Deliveries per second, of each account.', 10)).optional(),
    dry_run: flag('Only say what each would change.', true).default(false),
    cursor: paging.cursor,
  })
  .meta(about('Failed deliveries, unless `state` says otherwise.', { account: 'acme', dry_run: true }, { all: true }));

const Queue = z.object({
  account: accountName('Whose.'),
  queued: count('How many were queued now.', 41),
  already_queued: count('How many were queued before.', 0),
  waiting: count('How many are queued in all.', 41),
  rate_per_second: z.number().meta(about('At which the workers send them.', 4)),
});

const Change = z.object({
  interview_id: text('Of the interview, where it is one.', exampleId).optional(),
  application_id: text('Of the application, where it is one.', exampleApplicationId).optional(),
  would_send: flag('There is something to send.', true),
  changes: z.array(z.string()).meta(about('What, or why not.', ['interview.score  78 → 82'])),
});

const replayEndpoint = endpoint({
  id: 'replayDeliveries',
  method: 'POST',
  path: '/replays',
  tag: 'replays',
  summary: 'Deliver results and timeline entries again, many at once',
  description: `What Workable already has is not sent. Of applications only those with a failed entry are among them, where \`state\` is absent or \`failed\`. They join a queue, from which the workers send ${defaultRate} a second, or \`rate\`. A call looks at ${limits.replaysOfCall} of them: repeat it with \`cursor\` while there is a \`next_cursor\`.`,
  body,
  answers: {
    200: {
      description: 'What is queued or, of a dry run, what would be sent.',
      schema: z.object({
        dry_run: flag('Nothing was queued.', false),
        looked_at: count('How many match.', 41),
        would_send: count('Of a dry run: how many have something to send.', 41).optional(),
        changes: z
          .array(Change)
          .meta(
            about(`Of a dry run: of the first ${listed}.`, [
              { interview_id: exampleId, would_send: true, changes: ['interview.score  78 → 82'] },
            ]),
          )
          .optional(),
        skipped: count('Workable is up to date.', 0).optional(),
        queues: z
          .array(Queue)
          .meta(
            about('Of the accounts.', [
              { account: 'acme', queued: 41, already_queued: 0, waiting: 41, rate_per_second: 4 },
            ]),
          )
          .optional(),
        next_cursor: text(
          'With this as `cursor` the next call goes on; absent at the end.',
          'WyI4ZjNhIiwxLCJhIl0',
        ).optional(),
      }),
    },
  },
}).handledBy(async (parts, given) => {
  const { cursor, rate, dry_run: isDry, all, ...filters } = given.body;
  if (!all && Object.values(filters).every((each) => each === undefined)) {
    throw invalid('Missing field: all should be true, where there is no account, state, since or until');
  }
  const cursors = cursorsOf('replays', filters);
  const { account: name, ...others } = filters;
  const accounts = accountsNamed(parts, name, 'field');
  const part = replayable(parts, { ...others, accounts }, cursors.read(cursor));
  const body = isDry ? await dryRun(parts, part.chosen) : await queueAll(parts, part.chosen, rate);
  const last = part.last();
  const next = last ? { next_cursor: cursors.write(last) } : {};
  return { status: 200, body: { dry_run: isDry, looked_at: part.count(), ...body, ...next } };
});

async function dryRun(parts: ApiParts, chosen: AsyncIterable<Selected[]>) {
  const { sending, changes } = await dryRunOf(parts, chosen, listed);
  const shown = changes.map(({ id, isSent, text: lines }) => ({
    ...idFieldOf(id),
    would_send: isSent,
    changes: lines,
  }));
  return { would_send: sending, changes: shown };
}

async function queueAll(parts: ApiParts, chosen: AsyncIterable<Selected[]>, rate: number | undefined) {
  const { queues, skipped } = await enqueue(parts, chosen, rate);
  const shown = queues.map(({ account, joined, waited, waiting, ratePerSecond }) => ({
    account,
    queued: joined,
    already_queued: waited,
    waiting,
    rate_per_second: ratePerSecond,
  }));
  return { skipped, queues: shown };
}

export const replayEndpoints = [replayEndpoint];
