import { z } from 'zod';
import { Failure } from '../../errors.ts';
import { type AccountView, configuredView, type FirstCalls, managedView } from '../queries/account-views.ts';
import { about, accountName, moment, text } from './fields.ts';
import { quoting, shortened } from './found.ts';
import type { ApiParts } from './parts.ts';

export const tag = 'accounts';
export const Name = accountName('1 to 32 of `a-z 0-9 -`, beginning with a letter or digit.');
export const params = z.object({ name: accountName('Of the account.') });

const Shown = z.union([
  z.string(),
  z.object({ set: z.literal(true), ends: text('The last characters of a secret.', '…1f3a') }),
]);

const Token = z.object({
  id: text('Of the token.', 'pt_4u5vXk2mQ9sB'),
  ends: text('Its last characters.', '…x9Qk'),
  created_at: moment('When it was made.'),
  first_used_at: moment(
    'When Workable first called with it, where one account is read; absent as long as it has not.',
  ).optional(),
});

const exampleSettings = {
  VENDOR: 'http',
  VENDOR_URL: 'https://vendor.example',
  VENDOR_TOKEN: { set: true as const, ends: '…1f3a' },
};
const tokenExample = { id: 'pt_4u5vXk2mQ9sB', ends: '…x9Qk', created_at: '2026-01-31T12:00:00.000Z' };

export const Account = z.object({
  name: Name,
  source: z.enum(['environment', 'file', 'managed']).meta(about('Where it comes from.', 'managed')),
  state: z
    .enum(['active', 'paused', 'removing', 'shadowed'])
    .meta(about('`shadowed`: an account of this name is configured, so this one is not used.', 'active')),
  vendor: text('The value of `VENDOR`.', 'http'),
  settings: z.record(z.string(), Shown).meta(about('What is set, by name; defaults are left out.', exampleSettings)),
  provider_tokens: z.array(Token).meta(about('Those that the bridge made and that are valid.', [tokenExample])),
  errors: z
    .array(z.string())
    .optional()
    .meta(
      about('Why it cannot be used as it is stored: another version of the bridge wrote it.', ['X is not a setting']),
    ),
  created_at: moment('When it was made; absent where it is configured.').optional(),
  etag: text('For `If-Match`.', '"12"'),
});

const exampleAccount: z.input<typeof Account> = {
  name: 'acme',
  source: 'managed',
  state: 'active',
  vendor: 'http',
  settings: exampleSettings,
  provider_tokens: [tokenExample],
  created_at: '2026-01-31T12:00:00.000Z',
  etag: '"12"',
};

export const providerToken = text(
  'Shown once: enter it in Workable. The bridge keeps a digest of it and nothing else.',
  'wpt_Zr5c0pJx8s1VqT3uYwKb7nEhLmA2dGfQ9iRoXjCtS4k',
);
export const Created = Account.extend({ provider_token: providerToken.optional() });

export const Page = z.object({
  items: z.array(Account).meta({ description: 'By name.', examples: [[exampleAccount]] }),
  next_cursor: text('Where the next page begins; absent at the end.', 'WyI4ZjNhIiwwLCJhIl0').optional(),
});

const longestValue = 64 * 1024;
const mostSettings = 100;
export const Value = z.union([z.string().max(longestValue), z.number(), z.boolean()], {
  error: 'should be a text, a number, true or false',
});
export const settingsOf = <Each extends z.ZodType>(value: Each, example: object) =>
  z
    .record(z.string().max(100), value)
    .refine((settings) => Object.keys(settings).length <= mostSettings, `should have ${mostSettings} names at most`)
    .meta(about('By the names of docs/settings.md, those of accounts.', example));

export const written = { VENDOR: 'http', VENDOR_URL: 'https://vendor.example', VENDOR_TOKEN: 'a-token' };

export const missing = { 404: 'There is no such account.' };
export const notManaged =
  'It is configured in the environment or in ACCOUNTS_FILE, is being removed, or DATA_KEY is not set.';

/** Throws Failure where there is none of that name. */
export function viewOf(parts: ApiParts, name: string, firstCalls?: FirstCalls): AccountView {
  const { sources } = parts;
  const configured = sources.configured().find((each) => each.name === name);
  if (configured) return configuredView(configured);
  const stored = sources.managed(name);
  if (stored) return managedView(parts, stored, firstCalls);
  throw new Failure('not-found', `There is no account ${shortened(name)}`, quoting);
}

export function answered<Status extends 200 | 202>(status: Status, view: AccountView) {
  return { status, headers: { ETag: view.etag }, body: view };
}
