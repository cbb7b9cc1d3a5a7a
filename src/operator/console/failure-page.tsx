import type { Failure, FailureStatus } from '../../errors.ts';
import type { Page } from '../../pages/render.tsx';
import { type Around, alone, framed, WayBack } from './frame.tsx';

type Words = { title: string; sentence: string };

const changedMeanwhile = (): Words => ({
  title: 'It was changed meanwhile',
  sentence: 'Another operator changed it after you had opened the page. Look how it stands now. Nothing was done.',
});

/** `quoted`: the failure's own sentence, which may be shown. */
const words: Readonly<Record<FailureStatus, (quoted: string, failure: Failure) => Words>> = {
  400: (quoted) => ({ title: 'That cannot be used', sentence: `${quoted} Nothing was done.` }),
  401: () => ({ title: 'Log in', sentence: 'Your session has ended. Log in again. Nothing was done.' }),
  403: () => ({
    title: 'Nothing was done',
    sentence:
      'The form was not of your session, or did not come from this site: you may have logged in again meanwhile. Open the page once more, and use its button.',
  }),
  404: (quoted) => ({ title: 'There is nothing here', sentence: quoted }),
  405: () => ({
    title: 'There is nothing here',
    sentence: 'This address is only for forms. Open the page that has it.',
  }),
  409: (quoted) => ({ title: 'That is not possible now', sentence: `${quoted} Look how things stand now.` }),
  410: (quoted) => ({ title: 'There is nothing here any more', sentence: quoted }),
  412: changedMeanwhile,
  413: () => ({ title: 'That is too much', sentence: 'The form is larger than 1 MiB. Nothing was done.' }),
  422: (quoted) => ({ title: 'Something is missing', sentence: `${quoted} Nothing was done.` }),
  428: changedMeanwhile,
  429: (_quoted, { retryAfterMs = 5000 }) => ({
    title: 'Too many tries',
    sentence: `There were too many tries to log in. Try again in ${minutes(retryAfterMs)}.`,
  }),
  500: () => ({
    title: 'A fault of the bridge',
    sentence: 'Something went wrong here that should not. The log says what: look for the level "error".',
  }),
  502: (quoted) => ({ title: 'The other side refuses', sentence: quoted }),
  503: (quoted) => ({ title: 'Not available right now', sentence: `${quoted} Try again in a minute.` }),
};

/** What to say of it on the page that it is about. */
export function failureText(failure: Failure): string {
  return words[failure.status](sentenceOf(failure.message), failure).sentence;
}

/** `around`: of who is logged in. `back`: the page to go back to, below `/operator`. */
export function consoleFailurePage(failure: Failure, around?: Around, back = ''): Page {
  const { title, sentence } = words[failure.status](sentenceOf(failure.message), failure);
  if (!around) return alone(title, <p dir="auto">{sentence}</p>);
  const content = (
    <section>
      <p dir="auto">{sentence}</p>
      <WayBack to={back} text={back === '' ? 'To the overview' : 'Back'} />
    </section>
  );
  return framed(around, { title, content });
}

function sentenceOf(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}

function minutes(ms: number): string {
  const count = Math.max(1, Math.ceil(ms / 60_000));
  return count === 1 ? 'a minute' : `${count} minutes`;
}
