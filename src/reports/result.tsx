import type { VNode } from 'preact';
import type { AttemptView } from '../interviews/attempt.ts';
import { clockTime } from '../interviews/clock-time.ts';
import type { Score } from '../interviews/observation.ts';
import { isAboveMaximum, percentageOf, recommendationOf } from '../interviews/score.ts';
import { Section } from '../pages/layout.tsx';
import { Time } from '../pages/time.tsx';

const recommendationWords = { 'strong-yes': 'Excelled', yes: 'Passed', no: 'Failed' } as const;

export function Result({ attempt, excelledFrom }: { attempt: AttemptView; excelledFrom: number }): VNode {
  const { score, decision, startedAt, durationSeconds } = attempt;
  const recommendation = recommendationOf(decision, percentageOf(score), excelledFrom);
  return (
    <Section id="result" title="Result">
      <div class="result">
        {score ? <ScorePicture score={score} /> : <p>There is no score yet.</p>}
        <dl>
          <dt>Decision</dt>
          <dd>{recommendation ? recommendationWords[recommendation] : 'Not decided yet'}</dd>
          {typeof startedAt === 'number' && (
            <>
              <dt>Interviewed</dt>
              <dd>
                <Time at={startedAt} />
              </dd>
            </>
          )}
          {typeof durationSeconds === 'number' && (
            <>
              <dt>Duration</dt>
              <dd>{clockTime(durationSeconds)}</dd>
            </>
          )}
        </dl>
      </div>
    </Section>
  );
}

/** A ring with the percentage inside. Words, and points above the maximum, are shown without a ring. */
function ScorePicture({ score }: { score: Score }): VNode {
  if ('word' in score) return <p dir="auto">Score {score.word}</p>;
  if (isAboveMaximum(score)) return <p>Score {score.points}, which is above the top of the scale</p>;
  const percentage = percentageOf(score);
  return (
    <svg class="ring" viewBox="0 0 120 120" role="img" aria-label={`Score ${percentage} of 100`}>
      <circle cx="60" cy="60" r="52" />
      <circle
        class="filled"
        cx="60"
        cy="60"
        r="52"
        pathLength="100"
        stroke-dasharray={`${percentage} 100`}
        transform="rotate(-90 60 60)"
      />
      <text x="60" y="68">
        {percentage}
      </text>
      <text class="of" x="60" y="86">
        of 100
      </text>
    </svg>
  );
}
