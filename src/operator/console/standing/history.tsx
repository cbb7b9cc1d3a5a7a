import type { VNode } from 'preact';
import type { HistoryLine } from '../../../interviews/record.ts';
import type { Next } from '../../queries/next.ts';
import { nextWords } from '../interview/next-text.ts';
import { At } from '../moment.tsx';

type HistoryProps = { lines: readonly HistoryLine[]; next?: { at: string; what: Next['what'] } | undefined };

const shownLines = 60;

/** Newest first: what comes next, then what has happened lately. */
export function History({ lines, next }: HistoryProps): VNode {
  return (
    <section aria-labelledby="history">
      <h2 id="history">History</h2>
      <ol class="line" reversed>
        {next && (
          <li class="is-next">
            <p class="soft">
              <At at={Date.parse(next.at)} /> next
            </p>
            <p>{nextWords(next.what)}</p>
          </li>
        )}
        {lines
          .slice(-shownLines)
          .toReversed()
          .map(({ at, text }) => (
            <li class={toneOf(text)}>
              <p class="soft">
                <At at={at} />
              </p>
              <p dir="auto">{text}</p>
            </li>
          ))}
      </ol>
      <p class="soft">
        {lines.length > shownLines && `${lines.length - shownLines} older lines: “bridge show” has them. `}
        Times in UTC.
      </p>
    </section>
  );
}

/** Lines are for people; these words begin or end them. */
function toneOf(text: string): string {
  if (/^(?:not sent|unclear|not-invited)|: (?:failed|refused|token-rejected|try-again|rate-limited)\b/.test(text)) {
    return 'is-bad';
  }
  return /^(?:invited|now completed)|: acknowledged\b/.test(text) ? 'is-good' : '';
}
