import type { VNode } from 'preact';
import { clock, Link } from '../page.tsx';
import type { CallbackBody, ReceivedCallback } from './types.ts';

/** How Workable words a grade: failed is "no", passed is "yes", excelled is "definitely yes". */
const gradeWords: Record<string, string> = {
  failed: 'Thumbs down: no',
  passed: 'Thumbs up: yes',
  excelled: 'Two thumbs up: definitely yes',
};

/** One callback as an entry of the candidate's timeline. */
export function CallbackCard({ callback }: { callback: ReceivedCallback }): VNode {
  const body = (callback.body ?? {}) as Partial<CallbackBody>;
  const answered = callback.status === 0 ? 'no answer given' : `answered ${callback.status}`;
  return (
    <article class="inner">
      <p>
        <strong>Video interview {String(body.status ?? 'without a status')}</strong>{' '}
        <span class="soft">
          {clock(callback.at)} · {answered}
        </span>
      </p>
      {callback.problems.map((problem) => (
        <p class="alarm">Refused: {problem}</p>
      ))}
      {callback.problems.length === 0 && <Result {...body} />}
    </article>
  );
}

function Result({ interview = {}, results_url, attachments = [] }: Partial<CallbackBody>): VNode {
  const { score, grade, summary, details, duration } = interview;
  return (
    <>
      <p>
        {score !== undefined && (
          <>
            <span class="score">{score}</span>
            <span class="soft"> / 100</span>{' '}
          </>
        )}
        {grade !== undefined && <span class="tag">{gradeWords[grade] ?? grade}</span>}{' '}
        {duration !== undefined && <span class="soft">took {duration}</span>}
      </p>
      {summary !== undefined && <p dir="auto">{summary}</p>}
      {details !== undefined && <Details details={details} />}
      <p>
        {results_url !== undefined && <Link to={results_url} text="See results" />}
        {attachments.map(({ description, url }) => (
          <>
            {' · '}
            <Link to={url} text={description} /> (PDF)
          </>
        ))}
      </p>
    </>
  );
}

function Details({ details }: { details: Record<string, unknown> }): VNode {
  return (
    <dl>
      {Object.entries(details).map(([key, value]) => (
        <>
          <dt>{key}</dt>
          <dd dir="auto">{typeof value === 'object' && value !== null ? <Group group={value} /> : String(value)}</dd>
        </>
      ))}
    </dl>
  );
}

function Group({ group }: { group: object }): VNode {
  return (
    <>
      {Object.entries(group).map(([key, value]) => (
        <div>
          <span class="soft">{key}:</span> {String(value)}
        </div>
      ))}
    </>
  );
}
