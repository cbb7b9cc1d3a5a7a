import type { ComponentChildren, VNode } from 'preact';
import { type Page, renderPage } from '../../pages/render.tsx';
import { Time } from '../../pages/time.tsx';
import type { Totals } from '../queries/totals.ts';
import type { Said } from './cookies.ts';
import { Form, FormToken, Link } from './form.tsx';
import { base } from './own-path.ts';
import type { Place, Shown } from './page.ts';
import { type Script, scriptConfig } from './script.ts';
import type { Session } from './sessions.ts';
import { consoleStyle } from './style.ts';
import { type Typed, TypedForm } from './typed.tsx';

/** What stands around a page of who is logged in. `totals`: undefined where they are not known. */
export type Around = {
  session: Session;
  place: Place | undefined;
  totals: Totals | undefined;
  /** Of any account: without it there are no applications. */
  hasStageDoor: boolean;
  said: Said | undefined;
  /** The page is shown again, since this could not be used. */
  typed?: Typed;
  /** The address of the script. */
  script: string;
};

const places: readonly { place: Place; to: string; text: string; count?: keyof Totals }[] = [
  { place: 'overview', to: '', text: 'Overview' },
  { place: 'interviews', to: '/interviews', text: 'Interviews' },
  { place: 'applications', to: '/applications', text: 'Applications' },
  { place: 'failed', to: '/failed', text: 'Failed', count: 'failed' },
  { place: 'rejected', to: '/rejected', text: 'Rejected webhooks', count: 'rejected' },
  { place: 'accounts', to: '/accounts', text: 'Accounts' },
  { place: 'queue', to: '/queue', text: 'Queue' },
];

export function framed(around: Around, { title, content }: Shown): Page {
  const { session, said, script, typed } = around;
  const inSession = (children: ComponentChildren) => (
    <FormToken.Provider value={session.form}>
      <TypedForm.Provider value={typed}>{children}</TypedForm.Provider>
    </FormToken.Provider>
  );
  return renderPage(
    {
      title: `${title} · interview-bridge`,
      style: consoleStyle,
      forms: 'self',
      hasScript: true,
      head: <ScriptOf path={script} />,
      before: inSession(<Top {...around} />),
    },
    inSession(
      <>
        <div class="head">
          <h1 dir="auto">
            <Heading text={title} />
          </h1>
        </div>
        {said && (
          <p class={`said ${said.isWarning ? 'warn' : 'good'}`} role={typed ? 'alert' : 'status'} dir="auto">
            {said.text}
          </p>
        )}
        {content}
        <p id="busy" class="heard" role="status" />
        <SessionEnd endsAt={session.endsAt} />
      </>,
    ),
  );
}

function ScriptOf({ path }: { path: string }): VNode {
  return (
    <>
      <meta name="htmx-config" content={scriptConfig} />
      <script src={path} defer />
    </>
  );
}

function Top({ place, totals, hasStageDoor }: Around): VNode {
  const isThere = (each: (typeof places)[number]) => each.place !== 'applications' || hasStageDoor;
  return (
    <>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header>
        <div class="top">
          <strong>interview-bridge</strong>
          <nav aria-label="Console">
            <ul>
              {places.filter(isThere).map((each) => (
                <li>
                  <a href={base + each.to} {...(each.place === place ? { 'aria-current': 'page' } : {})}>
                    {each.text}
                    {each.count && totals && totals[each.count] > 0 && <Count of={totals[each.count]} />}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <Form to="/search" class="search">
            <input
              type="search"
              name="text"
              required
              autocomplete="off"
              aria-label="Search by e-mail, name, id, attempt, callback URL or link"
              placeholder="E-mail, name, id or link"
            />
            <button type="submit">Search</button>
          </Form>
        </div>
      </header>
    </>
  );
}

/** An id is smaller, and breaks where its account ends before it breaks elsewhere. */
function Heading({ text }: { text: string }): VNode {
  const [words = '', account, id] = text.split(/(?<= )([a-z0-9-]+_)([\w.-]{20,})$/);
  if (account === undefined) return <>{text}</>;
  return (
    <>
      {words}
      <span class="id">
        {account}
        <wbr />
        {id}
      </span>
    </>
  );
}

function Count({ of }: { of: number }): VNode {
  return (
    <>
      {' '}
      <span class="chip bad">{of.toLocaleString('en-GB')}</span>
    </>
  );
}

function SessionEnd({ endsAt }: { endsAt: number }): VNode {
  return (
    <footer class="session">
      <p>
        You are logged in until <Time at={endsAt} />.
      </p>
      <Form to="/log-out" class="button">
        <button type="submit">Log out</button>{' '}
        <button type="submit" name="everywhere" value="yes">
          Log out everywhere
        </button>
      </Form>
    </footer>
  );
}

/** A page for who is not logged in, or need not be. */
export function alone(title: string, content: ComponentChildren, script?: Pick<Script, 'path'>): Page {
  const about = { title: `${title} · interview-bridge`, style: consoleStyle, forms: 'self' } as const;
  return renderPage(
    script ? { ...about, hasScript: true, head: <ScriptOf path={script.path} /> } : about,
    <div class="alone">
      <p class="kind">interview-bridge, operator's console</p>
      <section>
        <h1>{title}</h1>
        {content}
      </section>
    </div>,
  );
}

/** The way on from a page that says why there is nothing. */
export function WayBack({ to, text }: { to: string; text: string }): VNode {
  return (
    <p>
      <Link to={to}>{text}</Link>
    </p>
  );
}
