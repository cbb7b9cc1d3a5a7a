import type { VNode } from 'preact';
import type { Page } from '../../src/pages/render.tsx';
import { clock, sandboxPage } from '../page.tsx';
import { AttemptBlock } from './attempt-block.tsx';
import { findDefinition, profileKey, type VendorState } from './state.ts';
import type { LoggedWebhook } from './types.ts';

/** Invitations, the attempts at them, and the webhooks sent. */
export function vendorPage(state: VendorState): Page {
  const subjects = subjectsOf(state);
  return sandboxPage(
    'Sandbox interview vendor',
    `You are the candidate and the vendor’s recruiter. Every button does what the person would do; the webhooks go out as
    the vendor sends them.`,
    <>
      <h2>Candidates</h2>
      {subjects.length === 0 && <section>There is no invitation yet.</section>}
      {subjects.map((subject) => (
        <SubjectCard state={state} subject={subject} />
      ))}
      <h2>Webhooks</h2>
      <section>
        <WebhookLog webhooks={state.webhooks} />
      </section>
    </>,
  );
}

type Subject = { merchant: number; email: string; name: string | null; definitionId: string; invitedTimes: number };

/** Each candidate of each definition once, newest first; also those who came without an invitation. */
function subjectsOf(state: VendorState): Subject[] {
  const subjects = new Map<string, Subject>();
  for (const { merchant, email, name, definitionId } of state.invitations) {
    const key = `${definitionId} ${profileKey({ merchant, email })}`;
    const invitedTimes = (subjects.get(key)?.invitedTimes ?? 0) + 1;
    subjects.delete(key);
    subjects.set(key, { merchant, email, name, definitionId, invitedTimes });
  }
  for (const { profile, definitionId } of state.attempts) {
    const key = `${definitionId} ${profileKey(profile)}`;
    if (subjects.has(key)) continue;
    const { merchant, email, name } = profile;
    subjects.set(key, { merchant, email, name, definitionId, invitedTimes: 0 });
  }
  return [...subjects.values()].reverse();
}

function SubjectCard({ state, subject }: { state: VendorState; subject: Subject }): VNode {
  const { merchant, email, name, definitionId, invitedTimes } = subject;
  const attempts = state.attempts.filter(
    ({ profile, ...each }) => profileKey(profile) === profileKey(subject) && each.definitionId === definitionId,
  );
  const isRunning = attempts.some((attempt) => attempt.endedAt === null);
  const invited = invitedTimes === 0 ? 'not invited' : invitedTimes === 1 ? 'invited' : `invited ${invitedTimes} times`;
  return (
    <section>
      <h3 dir="auto">{name ?? email}</h3>
      <p class="soft">
        {email} · {findDefinition(state, definitionId)?.name ?? definitionId} · {invited}
        {state.merchants.length > 1 && ` · for customer ${merchant + 1}`}
      </p>
      {!isRunning && <StartForm subject={subject} isFirst={attempts.length === 0} />}
      {attempts.map((attempt, index) => <AttemptBlock attempt={attempt} number={index + 1} />).reverse()}
    </section>
  );
}

function StartForm({ subject, isFirst }: { subject: Subject; isFirst: boolean }): VNode {
  const { merchant, email, definitionId } = subject;
  return (
    <div class="actions">
      <form method="post" action="/play/start">
        <input type="hidden" name="merchant" value={merchant} />
        <input type="hidden" name="email" value={email} />
        <input type="hidden" name="definition" value={definitionId} />
        <button class="main" type="submit">
          {isFirst ? 'Start the interview' : 'Start another attempt'}
        </button>
      </form>
    </div>
  );
}

function WebhookLog({ webhooks }: { webhooks: readonly LoggedWebhook[] }): VNode {
  if (webhooks.length === 0) return <p>None sent yet.</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Event</th>
          <th scope="col" class="wide">
            Reason
          </th>
          <th scope="col">Answer</th>
        </tr>
      </thead>
      <tbody>
        {webhooks
          .slice(-50)
          .reverse()
          .map((webhook) => (
            <WebhookRow webhook={webhook} />
          ))}
      </tbody>
    </table>
  );
}

function WebhookRow({ webhook: { at, event, body, status, tries } }: { webhook: LoggedWebhook }): VNode {
  const isAcknowledged = status !== null && status >= 200 && status < 300;
  const answer = status ?? (tries === 0 ? 'not sent' : 'no answer');
  return (
    <tr>
      <td>{clock(at)}</td>
      <td>{event}</td>
      <td class="wide">{(body as { reason?: string } | null)?.reason}</td>
      <td class={isAcknowledged ? 'good' : 'alarm'}>
        {answer}
        {tries > 1 && ` after ${tries} tries`}
      </td>
    </tr>
  );
}
