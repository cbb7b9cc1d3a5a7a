import { changeSettings } from '../../accounts/change-settings.ts';
import { providerTokenDigest } from '../../accounts/managed.ts';
import { asFailure } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { type CheckedToken, checkToken } from '../../operator/actions/check-token.ts';
import type { Words } from '../words.ts';
import type { Taken, Wizard } from './wizard.ts';

/** What the forms of the step do. Throws Failure. */
export async function takeToken(wizard: Wizard, fields: URLSearchParams): Promise<Taken> {
  switch (fields.get('do')) {
    case 'paste':
      return takePasted(wizard, (fields.get('token') ?? '').trim());
    case 'confirm':
      return confirm(wizard, fields.get('company') ?? '', (fields.get('expires') ?? '').trim());
    case 'other':
      await wizard.keep(({ pasted: _, ...link }) => link);
      return { next: '?stages=token' };
    default:
      return { problem: wizard.reading.words.wizard.unknownForm };
  }
}

async function takePasted(wizard: Wizard, token: string): Promise<Taken> {
  const { parts, managed, account, keep, reading } = wizard;
  const { words } = reading;
  if (token === '') return { problem: words.callback.mistakes.empty };
  const digest = providerTokenDigest(token);
  if (managed.providerTokens.some((each) => each.digest === digest)) return { problem: words.token.isProvider };
  const checked: CheckedToken =
    token.length > limits.callbackTokenCharacters
      ? { outcome: 'not_a_token' }
      : await checkToken(parts, managed, token);
  if (checked.outcome !== 'accepted') return { problem: wordsOf(checked, account.vendor.title, words) };
  const { companies } = checked;
  if (companies.length === 0) return { problem: words.token.noCompany };
  await keep((link) => ({ ...link, pasted: { token, companies: companies.slice(0, mostCompanies) } }));
  return { next: '?stages=token' };
}

const mostCompanies = 20;

type Rejected = Exclude<CheckedToken, { outcome: 'accepted' }>;

function wordsOf(checked: Rejected, vendor: string, { token, callback }: Words): string {
  switch (checked.outcome) {
    case 'not_a_token':
      return callback.mistakes['not-a-token'];
    case 'refused':
      return token.refused;
    case 'elsewhere':
      return token.elsewhere(checked.subdomain, vendor);
    case 'lacks_scopes':
      return token.lacks(checked.lacks.join(', '));
  }
}

async function confirm(
  { parts, managed, account, link, keep, reading }: Wizard,
  company: string,
  expires: string,
): Promise<Taken> {
  const { token: words } = reading.words;
  const { pasted } = link;
  const confirmed = pasted?.companies.find(({ subdomain }) => subdomain === company);
  if (!pasted || !confirmed) return { problem: words.chooseCompany };
  if (expires !== '' && !isDate(expires)) return { problem: words.noDate(exampleExpiry(parts.now())) };
  const settings = {
    WORKABLE_API_TOKEN: withOneBefore(pasted.token, managed.settings.WORKABLE_API_TOKEN),
    WORKABLE_SUBDOMAIN: confirmed.subdomain,
    WORKABLE_API_TOKEN_EXPIRES: expires === '' ? null : expires,
  };
  try {
    await changeSettings(parts.manage, managed.name, settings, undefined);
  } catch (error) {
    const { kind } = asFailure(error);
    // Whose it is, is none of this customer's business.
    if (kind === 'conflict') return { problem: words.taken };
    if (kind !== 'invalid-field') throw error;
    return { problem: words.notSaved(account.vendor.title) };
  }
  await keep(({ pasted: _, ...rest }) => rest);
  return { next: '?stages=member', saved: 'token' };
}

/** In a year, as the field sends it: `2027-05-31`. */
export function exampleExpiry(now: number): string {
  return new Date(now + 365 * 86_400_000).toISOString().slice(0, 10);
}

/** Browsers without a field for dates send what was typed. */
function isDate(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return at !== undefined && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** What the one before has signed is still taken. */
function withOneBefore(token: string, known: string | undefined): string {
  const before = known?.split(',')[0]?.trim();
  return before === undefined || before === '' || before === token ? token : `${token},${before}`;
}
