import type { VNode } from 'preact';
import { limits } from '../../limits.ts';
import { fillMarkup } from '../../pages/fill.tsx';
import { fitting } from '../../pages/room.tsx';
import { Moment } from '../../pages/time.tsx';
import type { Company } from '../../workable/stages/access.ts';
import { menuNames } from '../menu-names.tsx';
import { Form, Onward } from './form.tsx';
import { nameBytes } from './names.tsx';
import { exampleExpiry, takeToken } from './take-token.ts';
import type { Step, Wizard } from './wizard.ts';

/** The token is asked about before it is saved: a person confirms whose it is. */
export const tokenStep: Step<Wizard> = {
  isDone: ({ account }) => account.settings.stage !== undefined,
  async show(wizard) {
    const { pasted } = wizard.link;
    return pasted ? <Confirmation wizard={wizard} companies={pasted.companies} /> : <TokenField wizard={wizard} />;
  },
  take: takeToken,
};

function TokenField({ wizard }: { wizard: Wizard }): VNode {
  const { account, form, reading } = wizard;
  const { token: words } = reading.words;
  const isConnected = typeof account.settings.shown.WORKABLE_API_TOKEN === 'object';
  return (
    <>
      {isConnected && <Connected wizard={wizard} />}
      <ol>
        <li>{fillMarkup(words.open, menuNames())}</li>
        <li>
          {fillMarkup(words.scopes, {
            jobs: <code>r_jobs</code>,
            read: <code>r_candidates</code>,
            write: <code>w_candidates</code>,
          })}
        </li>
        <li>{words.paste}</li>
      </ol>
      <Form form={form} does="paste">
        <p class="field">
          <label for="token">{words.field}</label>
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
          <button type="submit" class={isConnected ? '' : 'main'}>
            {words.look}
          </button>
        </p>
      </Form>
    </>
  );
}

function Connected({ wizard: { account, record, reading } }: { wizard: Wizard }): VNode {
  const { words, day } = reading;
  const { WORKABLE_API_TOKEN: token } = account.settings.shown;
  const { subdomain = record?.subdomain, tokenExpiresAt: endsAt } = account.settings.stage?.api ?? {};
  return (
    <>
      <p>
        {fillMarkup(words.token.connected, {
          company: fitting(record?.company ?? subdomain ?? 'Workable', nameBytes),
          ends: <b>{typeof token === 'object' ? token.ends : ''}</b>,
        })}{' '}
        {endsAt !== undefined && (
          <>{fillMarkup(words.token.expires, { day: <Moment at={endsAt} text={day(endsAt)} /> })} </>
        )}
        {words.token.replaced}
      </p>
      <Onward to="?stages=member" text={words.wizard.goOn('2')} isMain />
      <h3>{words.token.another}</h3>
    </>
  );
}

function Confirmation({ wizard, companies }: { wizard: Wizard; companies: readonly Company[] }): VNode {
  const { form, typed, reading, parts } = wizard;
  const { token: words } = reading.words;
  const isOne = companies.length === 1;
  const expires = typed('confirm', 'expires') ?? '';
  const chosen = typed('confirm', 'company') ?? (isOne ? companies[0]?.subdomain : undefined);
  return (
    <>
      <p>
        {words.accepted} {isOne ? words.isYours : words.which}
      </p>
      <Form form={form}>
        <ul class="picks">
          {companies.map(({ name, subdomain }) => (
            <li>
              <label>
                <input type="radio" name="company" value={subdomain} required checked={subdomain === chosen} />
                <span>
                  <b dir="auto">{fitting(name || subdomain, nameBytes)}</b>{' '}
                  <span class="soft">{subdomain}.workable.com</span>
                </span>
              </label>
            </li>
          ))}
        </ul>
        <p class="field">
          <label for="expires">{words.expiry}</label>
          <input {...fieldFor(expires)} id="expires" name="expires" aria-describedby="expires-hint" />
          <span class="soft" id="expires-hint">
            {words.expiryHint(reading.day(Date.parse(exampleExpiry(parts.now()))))}
          </span>
        </p>
        <p class="buttons">
          <button type="submit" name="do" value="confirm" class="main">
            {words.confirm}
          </button>
          <button type="submit" name="do" value="other" formnovalidate>
            {words.other}
          </button>
        </p>
      </Form>
    </>
  );
}

/** A field for dates would drop what is none. */
function fieldFor(value: string) {
  return /^(\d{4}-\d\d-\d\d)?$/.test(value) ? ({ type: 'date', value } as const) : ({ type: 'text', value } as const);
}
