import type { ComponentChildren } from 'preact';
import { againForm } from '../applications/again.ts';
import type { Again } from '../applications/ask-again.ts';
import { type Page, renderPage } from '../pages/render.tsx';
import { pageStyle, styleOf } from '../pages/style.ts';
import { situationOf } from './situation.ts';
import type { Reading } from './words.ts';

/** `isAsked`: the button was used, and it did not help. */
export function againPage(again: Again, reading: Reading, { isAsked }: { isAsked: boolean }): Page {
  const { state, record, entry, remains, isOld } = again;
  const { words } = reading;
  if (state.is === 'used') return usedPage(again, reading, state.at);
  if (state.is === 'over') return about(again, reading, words.over, words.overWhy[state.why]);
  const { reason, now } = situationOf(again, words);
  const isMissing = remains?.reason === 'no-email' || remains?.reason === 'unusable-email';
  return about(
    again,
    reading,
    entry.key === 'blocked' ? words.invite : words.inviteAgain,
    words.nothingYet,
    <section aria-labelledby="situation">
      <h2 id="situation">{words.standing}</h2>
      <dl>
        <dt>{words.before}</dt>
        <dd dir="auto">{reason}</dd>
        <dt>{words.now}</dt>
        <dd dir="auto" class={isMissing ? 'alarm' : ''}>
          {now}
        </dd>
      </dl>
      {isAsked && isMissing && (
        <p class="alarm" role="alert">
          {words.stillMissing}
        </p>
      )}
      {isOld && <p class="soft">{words.isOld}</p>}
      <form method="post">
        <input type="hidden" name="form" value={againForm(record, entry)} />
        <p>
          <button type="submit" class={isMissing ? '' : 'main'}>
            {isMissing ? words.lookAgain : words.inviteNow}
          </button>
        </p>
      </form>
    </section>,
    <footer>
      <p>{words.worksUntil(reading.time(state.until))}</p>
    </footer>,
  );
}

/** After the button was used. */
export function askedPage(again: Again, reading: Reading): Page {
  const [title, lead] = reading.words.asked;
  return about(again, reading, title, lead);
}

function usedPage(again: Again, reading: Reading, at: number): Page {
  const { words, clock, day } = reading;
  return about(again, reading, words.used, words.usedAt(clock(at), day(at)));
}

function about(
  { record, context, state }: Again,
  { language, words }: Reading,
  title: string,
  lead: string,
  ...content: ComponentChildren[]
): Page {
  const { person, jobTitle } = record;
  const name = [person.firstName, person.lastName].filter(Boolean).join(' ') || words.someone;
  const template = state.is === 'open' ? context.templates.get(state.stay.templateId) : undefined;
  return renderPage(
    { title, lang: language, style: againStyle, forms: 'self' },
    <>
      <header>
        <p class="kind">{words.kind}</p>
        <h1>{title}</h1>
        <p>{lead}</p>
        <dl>
          <dt>{words.candidate}</dt>
          <dd dir="auto">{name}</dd>
          {jobTitle !== undefined && (
            <>
              <dt>{words.job}</dt>
              <dd dir="auto">{jobTitle}</dd>
            </>
          )}
          {template !== undefined && (
            <>
              <dt>{words.interview}</dt>
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
