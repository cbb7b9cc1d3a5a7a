import type { VNode } from 'preact';
import type { AttemptView } from '../interviews/attempt.ts';
import type { Score } from '../interviews/observation.ts';
import { describeOfHundred } from '../interviews/score.ts';
import { Section } from '../pages/layout.tsx';
import { Time } from '../pages/time.tsx';

export function Analysis({ text }: { text: string | null | undefined }): VNode | null {
  const paragraphs = (text ?? '')
    .split(/(?:\r?\n[ \t]*){2,}/)
    .map((each) => each.trim())
    .filter((each) => each !== '');
  if (paragraphs.length === 0) return null;
  return (
    <Section id="analysis" title="Analysis">
      {paragraphs.map((paragraph) => (
        <p dir="auto">{withLineBreaks(paragraph)}</p>
      ))}
    </Section>
  );
}

function withLineBreaks(text: string): (VNode | string)[] {
  return text.split(/\r?\n/).flatMap((line, i) => (i === 0 ? [line] : [<br />, line]));
}

type ReasonsProps = { title: string; reasons: readonly string[] | null | undefined };

export function Reasons({ title, reasons }: ReasonsProps): VNode | null {
  if (!reasons || reasons.length === 0) return null;
  return (
    <Section id={title.toLowerCase().replaceAll(' ', '-')} title={title}>
      <ul>
        {reasons.map((reason) => (
          <li dir="auto">{reason}</li>
        ))}
      </ul>
    </Section>
  );
}

type PartsProps = Pick<AttemptView, 'ratings' | 'questions'>;

export function Ratings({ ratings }: PartsProps): VNode | null {
  const parts = (ratings ?? []).map((each): Part => [each.label, each.score]);
  return <Scores id="ratings" title="Ratings" of="Rating" parts={parts} />;
}

export function Questions({ questions }: PartsProps): VNode | null {
  const parts = (questions ?? []).map((each): Part => [each.question, each.score]);
  return <Scores id="questions" title="Question scores" of="Question" parts={parts} />;
}

type Part = [name: string, score: Score | undefined];
type ScoresProps = { id: string; title: string; of: string; parts: readonly Part[] };

function Scores({ id, title, of, parts }: ScoresProps): VNode | null {
  if (parts.length === 0) return null;
  return (
    <Section id={id} title={title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{of}</th>
            <th scope="col">Score</th>
          </tr>
        </thead>
        <tbody>
          {parts.map(([name, score]) => (
            <tr>
              <th scope="row" dir="auto">
                {name}
              </th>
              <td>{score ? describeOfHundred(score) : 'not scored'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

/** To a page of its own: only who opens that has the vendor asked. */
export function TranscriptLink({ url, vendor }: { url: string; vendor: string }): VNode {
  return (
    <Section id="transcript" title="Transcript">
      <p>
        <a href={url}>Read what was said</a>, fetched from {vendor} when you open it.
      </p>
    </Section>
  );
}

export function Attempts({ attempts, shown }: { attempts: readonly AttemptView[]; shown: AttemptView }): VNode {
  const isOneOfSeveral = (attempt: AttemptView) => attempts.length > 1 && attempt.attemptId === shown.attemptId;
  return (
    <Section id="attempts" title="Attempts">
      <ol>
        {attempts.map((attempt) => (
          <li>
            <Time at={attempt.beganAt} />: {stateWords(attempt)}
            {isOneOfSeveral(attempt) && (
              <>
                {' '}
                <strong>(this report)</strong>
              </>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}

function stateWords({ state, isScored, vendorStatus }: AttemptView): string {
  if (state === 'running') return 'under way';
  if (state === 'finished') return isScored ? 'finished, with a score' : 'finished, without a score';
  return vendorStatus ? `not completed (${vendorStatus})` : 'not completed';
}
