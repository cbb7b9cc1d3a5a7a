import type { VNode } from 'preact';
import type { AttemptView } from '../interviews/attempt.ts';
import { shorten } from '../interviews/shorten.ts';
import type { SharedLink } from '../store/shared-links.ts';
import { foreign } from './foreign.ts';
import { isAnswered } from './parts.tsx';
import type { Completed, Found } from './report.ts';
import type { Reading, Words } from './words.ts';

/** The result is to be seen without scrolling, so what is above it is short. */
const longestName = 90;
const longestTitle = 120;

type HeadProps = {
  kind: string;
  vendor: string;
  logo: string | undefined;
  name: string;
  job: string | undefined;
  template: string | undefined;
  publication: Completed;
  reading: Reading;
};

export function Head({ kind, vendor, logo, name, job, template, publication, reading }: HeadProps): VNode {
  return (
    <header class="brand">
      {logo !== undefined && <img src={logo} alt={vendor} />}
      <p class="kind" dir="auto">
        {kind}
      </p>
      <h1 {...foreign}>{shorten(name, longestName)}</h1>
      {(job ?? template) !== undefined && (
        <p>
          {job !== undefined && <bdi>{shorten(job, longestTitle)}</bdi>}
          {job !== undefined && template !== undefined && ' · '}
          {template !== undefined && <bdi class="soft">{shorten(template, longestTitle)}</bdi>}
        </p>
      )}
      <ul class="facts">
        {factsOf(publication, reading).map((fact) => (
          <li>{fact}</li>
        ))}
      </ul>
    </header>
  );
}

function factsOf({ attempt, attempts }: Completed, reading: Reading): string[] {
  const { words } = reading;
  const { startedAt, durationSeconds, questions } = attempt;
  const number = attempts.findIndex(({ attemptId }) => attemptId === attempt.attemptId) + 1;
  return [
    ...(typeof startedAt === 'number' ? [reading.time(startedAt)] : []),
    ...(typeof durationSeconds === 'number' ? [spanOf(durationSeconds)] : []),
    ...(questions?.length ? [words.answered(...countsOf(questions, reading))] : []),
    ...(attempts.length > 1 ? [words.attempt(reading.number(number), reading.number(attempts.length))] : []),
  ];
}

function countsOf(questions: NonNullable<AttemptView['questions']>, { number }: Reading): [string, string] {
  return [number(questions.filter(isAnswered).length), number(questions.length)];
}

/** The units are the same in all languages that there are. */
function spanOf(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return [hours > 0 ? `${hours} h` : '', minutes > 0 ? `${minutes} min` : '', `${whole % 60} s`]
    .filter(Boolean)
    .join(' ');
}

type ActionsProps = { pdfUrl: string | undefined; vendorUrl: string | undefined; vendor: string; words: Words };

/** At the lower edge of phones. */
export function Actions({ pdfUrl, vendorUrl, vendor, words }: ActionsProps): VNode | null {
  if ((pdfUrl ?? vendorUrl) === undefined) return null;
  return (
    <nav class="dock" aria-label={words.actions}>
      {pdfUrl !== undefined && (
        <a class="main" href={pdfUrl}>
          {words.pdf}
        </a>
      )}
      {vendorUrl !== undefined && (
        <a href={vendorUrl} rel="noreferrer">
          {words.open(vendor)}
        </a>
      )}
    </nav>
  );
}

type ClosingProps = { id: string; vendor: string; life: string | undefined; hasLogin: boolean; words: Words };

export function Closing({ id, vendor, life, hasLogin, words }: ClosingProps): VNode {
  return (
    <footer>
      <p>{words.written(vendor)}</p>
      {hasLogin && <p class="screen">{words.login(vendor)}</p>}
      {life !== undefined && <p>{life}</p>}
      <p>{words.reference(id)}</p>
    </footer>
  );
}

/** Until when, or how often, the page can be read. `link`: a shared one, as it was before this view. */
export function readableUntil({ account, record }: Found, link: SharedLink | undefined, reading: Reading) {
  const { words } = reading;
  if (link?.viewsLeft !== undefined) {
    return link.viewsLeft <= 1 ? words.readableOnce : words.viewsLeft(link.viewsLeft - 1);
  }
  const { reportLinkLife: life } = account.reports;
  const concluded = record.concluded?.at;
  const ends = [
    link?.expiresAt,
    ...(concluded === undefined ? [] : [concluded + account.policy.retentionMs]),
    ...(link === undefined && life.kind === 'time' && concluded !== undefined ? [concluded + life.ms] : []),
  ].filter((end) => end !== undefined);
  return ends.length === 0 ? undefined : words.readableUntil(reading.day(Math.min(...ends)));
}

/** `L. M.` of Lakita Marrero. */
export function initialsOf(name: string): string {
  const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const words = name.split(/[\s-]+/).filter((word) => word !== '');
  return words.map((word) => `${[...letters.segment(word)][0]?.segment ?? ''}.`).join(' ');
}
