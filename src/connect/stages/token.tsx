import type { VNode } from 'preact';
import { changeSettings } from '../../accounts/change-settings.ts';
import { providerTokenDigest } from '../../accounts/managed.ts';
import { asFailure } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { type CheckedToken, checkToken } from '../../operator/actions/check-token.ts';
import type { Company } from '../../workable/stages/access.ts';
import { Form, Onward, unknownForm } from './form.tsx';
import type { Step, Taken, Wizard } from './wizard.ts';

/** The token is asked about before it is saved: a person confirms whose it is. */
export const tokenStep: Step<Wizard> = {
  title: 'Token',
  isDone: ({ account }) => account.settings.stage !== undefined,
  async show(wizard) {
    const { pasted } = wizard.link;
    return pasted ? <Confirmation wizard={wizard} companies={pasted.companies} /> : <TokenField wizard={wizard} />;
  },
  async take(wizard, fields) {
    switch (fields.get('do')) {
      case 'paste':
        return takePasted(wizard, (fields.get('token') ?? '').trim());
      case 'confirm':
        return confirm(wizard, fields.get('company') ?? '', fields.get('expires') ?? '');
      case 'other':
        await wizard.keep(({ pasted: _, ...link }) => link);
        return { next: '?stages=token' };
      default:
        return { problem: unknownForm };
    }
  },
};

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

function TokenField({ wizard }: { wizard: Wizard }): VNode {
  const { account, record, form } = wizard;
  const { WORKABLE_API_TOKEN: token } = account.settings.shown;
  const { subdomain = record?.subdomain, tokenExpiresAt } = account.settings.stage?.api ?? {};
  return (
    <>
      {typeof token === 'object' && (
        <>
          <p>
            Connected to <bdi>{record?.company ?? subdomain ?? 'Workable'}</bdi> with the token <b>{token.ends}</b>
            {tokenExpiresAt === undefined ? (
              ''
            ) : (
              <>
                , which expires on{' '}
                <time datetime={new Date(tokenExpiresAt).toISOString()}>{day.format(tokenExpiresAt)}</time>
              </>
            )}
            . A new one takes its place; webhooks that the one before has signed are still taken.
          </p>
          <Onward to="?stages=member" text="Go on to step 2" />
          <h3>Another token</h3>
        </>
      )}
      <ol>
        <li>
          As an admin of Workable open <b>Settings</b>, <b>Integrations</b>, <b>Access tokens</b>, and generate a new
          token.
        </li>
        <li>
          Tick the scopes <code>r_jobs</code>, <code>r_candidates</code> and <code>w_candidates</code>.
        </li>
        <li>Workable shows the token once. Paste it here: you see whose it is before anything is saved.</li>
      </ol>
      <Form form={form} does="paste">
        <p class="field">
          <label for="token">API access token of Workable</label>
          <input
            type="text"
            id="token"
            name="token"
            required
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            maxLength={limits.callbackTokenCharacters}
          />
        </p>
        <p>
          <button type="submit" class={token === undefined ? 'main' : ''}>
            Look whose it is
          </button>
        </p>
      </Form>
    </>
  );
}

function Confirmation({ wizard: { form }, companies }: { wizard: Wizard; companies: readonly Company[] }): VNode {
  const isOne = companies.length === 1;
  return (
    <>
      <p>Workable accepts the token. {isOne ? 'Is this your company?' : 'Which of these companies is it about?'}</p>
      <Form form={form}>
        <ul class="picks">
          {companies.map(({ name, subdomain }) => (
            <li>
              <label>
                <input type="radio" name="company" value={subdomain} required checked={isOne} />
                <span>
                  <b dir="auto">{name || subdomain}</b> <span class="soft">{subdomain}.workable.com</span>
                </span>
              </label>
            </li>
          ))}
        </ul>
        <p class="field">
          <label for="expires">When the token expires, as Workable says. You are reminded before</label>
          <input type="date" id="expires" name="expires" />
        </p>
        <p class="buttons">
          <button type="submit" name="do" value="confirm" class="main">
            Yes, connect it
          </button>
          <button type="submit" name="do" value="other" formnovalidate>
            No, use another token
          </button>
        </p>
      </Form>
    </>
  );
}

async function takePasted(wizard: Wizard, token: string): Promise<Taken> {
  const { parts, managed, account, keep } = wizard;
  if (token === '') return { problem: 'Paste the token first.' };
  const digest = providerTokenDigest(token);
  if (managed.providerTokens.some((each) => each.digest === digest)) {
    return { problem: 'This is a provider token. Paste the API access token that Workable shows you.' };
  }
  const checked: CheckedToken =
    token.length > limits.callbackTokenCharacters
      ? { outcome: 'not_a_token' }
      : await checkToken(parts, managed, token);
  if (checked.outcome !== 'accepted') return { problem: wordsOf(checked, account.vendor.title) };
  const { companies } = checked;
  if (companies.length === 0) return { problem: 'Workable shows this token no company. Make another one.' };
  await keep((link) => ({ ...link, pasted: { token, companies: companies.slice(0, mostCompanies) } }));
  return { next: '?stages=token' };
}

const mostCompanies = 20;

function wordsOf(checked: Exclude<CheckedToken, { outcome: 'accepted' }>, vendor: string): string {
  switch (checked.outcome) {
    case 'not_a_token':
      return 'This does not look like a token. Copy it from Workable once more: the whole token, without spaces and without the word Bearer.';
    case 'refused':
      return 'Workable does not accept this token (401): it was revoked, has expired, or is not complete. Copy it once more, or make another one.';
    case 'elsewhere':
      return `This token belongs to another account of Workable than ${checked.subdomain} (404). Make one in ${checked.subdomain}, or ask ${vendor} if the company has changed.`;
    case 'lacks_scopes':
      return `The token lacks the scope ${checked.lacks.join(' and ')} (403). Make another one with r_jobs, r_candidates and w_candidates.`;
  }
}

async function confirm(
  { parts, managed, account, link, keep }: Wizard,
  company: string,
  expires: string,
): Promise<Taken> {
  const { pasted } = link;
  const confirmed = pasted?.companies.find(({ subdomain }) => subdomain === company);
  if (!pasted || !confirmed) return { problem: 'Choose the company, or paste the token again.' };
  const settings = {
    WORKABLE_API_TOKEN: withOneBefore(pasted.token, managed.settings.WORKABLE_API_TOKEN),
    WORKABLE_SUBDOMAIN: confirmed.subdomain,
    WORKABLE_API_TOKEN_EXPIRES: /^\d{4}-\d\d-\d\d$/.test(expires) ? expires : null,
  };
  try {
    await changeSettings(parts.manage, managed.name, settings, undefined);
  } catch (error) {
    const { kind } = asFailure(error);
    if (kind === 'conflict') return { problem: taken };
    if (kind !== 'invalid-field') throw error;
    return {
      problem: `That could not be saved: the date is none, or other settings are in the way. Leave the date empty, or ask ${account.vendor.title}.`,
    };
  }
  await keep(({ pasted: _, ...rest }) => rest);
  return { next: '?stages=member' };
}

/** Whose it is, is none of this customer's business. */
const taken = 'This token is in use for another account already. Generate another one in Workable, and paste that.';

/** What the one before has signed is still taken. */
function withOneBefore(token: string, known: string | undefined): string {
  const before = known?.split(',')[0]?.trim();
  return before === undefined || before === '' || before === token ? token : `${token},${before}`;
}
