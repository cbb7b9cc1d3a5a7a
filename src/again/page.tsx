import type { ComponentChildren } from 'preact';
import { againForm } from '../applications/again.ts';
import type { Again } from '../applications/ask-again.ts';
import { type Page, renderPage } from '../pages/render.tsx';
import { pageStyle, styleOf } from '../pages/style.ts';
import { ClockTime, Time } from '../pages/time.tsx';
import { overWords, situationOf } from './words.ts';

const kind = 'AI interview';

/** `isAsked`: the button was used, and it did not help. */
export function againPage(again: Again, { isAsked }: { isAsked: boolean }): Page {
  const { state, record, entry, remains, isOld } = again;
  if (state.is === 'used') return usedPage(again, state.at);
  if (state.is === 'over') return about(again, 'This link no longer works', <p>{overWords[state.why]}</p>);
  const { reason, now } = situationOf(again);
  const isMissing = remains?.reason === 'no-email' || remains?.reason === 'unusable-email';
  return about(
    again,
    entry.key === 'blocked' ? 'Invite this candidate?' : 'Invite this candidate again?',
    <p>Nothing happens until you press the button.</p>,
    <section aria-labelledby="situation">
      <h2 id="situation">How things stand</h2>
      <dl>
        <dt>Before</dt>
        <dd dir="auto">{reason}</dd>
        <dt>Now</dt>
        <dd dir="auto" class={isMissing ? 'alarm' : ''}>
          {now}
        </dd>
      </dl>
      {isAsked && isMissing && (
        <p class="alarm" role="alert">
          No invitation was sent: something is still missing.
        </p>
      )}
      {isOld && <p class="soft">Workable was not asked or did not answer just now: this is what was known before.</p>}
      <form method="post">
        <input type="hidden" name="form" value={againForm(record, entry)} />
        <p>
          <button type="submit" class={isMissing ? '' : 'main'}>
            {isMissing ? 'Look again, and invite' : 'Invite now'}
          </button>
        </p>
      </form>
    </section>,
    <footer>
      <p>
        This link works once, until <Time at={state.until} />. Please pass it on to colleagues only.
      </p>
    </footer>,
  );
}

/** After the button was used. */
export function askedPage(again: Again): Page {
  return about(
    again,
    'The invitation is on its way',
    <p>
      A comment on the candidate’s timeline in Workable will say that it was sent, or what is in the way. You can close
      this page.
    </p>,
  );
}

function usedPage(again: Again, at: number): Page {
  return about(
    again,
    'Already sent',
    <p>
      The invitation was already sent at <ClockTime at={at} />. It is not sent a second time.
    </p>,
  );
}

function about(
  { record, context, state }: Again,
  title: string,
  lead: ComponentChildren,
  ...content: ComponentChildren[]
): Page {
  const { person, jobTitle } = record;
  const name = [person.firstName, person.lastName].filter(Boolean).join(' ') || 'A candidate';
  const template = state.is === 'open' ? context.templates.get(state.stay.templateId) : undefined;
  return renderPage(
    { title, style: againStyle, forms: 'self' },
    <>
      <header>
        <p class="kind">{kind}</p>
        <h1>{title}</h1>
        {lead}
        <dl>
          <dt>Candidate</dt>
          <dd dir="auto">{name}</dd>
          {jobTitle !== undefined && (
            <>
              <dt>Job</dt>
              <dd dir="auto">{jobTitle}</dd>
            </>
          )}
          {template !== undefined && (
            <>
              <dt>Interview</dt>
              <dd dir="auto">{template}</dd>
            </>
          )}
        </dl>
      </header>
      {content}
    </>,
  );
}

const againStyle = styleOf(`${pageStyle.text}
h1 + p { margin-top: .5rem; }
header dl { margin-top: 1rem; }
form { margin-top: 1.25rem; }
footer { border: 0; background: none; padding: 0 .25rem; color: var(--soft); font-size: .9rem; }
@media (max-width: 30rem) { form button { width: 100%; } }
`);
