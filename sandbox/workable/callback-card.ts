import { type Html, html } from '../../src/http/html.ts';
import { link } from '../page.ts';
import type { CallbackBody, ReceivedCallback } from './types.ts';

/** How Workable words a grade: failed is "no", passed is "yes", excelled is "definitely yes". */
const gradeWords: Record<string, string> = {
  failed: 'Thumbs down: no',
  passed: 'Thumbs up: yes',
  excelled: 'Two thumbs up: definitely yes',
};

/** One callback as an entry of the candidate's timeline. */
export function callbackCard(callback: ReceivedCallback): Html {
  const body = (callback.body ?? {}) as Partial<CallbackBody>;
  const time = new Date(callback.at).toISOString().slice(11, 19);
  const answered = callback.status === 0 ? 'no answer given' : `answered ${callback.status}`;
  return html`<article class="inner">
<p><strong>Video interview ${String(body.status ?? 'without a status')}</strong>
<span class="soft">${time} · ${answered}</span></p>
${callback.problems.map((problem) => html`<p class="bad">Refused: ${problem}</p>`)}
${callback.problems.length === 0 ? resultBlock(body) : ''}
</article>`;
}

function resultBlock({ interview = {}, results_url, attachments = [] }: Partial<CallbackBody>): Html {
  const { score, grade, summary, details, duration } = interview;
  return html`<p>${score === undefined ? '' : html`<span class="score">${score}</span><span class="soft"> / 100</span> `}
${grade === undefined ? '' : html`<span class="tag">${gradeWords[grade] ?? grade}</span>`}
${duration === undefined ? '' : html`<span class="soft">took ${duration}</span>`}</p>
${summary === undefined ? '' : html`<p>${summary}</p>`}
${details === undefined ? '' : detailsList(details)}
<p>${results_url === undefined ? '' : link(results_url, 'See results')}
${attachments.map(({ description, url }) => html` · ${link(url, description)} (PDF)`)}</p>`;
}

function detailsList(details: Record<string, unknown>): Html {
  return html`<dl>${Object.entries(details).map(
    ([key, value]) =>
      html`<dt>${key}</dt><dd>${typeof value === 'object' && value !== null ? nested(value) : String(value)}</dd>`,
  )}</dl>`;
}

function nested(group: object): Html[] {
  return Object.entries(group).map(
    ([key, value]) => html`<div><span class="soft">${key}:</span> ${String(value)}</div>`,
  );
}
