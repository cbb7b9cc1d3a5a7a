import { type Html, html } from '../../src/http/html.ts';
import { link, page } from '../page.ts';
import { callbackCard } from './callback-card.ts';
import { callbacksAt, type Inbox } from './inbox.ts';
import type { BridgeAnswer, SentInterview, SharedLinkBody, TemplatesBody } from './types.ts';

/** A recruiter's view: send an interview, and below it what has come back. */
export function workablePage(
  templates: BridgeAnswer<TemplatesBody> | undefined,
  interviews: readonly SentInterview[],
  inbox: Inbox,
): Html {
  return page({
    title: 'Sandbox Workable',
    lead: html`<p class="soft">You are the recruiter. Interviews are requested through the bridge, and its callbacks appear
on the timeline. <a href="/">Refresh</a></p>`,
    content: html`<h2>Send an interview</h2>
${sendForm(templates)}
<h2>Timeline</h2>
${interviews.length === 0 ? html`<p class="card">No interview is sent yet.</p>` : ''}
${interviews.toReversed().map((interview) => interviewCard(interview, inbox))}`,
  });
}

function sendForm(templates: BridgeAnswer<TemplatesBody> | undefined): Html {
  const listed = templates?.body.interview_templates;
  if (listed === undefined) {
    const answer = templates === undefined ? 'no answer' : `${templates.status} ${templates.body.message ?? ''}`;
    return html`<p class="card bad">The bridge did not list its templates: ${answer}</p>`;
  }
  return html`<form class="card" method="post" action="/play/send">
<div class="fields">
<label>Interview template<select name="template">${listed.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}</select></label>
<label>Job title<input name="job_title" value="Customer support agent"></label>
</div>
<div class="fields">
<label>First name<input name="first_name" value="Ines" required></label>
<label>Last name<input name="last_name" value="Marlow"></label>
<label>E-mail<input name="email" type="email" value="ines.marlow@example.test" required></label>
<label>Phone<input name="phone" type="tel"></label>
</div>
<div class="actions"><button class="main">Send interview</button></div>
</form>`;
}

function interviewCard({ candidate, jobTitle, at, answer, path, sharedLink }: SentInterview, inbox: Inbox): Html {
  const id = answer.body.interview_id;
  const callbacks = callbacksAt(inbox, path);
  const outcome =
    id === undefined
      ? html`<p class="bad">The bridge answered ${answer.status}: ${answer.body.message}</p>`
      : html`<p>Video interview requested <span class="soft">interview ${id}</span></p>`;
  return html`<section class="card" id="${path.slice(path.lastIndexOf('/') + 1)}">
<h3>${[candidate.first_name, candidate.last_name].filter(Boolean).join(' ')}</h3>
<p class="soft">${candidate.email} · ${jobTitle} · ${new Date(at).toISOString().slice(11, 19)}</p>
${outcome}
${id === undefined ? '' : linkForm(id, sharedLink)}
${id !== undefined && callbacks.length === 0 ? html`<p class="soft">Waiting for the candidate.</p>` : ''}
${callbacks.toReversed().map(callbackCard)}
</section>`;
}

function linkForm(interviewId: string, shared: BridgeAnswer<SharedLinkBody> | undefined): Html {
  const url = shared?.body.url;
  const life = shared?.body.ttl === undefined ? 'permanent' : `${shared.body.ttl} ${shared.body.ttl_units ?? ''}`;
  return html`<div class="actions"><form method="post" action="/play/shared-link">
<input type="hidden" name="interview" value="${interviewId}"><button>Get shared link</button></form>
${url === undefined ? html`<span class="soft">${shared?.body.message}</span>` : html`<span>${link(url, url)} (${life})</span>`}</div>`;
}
