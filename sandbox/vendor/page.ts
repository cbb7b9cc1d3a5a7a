import { type Html, html } from '../../src/http/html.ts';
import { page } from '../page.ts';
import { isSubmitted } from './control.ts';
import { isFinished, payloadOf } from './payload.ts';
import { findDefinition, type VendorState } from './state.ts';
import type { LoggedWebhook, SandboxAttempt } from './types.ts';

/** Invitations, the attempts at them, and the webhooks sent. */
export function vendorPage(state: VendorState): Html {
  const subjects = subjectsOf(state);
  return page({
    title: 'Sandbox interview vendor',
    lead: html`<p class="soft">You are the candidate and the vendor’s recruiter. Every button does what the person would do;
the webhooks go out as the vendor sends them. <a href="/">Refresh</a></p>`,
    content: html`<h2>Candidates</h2>
${subjects.length === 0 ? html`<p class="card">There is no invitation yet.</p>` : subjects.map((subject) => subjectCard(state, subject))}
<h2>Webhooks</h2>
${webhookLog(state.webhooks)}`,
  });
}

type Subject = { email: string; name: string | null; definitionId: string; invitedTimes: number };

/** Each candidate of each definition once, newest first; also those who came without an invitation. */
function subjectsOf(state: VendorState): Subject[] {
  const subjects = new Map<string, Subject>();
  for (const { email, name, definitionId } of state.invitations) {
    const key = `${definitionId} ${email}`;
    const invitedTimes = (subjects.get(key)?.invitedTimes ?? 0) + 1;
    subjects.delete(key);
    subjects.set(key, { email, name, definitionId, invitedTimes });
  }
  for (const { profile, definitionId } of state.attempts) {
    const key = `${definitionId} ${profile.email}`;
    if (subjects.has(key)) continue;
    subjects.set(key, { email: profile.email, name: profile.name, definitionId, invitedTimes: 0 });
  }
  return [...subjects.values()].reverse();
}

function subjectCard(state: VendorState, { email, name, definitionId, invitedTimes }: Subject): Html {
  const attempts = state.attempts.filter((each) => each.profile.email === email && each.definitionId === definitionId);
  const isRunning = attempts.some((attempt) => attempt.endedAt === null);
  const invited = invitedTimes === 0 ? 'not invited' : invitedTimes === 1 ? 'invited' : `invited ${invitedTimes} times`;
  return html`<section class="card">
<h3>${name ?? email}</h3>
<p class="soft">${email} · ${findDefinition(state, definitionId)?.name ?? definitionId} · ${invited}</p>
${isRunning ? '' : startForm(email, definitionId, attempts.length)}
${attempts.map((attempt, index) => attemptBlock(attempt, index + 1)).reverse()}
</section>`;
}

function startForm(email: string, definitionId: string, attempts: number): Html {
  return html`<div class="actions"><form method="post" action="/play/start">
<input type="hidden" name="email" value="${email}"><input type="hidden" name="definition" value="${definitionId}">
<button class="main">${attempts === 0 ? 'Start the interview' : 'Start another attempt'}</button></form></div>`;
}

function attemptBlock(attempt: SandboxAttempt, number: number): Html {
  const { status, interview_status, score, recruiter_go_next_round, pdf_export_url } = payloadOf(attempt);
  const decision = recruiter_go_next_round === null ? 'undecided' : recruiter_go_next_round ? 'advance' : 'not advance';
  return html`<div class="inner" id="${attempt.id}">
<p><strong>Attempt ${number}</strong> <span class="tag">${interview_status}</span> <span class="tag">${status}</span>
<span class="soft">score ${score ?? 'none'} · ${decision} · ${pdf_export_url === null ? 'no report' : 'report made'}
${attempt.pendingReasons.length > 0 ? '· webhook waits for the report' : ''}</span></p>
<div class="actions">${actionsFor(attempt)}</div>
</div>`;
}

function actionsFor(attempt: SandboxAttempt): Html[] {
  const { id } = attempt;
  const payload = payloadOf(attempt);
  if (attempt.endedAt === null) {
    return [
      action(id, 'collect', 'Finish answers'),
      scoreForm(id, 'Submit with score'),
      action(id, 'fail', 'Fail'),
      action(id, 'abandon', 'Abandon'),
    ];
  }
  if (!isFinished(payload)) return [];
  if (!isSubmitted(attempt)) return [scoreForm(id, 'Submit with score')];
  return [
    scoreForm(id, 'Change score', payload.score),
    action(id, 'advance', 'Decide: advance'),
    action(id, 'not-advance', 'Decide: not advance'),
    action(id, 'undecided', 'Undecided'),
    action(id, 'report', 'Make report'),
    action(id, 'reset', 'Request another attempt'),
  ];
}

function action(attemptId: string, name: string, text: string): Html {
  return html`<form method="post" action="/play/${name}"><input type="hidden" name="attempt" value="${attemptId}">
<button>${text}</button></form>`;
}

function scoreForm(attemptId: string, text: string, score: number | null = null): Html {
  return html`<form method="post" action="/play/score"><input type="hidden" name="attempt" value="${attemptId}">
<input type="number" name="score" min="0" max="10" step="0.01" value="${score ?? 7.5}" aria-label="Score from 0 to 10" required>
<button>${text}</button></form>`;
}

function webhookLog(webhooks: readonly LoggedWebhook[]): Html {
  if (webhooks.length === 0) return html`<p class="card">None sent yet.</p>`;
  return html`<div class="card"><table>
<thead><tr><th>Time</th><th>Event</th><th class="wide">Reason</th><th>Answer</th></tr></thead>
<tbody>${webhooks.slice(-50).reverse().map(webhookRow)}</tbody></table></div>`;
}

function webhookRow({ at, event, body, status, tries }: LoggedWebhook): Html {
  const isAcknowledged = status !== null && status >= 200 && status < 300;
  const answer = status ?? (tries === 0 ? 'not sent' : 'no answer');
  return html`<tr><td>${new Date(at).toISOString().slice(11, 19)}</td><td>${event}</td>
<td class="wide">${(body as { reason?: string } | null)?.reason}</td>
<td class="${isAcknowledged ? 'good' : 'bad'}">${answer}${tries > 1 ? ` after ${tries} tries` : ''}</td></tr>`;
}
