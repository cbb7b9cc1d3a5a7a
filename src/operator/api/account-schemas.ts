import { z } from 'zod';
import type { StoredAccount } from '../../accounts/managed.ts';
import { Failure } from '../../errors.ts';
import { shortenedSettings } from '../../settings/shown.ts';
import { iso } from '../iso.ts';
import {
  type AccountView,
  addressesOf,
  type FirstCalls,
  managedView,
  providerTokenView,
  viewsOfName,
} from '../queries/accounts.ts';
import { etagOf, etagOfVersion } from './etag.ts';
import { about, accountName, moment, text } from './fields.ts';
import { quoting, shortened } from './found.ts';
import type { ApiParts } from './parts.ts';

export const tag = 'accounts';
export const Name = accountName('1 to 32 of `a-z 0-9 -`, beginning with a letter or digit.');
export const params = z.object({ name: accountName('Of the account.') });

const Shown = z.union([
  z.string(),
  z.object({
    set: z.literal(true),
    ends: text('The last characters of a secret, or, in a list, of a long text.', '…1f3a'),
  }),
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
    .enum(['active', 'paused', 'removing', 'shadowed', 'unusable'])
    .meta(
      about(
        '`shadowed`: an account of this name is configured, so this one is not used. `unusable`: `errors` say why.',
        'active',
      ),
    ),
  vendor: text('The value of `VENDOR`.', 'http'),
  settings: z.record(z.string(), Shown).meta(about('What is set, by name; defaults are left out.', exampleSettings)),
  provider_tokens: z.array(Token).meta(about('Those that the bridge made and that are valid.', [tokenExample])),
  errors: z
    .array(z.string())
    .optional()
    .meta(
      about(
        'Why it cannot be used: its settings are wrong for this version or this environment, a configured account has one of its secrets, or no key of DATA_KEY decrypts it.',
        ['X is not a setting of an account'],
      ),
    ),
  missing: z
    .array(z.string())
    .optional()
    .meta(
      about('What it still lacks.', [
        'it has no provider token: requests of Workable are refused. See "bridge accounts token"',
      ]),
    ),
  base_url: text('To be entered in Workable; absent where it cannot be used.', 'https://bridge.example').optional(),
  webhook_url: text(
    'To be entered at the vendor; absent where each invitation has an address of its own.',
    'https://bridge.example/webhooks/http',
  ).optional(),
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
export function viewOf(parts: ApiParts, name: string): AccountView {
  const [view] = viewsOfName(parts, name);
  if (view) return view;
  throw new Failure('not-found', `There is no account ${shortened(name)}`, quoting);
}

/** `firstCalls`: absent where they were not read. */
export function accountBody(
  { publicUrl }: Pick<ApiParts, 'publicUrl'>,
  view: AccountView,
  firstCalls?: FirstCalls,
): z.output<typeof Account> {
  const { name, source, state, vendor, settings, providerTokens, errors, missing: lacks, managed } = view;
  const { baseUrl, webhookUrl } = addressesOf(publicUrl, view) ?? {};
  const body = { name, source, state, vendor, settings: { ...settings } };
  return {
    ...body,
    provider_tokens: providerTokens.map((token) => providerTokenView(token, firstCalls)),
    ...(errors.length > 0 ? { errors: [...errors] } : {}),
    ...(lacks.length > 0 ? { missing: [...lacks] } : {}),
    ...(baseUrl === undefined ? {} : { base_url: baseUrl }),
    ...(webhookUrl === undefined ? {} : { webhook_url: webhookUrl }),
    ...(managed ? { created_at: iso(managed.createdAt) } : {}),
    etag: managed ? etagOfVersion(managed.version) : etagOf(body),
  };
}

export function listedBody(parts: Pick<ApiParts, 'publicUrl'>, view: AccountView): z.output<typeof Account> {
  return { ...accountBody(parts, view), settings: shortenedSettings(view.settings) };
}

export function answered<Status extends 200 | 202>(parts: ApiParts, status: Status, stored: StoredAccount) {
  const body = accountBody(parts, managedView(parts, stored));
  return { status, headers: { ETag: body.etag }, body };
}

/**
 * The version that the caller has seen; undefined where it does not say. Throws Failure where that is not the current
 * one, or nothing may change.
 */
export function seenVersion(parts: ApiParts, name: string, match: (etag: string) => boolean): number | undefined {
  const { source, errors, managed } = viewOf(parts, name);
  if (!managed) {
    const why = source === 'managed' ? errors.join('; ') : 'change it where it is configured';
    const is = source === 'managed' ? 'cannot be read' : 'is configured';
    throw new Failure('conflict', `The account ${shortened(name)} ${is}: ${why}`, quoting);
  }
  return match(etagOfVersion(managed.version)) ? managed.version : undefined;
}
