import type { VNode } from 'preact';
import type { AttemptView } from '../interviews/attempt.ts';
import { isScore, type Question, type Remark, type Score } from '../interviews/observation.ts';
import { isAboveMaximum, percentageOf } from '../interviews/score.ts';
import { Section } from '../pages/layout.tsx';
import { foreign } from './foreign.ts';
import type { Reading } from './words.ts';

type Of = { attempt: AttemptView; reading: Reading; vendor: string };

/** Ratings, which have no more to say than their score. */
export function Ratings({ attempt: { ratings }, reading }: Of): VNode | null {
  if (!ratings || ratings.length === 0) return null;
  return (
    <Section id="ratings" title={<Scaled title={reading.words.ratings} reading={reading} />}>
      <ul class="parts">
        {ratings.map(({ label, score }) => (
          <li class="part">
            <PartHead name={label} score={score} reading={reading} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Every question. Those with an answer or a comment can be opened. */
export function Questions({ attempt: { questions }, reading, vendor }: Of): VNode | null {
  if (!questions || questions.length === 0) return null;
  return (
    <Section id="questions" title={<Scaled title={reading.words.questions} reading={reading} />}>
      <ol class="parts">
        {questions.map((each, i) => (
          <li>
            <Asked {...each} name={`${i + 1}. ${each.question}`} reading={reading} vendor={vendor} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

export function isAnswered({ answer, score }: Question): boolean {
  return Boolean(answer?.trim()) || isScore(score);
}

function Scaled({ title, reading }: { title: string; reading: Reading }): VNode {
  return (
    <>
      {title} <span class="soft">— {reading.words.scale}</span>
    </>
  );
}

type AskedProps = Question & { name: string; reading: Reading; vendor: string };

function Asked({ name, answer, comment, reading, vendor, ...question }: AskedProps): VNode {
  const { words } = reading;
  const score = question.score;
  const head = (
    <PartHead name={name} score={score} isAnswered={isAnswered({ answer, score } as Question)} reading={reading} />
  );
  if (!answer?.trim() && !comment?.trim()) return <div class="part">{head}</div>;
  return (
    <details>
      <summary class="part">{head}</summary>
      <div class="said-here">
        {answer?.trim() ? (
          <>
            <p class="soft small">{words.answer}</p>
            <p {...foreign}>{answer.trim()}</p>
          </>
        ) : (
          <p class="soft">{words.notAnswered}</p>
        )}
        {comment?.trim() && (
          <>
            <p class="soft small">{words.comment(vendor)}</p>
            <p {...foreign}>{comment.trim()}</p>
          </>
        )}
      </div>
    </details>
  );
}

type HeadProps = { name: string; score: Score | undefined; isAnswered?: boolean; reading: Reading };

function PartHead({ name, score, isAnswered: hasAnswer = true, reading }: HeadProps): VNode {
  const percentage = isScore(score) && !isAboveMaximum(score) ? percentageOf(score) : undefined;
  return (
    <>
      <span class="name" {...foreign}>
        {name}
      </span>
      {isScore(score) ? (
        <Value score={score} percentage={percentage} reading={reading} />
      ) : (
        <span class="value soft">{hasAnswer ? reading.words.notScored : reading.words.notAnswered}</span>
      )}
      {percentage !== undefined && (
        <svg class="thin" aria-hidden="true">
          <rect class="track" width="100%" height="100%" rx="3" />
          <rect class="fill" width={`${percentage}%`} height="100%" rx="3" />
        </svg>
      )}
    </>
  );
}

/** Of 100, with the vendor's own in brackets where that is another scale. */
function Value({
  score,
  percentage,
  reading,
}: {
  score: Score;
  percentage: number | undefined;
  reading: Reading;
}): VNode {
  if ('word' in score) return <bdi class="value">{score.word}</bdi>;
  const own = reading.words.ofScale(reading.number(score.points), reading.number(score.of));
  if (percentage === undefined) return <span class="value">{own}</span>;
  return (
    <span class="value">
      {percentage}
      {score.of !== 100 && <small> ({own})</small>}
    </span>
  );
}

/** What else the vendor says, in its words and order. */
export function Remarks({
  remarks,
  words,
}: {
  remarks: readonly Remark[] | null | undefined;
  words: Reading['words'];
}) {
  if (!remarks || remarks.length === 0) return null;
  return (
    <Section id="details" title={words.details}>
      <ul>
        {remarks.map(({ label, value }) => (
          <li>
            <bdi class="soft">{label}</bdi>:{' '}
            <bdi>{typeof value === 'boolean' ? (value ? words.yes : words.no) : value}</bdi>
          </li>
        ))}
      </ul>
    </Section>
  );
}
