import type { ComponentChildren, VNode } from 'preact';
import type { ProviderToken } from '../accounts/managed.ts';
import { fillMarkup } from '../pages/fill.tsx';
import { Moment } from '../pages/time.tsx';
import { menuNames } from './menu-names.tsx';
import type { Connecting, Mistake } from './page.tsx';
import type { Reading } from './words.ts';

/** Workable has called with a token that is still valid. */
export function isUsed({ providerTokens, firstCalls }: Connecting): boolean {
  return providerTokens.some(({ digest }) => firstCalls.has(digest));
}

export function ProviderTokenStep({ form, ...state }: Connecting & { form: string }): VNode {
  const { vendor, providerTokens, firstCalls, mayMakeToken, reading } = state;
  const { provider: words, toDo } = reading.words;
  const isDone = isUsed(state);
  return (
    <Step number={1} title={words.title} state={isDone ? words.inUse : toDo} isDone={isDone}>
      <p>{fillMarkup(words.why, { ...menuNames(), vendor: vendor.title })}</p>
      {providerTokens.length > 0 && (
        <ul>
          {providerTokens.map((token) => (
            <TokenLine token={token} firstCall={firstCalls.get(token.digest)} reading={reading} />
          ))}
        </ul>
      )}
      {mayMakeToken ? (
        <form method="post">
          <input type="hidden" name="form" value={form} />
          <p>
            <button type="submit" class={providerTokens.length === 0 ? 'main' : ''}>
              {words.make}
            </button>
          </p>
          <p class="soft">{words.once}</p>
        </form>
      ) : (
        <p class="alarm">{fillMarkup(words.full, { vendor: vendor.title })}</p>
      )}
    </Step>
  );
}

type LineProps = { token: ProviderToken; firstCall: number | undefined; reading: Reading };

function TokenLine({ token: { ends, createdAt }, firstCall, reading: { words, time } }: LineProps): VNode {
  const { unused, used } = words.provider;
  return (
    <li>
      {fillMarkup(firstCall === undefined ? unused : used, {
        ends: <b>{ends}</b>,
        time: <Moment at={createdAt} text={time(createdAt)} />,
        since: firstCall !== undefined && <Moment at={firstCall} text={time(firstCall)} />,
      })}
    </li>
  );
}

/** After a mistake the address names the field, which browsers then focus; `autofocus` they pass over there. */
export function CallbackTokenStep({ mistake, ...state }: Connecting & { mistake?: Mistake }): VNode {
  const { vendor, callbackToken, providerTokens, reading } = state;
  const { callback: words, toDo } = reading.words;
  const isDone = callbackToken !== undefined;
  return (
    <Step number={2} title={words.title} state={isDone ? words.saved : toDo} isDone={isDone}>
      <p>{fillMarkup(words.why, { vendor: vendor.title })}</p>
      {isDone && <p>{fillMarkup(words.savedToken, { ends: <b>{callbackToken}</b> })}</p>}
      <form method="post" action="?#callback_token">
        <p class="field">
          <label for="callback_token">{words.field}</label>
          <input
            type="text"
            id="callback_token"
            name="callback_token"
            required
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            {...(mistake ? { 'aria-invalid': 'true', 'aria-describedby': 'mistake' } : {})}
          />
        </p>
        {mistake && (
          <p class="alarm" id="mistake" role="alert">
            {words.mistakes[mistake]}
          </p>
        )}
        <p>
          <button type="submit" class={providerTokens.length > 0 && !isDone ? 'main' : ''}>
            {isDone ? words.replace : words.save}
          </button>
        </p>
      </form>
    </Step>
  );
}

/** The other door: it leads to steps of its own. */
export function StagesSection({ vendor, hasStages, reading }: Connecting): VNode {
  const { stages: words } = reading.words;
  return (
    <section id="stages" aria-labelledby="stages-title">
      <h2 id="stages-title">
        <span>{words.title}</span>
        <span class={hasStages ? 'state done' : 'state'}>{hasStages ? `✓ ${words.connected}` : words.notSetUp}</span>
      </h2>
      <p>{fillMarkup(words.what, { vendor: vendor.title })}</p>
      <p>
        <a class="button plain" href="?stages">
          {hasStages ? words.see : words.setUp}
        </a>
      </p>
    </section>
  );
}

type StepProps = { number: number; title: string; state: string; isDone: boolean; children: ComponentChildren };

function Step({ number, title, state, isDone, children }: StepProps): VNode {
  const id = `step-${number}`;
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        <span>
          {number}. {title}
        </span>
        <span class={isDone ? 'state done' : 'state'}>
          {isDone && '✓ '}
          {state}
        </span>
      </h2>
      {children}
    </section>
  );
}
