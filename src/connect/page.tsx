import type { ComponentChildren, VNode } from 'preact';
import type { ProviderToken } from '../accounts/managed.ts';
import { fillMarkup } from '../pages/fill.tsx';
import type { Page } from '../pages/render.tsx';
import { Moment } from '../pages/time.tsx';
import { type Branded, brandPage } from './brand-page.tsx';
import { menuNames } from './menu-names.tsx';
import { CallbackTokenStep, isUsed, ProviderTokenStep, StagesSection } from './provider-steps.tsx';
import type { Reading, Words } from './words.ts';

/** What the page of an account shows. */
export type Connecting = {
  vendor: Branded;
  /** The customer, as it knows itself. */
  customer: string;
  providerTokens: readonly ProviderToken[];
  mayMakeToken: boolean;
  /** Its last characters. */
  callbackToken?: string;
  /** When Workable first called, by the digest of the token. */
  firstCalls: ReadonlyMap<string, number>;
  /** Stages of the pipeline are connected too, by an API token. */
  hasStages: boolean;
  expiresAt: number;
  reading: Reading;
};

/** What was wrong with the callback token that was pasted. */
export type Mistake = keyof Words['callback']['mistakes'];

/** `form`: names this showing of the form for a provider token. */
export function connectPage(state: Connecting, form: string, mistake?: Mistake): Page {
  const { vendor, customer, expiresAt, reading } = state;
  const { words, time } = reading;
  return pageOf(
    state,
    <p>
      {fillMarkup(words.customer, { customer })} <Lead {...state} />
    </p>,
    <>
      <ProviderTokenStep {...state} form={form} />
      <CallbackTokenStep {...state} {...(mistake ? { mistake } : {})} />
      <StagesSection {...state} />
      <footer>
        <p>
          {fillMarkup(words.footer, {
            time: <Moment at={expiresAt} text={time(expiresAt)} />,
            vendor: vendor.title,
          })}
        </p>
      </footer>
    </>,
  );
}

function Lead(state: Connecting): VNode {
  const { words } = state.reading;
  if (isUsed(state) && state.callbackToken !== undefined) return <>{words.allSet}</>;
  if (state.hasStages) {
    return <>{fillMarkup(words.hasStages, { overview: <a href="?stages">{words.overview}</a> })}</>;
  }
  return <>{fillMarkup(words.twoWays, { moving: <a href="#stages">{words.moving}</a> })}</>;
}

/** The only page that ever shows the token. The keyboard reaches it in a field, which selects all of it. */
export function newTokenPage(state: Connecting, token: string): Page {
  const { newToken: words } = state.reading.words;
  return pageOf(
    state,
    <p>{words.lead}</p>,
    <section aria-labelledby="token">
      <h2 id="token">{words.title}</h2>
      <p>{words.once}</p>
      <p>
        <code class="secret">{token}</code>
        <input class="copy" type="text" readonly value={token} aria-label={words.field} />
      </p>
      <ol>
        <li>{fillMarkup(words.open, { ...menuNames(), vendor: state.vendor.title })}</li>
        <li>{words.paste}</li>
        <li>{words.back}</li>
      </ol>
      <BackToSteps text={words.goOn} />
    </section>,
  );
}

/** For a form that was sent a second time. */
export function repeatedPage(state: Connecting): Page {
  const { repeated: words } = state.reading.words;
  return pageOf(
    state,
    <p>{words.lead}</p>,
    <section aria-labelledby="repeated">
      <h2 id="repeated">{words.title}</h2>
      <p>{words.why}</p>
      <BackToSteps text={words.back} />
    </section>,
  );
}

function pageOf({ vendor, reading }: Connecting, lead: VNode, content: ComponentChildren): Page {
  const { language, words } = reading;
  return brandPage({ vendor, language, heading: words.heading(vendor.title), lead }, content);
}

/** The empty query makes it another address than the one that was posted to, which browsers would only scroll on. */
function BackToSteps({ text }: { text: string }): VNode {
  return (
    <p>
      <a class="button" href="?#step-2">
        {text}
      </a>
    </p>
  );
}
