import type { VNode } from 'preact';
import type { AttemptView } from '../interviews/attempt.ts';
import { isScore, type Question, type Remark, type Score } from '../interviews/observation.ts';
import { isAboveMaximum, percentageOf } from '../interviews/score.ts';
import { Section } from '../pages/layout.tsx';
import { foreignIn } from './foreign.ts';
import type { Reading, Words } from './words.ts';

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

/** Every question, to be opened. `hasTranscript`: its answer is to be read there, too. */
export function Questions({
  attempt: { questions },
  hasTranscript,
  reading,
  vendor,
}: Of & { hasTranscript: boolean }): VNode | null {
  if (!questions || questions.length === 0) return null;
  return (
    <Section id="questions" title={<Scaled title={reading.words.questions} reading={reading} />}>
      <ol class="parts">
        {questions.map((each, i) => (
          <li>
            <Asked
              asked={each}
              name={`${i + 1}. ${each.question}`}
              hasTranscript={hasTranscript}
              reading={reading}
              vendor={vendor}
            />
          </li>
        ))}
      </ol>
    </Section>
  );
}

export function isAnswered({ answer, isAnswered: isElsewhere, score }: Question): boolean {
  return isElsewhere === true || Boolean(answer?.trim()) || isScore(score);
}

function Scaled({ title, reading }: { title: string; reading: Reading }): VNode {
  return (
    <>
      {title} <span class="soft">— {reading.words.scale}</span>
    </>
  );
}

type AskedProps = {
  asked: Question;
  name: string;
  hasTranscript: boolean;
  reading: Reading;
  vendor: string;
};

function Asked({ asked, name, hasTranscript, reading, vendor }: AskedProps): VNode {
  const { words } = reading;
  const [answer, comment] = [asked.answer?.trim(), asked.comment?.trim()];
  const about = { asked, hasTranscript, words, vendor };
  return (
    <details>
      <summary class="part">
        <PartHead name={name} {...asked} isAnswered={isAnswered(asked)} reading={reading} />
      </summary>
      {answer || comment ? (
        <div class="said-here">
          {answer ? <Said head={words.answer} text={answer} language={asked.language} /> : <NoAnswer {...about} />}
          {comment && <Said head={words.comment(vendor)} text={comment} />}
        </div>
      ) : (
        <NoAnswer {...about} />
      )}
    </details>
  );
}

type NoAnswerProps = Pick<AskedProps, 'asked' | 'hasTranscript' | 'vendor'> & { words: Words };

function NoAnswer({ asked, hasTranscript, words, vendor }: NoAnswerProps): VNode {
  if (!isAnswered(asked)) return <p class="soft screen">{words.unanswered}</p>;
  if (!hasTranscript) return <p class="soft screen">{words.answerUntold(vendor)}</p>;
  return (
    <p class="screen">
      <a href="#transcript">{words.transcript.heading}</a>
    </p>
  );
}

function Said({ head, text, language }: { head: string; text: string; language?: string | undefined }): VNode {
  return (
    <>
      <p class="soft small">{head}</p>
      <p {...foreignIn(language)}>{text}</p>
    </>
  );
}

type HeadProps = { name: string; score?: Score; isAnswered?: boolean; language?: string; reading: Reading };

function PartHead({ name, score, isAnswered: hasAnswer = true, language, reading }: HeadProps): VNode {
  const percentage = isScore(score) && !isAboveMaximum(score) ? percentageOf(score) : undefined;
  return (
    <>
      <span class="name" {...foreignIn(language)}>
        {name}
      </span>
      {isScore(score) ? (
        <Value score={score} percentage={percentage} reading={reading} />
      ) : (
        <span class="value soft">{hasAnswer ? reading.words.notScored : reading.words.notAnswered}</span>
      )}
      {percentage !== undefined && (
        <svg class="thin" aria-hidden="true">
          <rect class="track" />
          <rect class="fill" width={`${percentage}%`} />
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
