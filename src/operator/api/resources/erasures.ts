import { z } from 'zod';
import { addressIn } from '../../../interviews/person.ts';
import { limits } from '../../../limits.ts';
import { type Forgotten, forget } from '../../actions/forget.ts';
import { endpoint } from '../endpoint.ts';
import { about, accountName, count, exampleId, flag, text } from '../fields.ts';
import { invalid } from '../validate.ts';

const Erased = z.object({
  account: accountName('Where it was found.'),
  kind: z.enum(['interview', 'application', 'rejected_webhook']).meta(about('What it is.', 'interview')),
  id: text('Its id.', exampleId),
});

const Trouble = z.object({
  account: accountName('Where it was found.'),
  id: text('Of an interview or a rejected webhook.', exampleId),
  text: text('What to do about it.', 'the vendor did not cancel it'),
});

const eraseEndpoint = endpoint({
  id: 'erasePerson',
  method: 'POST',
  path: '/erasures',
  tag: 'erasures',
  summary: 'List what is stored about a person and, with `dry_run: false`, erase it',
  description: 'In every account. Data that the vendor, Workable and back-ups hold is not reached.',
  body: z
    .strictObject({
      email: text('Of the person, in any spelling.', 'ana@example.test').max(limits.emailCharacters),
      dry_run: flag('Erase nothing.', false).default(true),
    })
    .meta(about('Whom to forget.', { email: 'ana@example.test', dry_run: false })),
  answers: {
    200: {
      description: 'What was, or would be, erased.',
      schema: z.object({
        dry_run: flag('Nothing was erased.', true),
        interviews: count('How many, in all accounts.', 2),
        applications: count('Candidates known through the stage door: how many, in all accounts.', 0),
        rejected_webhooks: count('How many, in all accounts.', 0),
        large_webhooks: count('Large webhooks of which only the head is kept: the rest may have named this person.', 0),
        items: z
          .array(Erased)
          .meta(about(`The first ${limits.erasedListed}.`, [{ account: 'acme', kind: 'interview', id: exampleId }])),
        troubles: z
          .array(Trouble)
          .meta(
            about('What could not be read, or not be cancelled at the vendor.', [
              { account: 'acme', id: exampleId, text: 'its record cannot be read' },
            ]),
          ),
      }),
    },
  },
}).handledBy(async (parts, { body: { email: given, dry_run: isDry } }) => {
  const email = addressIn(given);
  if (email === undefined) throw invalid('Invalid field: email should be an e-mail address');
  const [items, troubles]: [z.input<typeof Erased>[], z.input<typeof Trouble>[]] = [[], []];
  const totals = await forget(parts, email, !isDry, (found) => {
    const { account, id, kind } = found;
    const words = troubleOf(found);
    if (words !== undefined) push(troubles, { account, id, text: words });
    if (kind === 'webhook') push(items, { account, id, kind: 'rejected_webhook' });
    if (kind === 'application') push(items, { account, id, kind });
    if (kind === 'interview' || kind === 'unreadable-interview') push(items, { account, id, kind: 'interview' });
  });
  const { interviews, applications, webhooks, heads } = totals;
  const counts = { interviews, applications, rejected_webhooks: webhooks, large_webhooks: heads };
  return { status: 200, body: { dry_run: isDry, ...counts, items, troubles } };
});

function push<T>(list: T[], item: T): void {
  if (list.length < limits.erasedListed) list.push(item);
}

function troubleOf(found: Forgotten): string | undefined {
  switch (found.kind) {
    case 'unreadable-webhook':
      return `it ${found.problem}; whether it is about this person cannot be determined`;
    case 'unreadable-application':
      return 'it cannot be read; whether it is about this person cannot be determined';
    case 'unreadable-interview':
      return 'its record cannot be read: rejected webhooks that name only its attempts stay';
    case 'not-cancelled':
      return `the vendor did not cancel it: ${found.why}. Cancel it there`;
    default:
      return undefined;
  }
}

export const erasureEndpoints = [eraseEndpoint];
