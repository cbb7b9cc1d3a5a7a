import type { VNode } from 'preact';
import { isSubmitted } from './control.ts';
import { isFinished, payloadOf } from './payload.ts';
import type { SandboxAttempt } from './types.ts';

/** An attempt, and buttons for what may happen to it next. */
export function AttemptBlock({ attempt, number }: { attempt: SandboxAttempt; number: number }): VNode {
  const { status, interview_status, score, recruiter_go_next_round, pdf_export_url } = payloadOf(attempt);
  const decision = recruiter_go_next_round === null ? 'undecided' : recruiter_go_next_round ? 'advance' : 'not advance';
  return (
    <div class="inner" id={attempt.id}>
      <p>
        <strong>Attempt {number}</strong> <span class="tag">{interview_status}</span> <span class="tag">{status}</span>{' '}
        <span class="soft">
          score {score ?? 'none'} · {decision} · {pdf_export_url === null ? 'no report' : 'report made'}
          {attempt.pendingReasons.length > 0 && ' · webhook waits for the report'}
        </span>
      </p>
      <div class="actions">
        <Actions attempt={attempt} />
      </div>
    </div>
  );
}

function Actions({ attempt }: { attempt: SandboxAttempt }): VNode | null {
  const { id } = attempt;
  const payload = payloadOf(attempt);
  if (attempt.endedAt === null) {
    return (
      <>
        <Action attemptId={id} name="collect" text="Finish answers" />
        <ScoreForm attemptId={id} text="Submit with score" score={null} />
        <Action attemptId={id} name="fail" text="Fail" />
        <Action attemptId={id} name="abandon" text="Abandon" />
      </>
    );
  }
  if (!isFinished(payload)) return null;
  if (!isSubmitted(attempt)) return <ScoreForm attemptId={id} text="Submit with score" score={null} />;
  return (
    <>
      <ScoreForm attemptId={id} text="Change score" score={payload.score} />
      <Action attemptId={id} name="advance" text="Decide: advance" />
      <Action attemptId={id} name="not-advance" text="Decide: not advance" />
      <Action attemptId={id} name="undecided" text="Undecided" />
      <Action attemptId={id} name="report" text="Make report" />
      <Action attemptId={id} name="reset" text="Request another attempt" />
    </>
  );
}

function Action({ attemptId, name, text }: { attemptId: string; name: string; text: string }): VNode {
  return (
    <form method="post" action={`/play/${name}`}>
      <input type="hidden" name="attempt" value={attemptId} />
      <button type="submit">{text}</button>
    </form>
  );
}

function ScoreForm({ attemptId, text, score }: { attemptId: string; text: string; score: number | null }): VNode {
  return (
    <form method="post" action="/play/score">
      <input type="hidden" name="attempt" value={attemptId} />
      <input
        type="number"
        name="score"
        min="0"
        max="10"
        step="0.01"
        value={score ?? 7.5}
        aria-label="Score from 0 to 10"
        required
      />
      <button type="submit">{text}</button>
    </form>
  );
}
