import type { ComponentChildren, VNode } from 'preact';
import type { ProviderToken } from '../accounts/managed.ts';
import type { Page } from '../pages/render.tsx';
import { Time } from '../pages/time.tsx';
import { type Branded, brandPage } from './brand-page.tsx';

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
};

/** What was wrong with the callback token that was pasted. */
export type Mistake = 'empty' | 'own' | 'not-a-token';

/** `form`: names this showing of the form for a provider token. */
export function connectPage(state: Connecting, form: string, mistake?: Mistake): Page {
  const { vendor, customer, expiresAt } = state;
  return pageOf(
    state,
    <p>
      For <bdi>{customer}</bdi>. <Lead {...state} />
    </p>,
    <>
      <ProviderTokenStep {...state} form={form} />
      <CallbackTokenStep {...state} {...(mistake ? { mistake } : {})} />
      <StagesSection {...state} />
      <footer>
        <p>
          This page works until <Time at={expiresAt} />. Treat its address like a password: anyone who has it can
          connect Workable in your name. If something is unclear, ask <bdi>{vendor.title}</bdi>.
        </p>
      </footer>
    </>,
  );
}

function Lead(state: Connecting): VNode {
  if (isUsed(state) && state.callbackToken !== undefined) return <>Everything is set up. You can close this page.</>;
  const stages = <a href="#stages">invite by moving candidates</a>;
  return state.hasStages ? (
    <>You {stages} already. The two steps here are another way, which you need only if you were asked for it.</>
  ) : (
    <>
      You need to be an admin in Workable. There are two ways, and one is enough: the two steps here, or {stages}, which
      has six.
    </>
  );
}

/** The only page that ever shows the token. The keyboard reaches it in a field, which selects all of it. */
export function newTokenPage(state: Connecting, token: string): Page {
  const { title } = state.vendor;
  return pageOf(
    state,
    <p>Your provider token is ready.</p>,
    <section aria-labelledby="token">
      <h2 id="token">Copy this token now</h2>
      <p>It is shown only this once.</p>
      <p>
        <code class="secret">{token}</code>
        <input class="copy" type="text" readonly value={token} aria-label="The token, selected to be copied" />
      </p>
      <ol>
        <li>
          In Workable, open <b>Settings</b>, then <b>Integrations</b>, and choose <bdi>{title}</bdi>.
        </li>
        <li>Paste the token where Workable asks for the token or key of the provider, and save.</li>
        <li>Come back to this page for step 2.</li>
      </ol>
      <BackToSteps text="Go on to step 2" />
    </section>,
  );
}

/** For a form that was sent a second time. */
export function repeatedPage(state: Connecting): Page {
  return pageOf(
    state,
    <p>This page was sent a second time, for example because it was reloaded.</p>,
    <section aria-labelledby="repeated">
      <h2 id="repeated">No second token was made</h2>
      <p>
        The first one was shown once and is not kept, so it cannot be shown again. If you have not copied it, make
        another one. The first one may stay.
      </p>
      <BackToSteps text="Back to the steps" />
    </section>,
  );
}

function pageOf({ vendor }: Connecting, lead: VNode, content: ComponentChildren): Page {
  return brandPage(vendor, `Connect Workable with ${vendor.title}`, lead, content);
}

/** Workable has called with a token that is still valid. */
function isUsed({ providerTokens, firstCalls }: Connecting): boolean {
  return providerTokens.some(({ digest }) => firstCalls.has(digest));
}

function ProviderTokenStep({ form, ...state }: Connecting & { form: string }): VNode {
  const { vendor, providerTokens, firstCalls, mayMakeToken } = state;
  const isDone = isUsed(state);
  return (
    <Step number={1} title="Give Workable a token" state={isDone ? 'In use' : 'To do'} isDone={isDone}>
      <p>
        Workable sends this provider token with each of its requests, so that <bdi>{vendor.title}</bdi> knows that it is
        you. You enter it in Workable under <b>Settings</b>, <b>Integrations</b>.
      </p>
      {providerTokens.length > 0 && (
        <ul>
          {providerTokens.map((token) => (
            <TokenLine token={token} firstCall={firstCalls.get(token.digest)} />
          ))}
        </ul>
      )}
      {mayMakeToken ? (
        <form method="post">
          <input type="hidden" name="form" value={form} />
          <p>
            <button type="submit" class={isDone ? '' : 'main'}>
              Make a new token
            </button>
          </p>
          <p class="soft">It is shown once. All tokens that were made before stay valid.</p>
        </form>
      ) : (
        <p class="alarm">
          There are as many tokens as there can be. Ask <bdi>{vendor.title}</bdi> to retire those that are not used.
        </p>
      )}
    </Step>
  );
}

function TokenLine({ token, firstCall }: { token: ProviderToken; firstCall: number | undefined }): VNode {
  return (
    <li>
      Token <b>{token.ends}</b>, made on <Time at={token.createdAt} />:{' '}
      {firstCall === undefined ? (
        'not used yet'
      ) : (
        <>
          Workable has used it since <Time at={firstCall} />
        </>
      )}
    </li>
  );
}

const mistakes: Readonly<Record<Mistake, string>> = {
  empty: 'Paste the token first.',
  own: 'This is a provider token from step 1. Paste the one that Workable shows you.',
  'not-a-token':
    'This does not look like a token. Copy it from Workable once more: the whole token, without spaces and without the word Bearer.',
};

/** After a mistake the address names the field, which browsers then focus; `autofocus` they pass over there. */
function CallbackTokenStep({ vendor, callbackToken, mistake }: Connecting & { mistake?: Mistake }): VNode {
  const isDone = callbackToken !== undefined;
  return (
    <Step number={2} title="Enter Workable’s token" state={isDone ? 'Saved' : 'To do'} isDone={isDone}>
      <p>
        Workable has a callback token for <bdi>{vendor.title}</bdi>, which the results of interviews are sent with. You
        find it in Workable where you pasted the provider token.
      </p>
      {isDone && (
        <p>
          Saved: the token <b>{callbackToken}</b>. A new one takes its place.
        </p>
      )}
      <form method="post" action="?#callback_token">
        <p class="field">
          <label for="callback_token">Callback token from Workable</label>
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
            {mistakes[mistake]}
          </p>
        )}
        <p>
          <button type="submit" class={isDone ? '' : 'main'}>
            {isDone ? 'Replace' : 'Save'}
          </button>
        </p>
      </form>
    </Step>
  );
}

/** The other door: it leads to steps of its own. */
function StagesSection({ vendor, hasStages }: Connecting): VNode {
  return (
    <section id="stages" aria-labelledby="stages-title">
      <h2 id="stages-title">
        <span>Or: invite by moving candidates</span>
        <span class={hasStages ? 'state done' : 'state'}>{hasStages ? '✓ Connected' : 'Not set up'}</span>
      </h2>
      <p>
        Candidates whom you move to a stage of your pipeline are invited by <bdi>{vendor.title}</bdi> by themselves, and
        their results appear on the timeline. It works with an API token that you make in Workable, with the steps above
        or without them, and takes about five minutes.
      </p>
      <p>
        <a class="button" href="?stages">
          {hasStages ? 'See how it stands' : 'Set it up'}
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
