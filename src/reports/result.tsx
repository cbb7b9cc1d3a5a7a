import type { VNode } from 'preact';
import type { AttemptView } from '../interviews/attempt.ts';
import { isScore, type Score } from '../interviews/observation.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import { isAboveMaximum, percentageOf, recommendationOf } from '../interviews/score.ts';
import { shorten } from '../interviews/shorten.ts';
import { Section } from '../pages/layout.tsx';
import { foreign } from './foreign.ts';
import { firstParagraph, isOneParagraph } from './markdown.tsx';
import type { Reading } from './words.ts';

/** What a reader sees of the analysis before anything else. */
const excerptCharacters = 260;
const thumbs = { no: ['down'], yes: ['up'], 'strong-yes': ['up', 'up'] } as const;

type ResultProps = {
  record: InterviewRecord;
  attempt: AttemptView;
  attempts: readonly AttemptView[];
  excelledFrom: number;
  isShortened: boolean;
  vendor: string;
  reading: Reading;
};

export function Result(props: ResultProps): VNode {
  const { attempt, excelledFrom, reading } = props;
  const { score } = attempt;
  return (
    <Section id="result" title={reading.words.result}>
      <div class="figure">
        {isScore(score) && <Figure score={score} reading={reading} />}
        <Decision {...props} />
      </div>
      {isScore(score) && 'points' in score && !isAboveMaximum(score) && (
        <Bar percentage={percentageOf(score) ?? 0} excelledFrom={excelledFrom} reading={reading} />
      )}
      {alertsOf(props).map((alert) => (
        <p class="alert">{alert}</p>
      ))}
      <Excerpt analysis={attempt.analysis} reading={reading} />
    </Section>
  );
}

/** Whether the first paragraph of the result says all of the analysis. */
export function isAllInExcerpt(analysis: string): boolean {
  return isOneParagraph(analysis) && (firstParagraph(analysis)?.length ?? 0) <= excerptCharacters;
}

function Excerpt({ analysis, reading }: { analysis: string | null | undefined; reading: Reading }): VNode | null {
  const first = firstParagraph(analysis ?? '');
  if (!analysis || first === undefined) return null;
  return (
    <>
      <p {...foreign}>{shorten(first, excerptCharacters)}</p>
      {!isAllInExcerpt(analysis) && (
        <p class="screen">
          <a href="#analysis">{reading.words.more}</a>
        </p>
      )}
    </>
  );
}

function Figure({ score, reading }: { score: Score; reading: Reading }): VNode {
  if ('word' in score) {
    return (
      <p class="score word" {...foreign}>
        {score.word}
      </p>
    );
  }
  if (isAboveMaximum(score)) return <p class="score">{reading.number(score.points)}</p>;
  return (
    <p class="score">
      {percentageOf(score)}
      <small>/100</small>
    </p>
  );
}

function Decision({ record, attempt, excelledFrom, vendor, reading }: ResultProps): VNode {
  const { words } = reading;
  const recommendation = recommendationOf(attempt.decision, percentageOf(attempt.score), excelledFrom);
  if (!recommendation) return <p class="soft">{words.undecided}</p>;
  const at = decidedAt(record, attempt);
  return (
    <div>
      <span class="grade">
        {thumbs[recommendation].map((way) => (
          <Thumb isDown={way === 'down'} />
        ))}
        {words.grades[recommendation]}
      </span>
      <p class="small soft">
        {words.decided(vendor)}
        {at !== undefined && `, ${reading.day(at)}`}
      </p>
    </div>
  );
}

function Thumb({ isDown }: { isDown: boolean }): VNode {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <path
        d="M1 9h4v9H1zM6.5 17V9l4-8c1.8.2 2.4 1.4 2.1 3L12 7.5h5a1.7 1.7 0 0 1 1.7 2.1l-1.7 6.9a2 2 0 0 1-2 1.5H8.5z"
        transform={isDown ? 'rotate(180 10 10)' : undefined}
      />
    </svg>
  );
}

/** When the bridge first knew of the decision, as far as that is kept. */
function decidedAt({ attempts }: InterviewRecord, { attemptId, decision }: AttemptView): number | undefined {
  const observed = Object.values(attempts[attemptId]?.observed ?? {});
  const times = observed.filter((each) => each.decision === decision).map(({ at }) => at);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The percentage, and from where on a positive decision is a definite one. */
function Bar({ percentage, excelledFrom, reading }: { percentage: number; excelledFrom: number; reading: Reading }) {
  const { words } = reading;
  const label = words.excelledFrom(words.grades['strong-yes'], reading.number(excelledFrom));
  return (
    <svg class="bar" role="img" aria-label={`${words.score(String(percentage))}; ${label}`}>
      <rect class="track" y="4" width="100%" height="10" rx="5" />
      <rect class="fill" y="4" width={`${percentage}%`} height="10" rx="5" />
      <rect class="tick" x={`${Math.min(excelledFrom, 99.5)}%`} width="2" height="18" />
      <text x={`${excelledFrom}%`} y="34" text-anchor={excelledFrom < 50 ? 'start' : 'end'}>
        {label}
      </text>
    </svg>
  );
}

/** Only what a reader has to know before anything else. */
function alertsOf({ attempt, attempts, isShortened, vendor, reading }: ResultProps): string[] {
  const { words } = reading;
  const { score } = attempt;
  const alerts: string[] = [];
  const newest = attempts.at(-1);
  if (newest && newest.attemptId !== attempt.attemptId && newest.state === 'running') alerts.push(words.newerRunning);
  if (score && 'points' in score && isAboveMaximum(score)) {
    alerts.push(words.aboveScale(words.ofScale(reading.number(score.points), reading.number(score.of))));
  }
  if (!isScore(score)) {
    alerts.push(attempt.final === 'completed' ? words.noScoreGiven(vendor) : words.noScoreYet(vendor));
  }
  if (isShortened) alerts.push(words.shortened(vendor));
  return alerts;
}
