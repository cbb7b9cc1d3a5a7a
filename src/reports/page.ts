import { type Fragment, type Html, html } from '../http/html.ts';
import type { AttemptView } from '../interviews/attempt.ts';
import { clockTime } from '../interviews/clock-time.ts';
import type { Score } from '../interviews/observation.ts';
import { fullName } from '../interviews/record.ts';
import { percentageOf, recommendationOf } from '../interviews/score.ts';
import type { SharedLink } from '../store/shared-links.ts';
import { layout } from './layout.ts';
import { type Completed, type Found, pdfOf } from './report.ts';
import { scorePicture } from './score.ts';

const recommendationWords = { 'strong-yes': 'Excelled', yes: 'Passed', no: 'Failed' } as const;

/** The page for recruiters, who may have a login at the vendor. */
export function reportPage(found: Found, publication: Completed, pdfUrl: string): Html {
  const { vendor } = found.account;
  const { attemptId, resultPage } = publication.attempt;
  const vendorUrl = resultPage ?? vendor.resultPageOf?.(attemptId);
  const vendorLink =
    vendorUrl === undefined
      ? undefined
      : html`<li><a href="${vendorUrl}" rel="noreferrer">Result at ${vendor.title}</a> (needs a login there)</li>`;
  return page(found, publication, [pdfLink(found, publication, pdfUrl), vendorLink]);
}

/** The page for readers of a shared link. `link`: as it was before this view. */
export function sharedPage(found: Found, publication: Completed, pdfUrl: string, link: SharedLink): Html {
  return page(found, publication, [pdfLink(found, publication, pdfUrl)], html`<p>${lifeText(link)}</p>`);
}

function page(found: Found, publication: Completed, links: (Html | undefined)[], footnote?: Html): Html {
  const { candidate, jobTitle } = found.record;
  const { attempt, attempts } = publication;
  const name = fullName(candidate);
  const hasFooter = footnote || links.some((link) => link !== undefined);
  return layout(
    `${name} – Interview report`,
    html`<header>
<p class="kind">Interview report</p>
<h1 dir="auto">${name}</h1>
${jobTitle === undefined ? undefined : html`<p dir="auto">${jobTitle}</p>`}
</header>
${resultSection(attempt, found.account.reports.excelledFrom)}
${analysisSection(attempt.analysis)}
${reasonsSection('Reasons to hire', attempt.reasonsToHire)}
${reasonsSection('Reasons not to hire', attempt.reasonsNotToHire)}
${questionsSection(attempt.questions)}
${attemptsSection(attempts, attempt)}
${hasFooter ? html`<footer class="screen"><ul class="links">${links}</ul>${footnote}</footer>` : undefined}`,
  );
}

function resultSection(attempt: AttemptView, excelledFrom: number): Html {
  const { score, decision, startedAt, durationSeconds } = attempt;
  const recommendation = recommendationOf(decision, percentageOf(score), excelledFrom);
  return html`<section aria-labelledby="result">
<h2 id="result">Result</h2>
<div class="result">
${score ? scorePicture(score) : html`<p>There is no score yet.</p>`}
<dl>
<dt>Decision</dt><dd>${recommendation ? recommendationWords[recommendation] : 'Not decided yet'}</dd>
${typeof startedAt === 'number' ? html`<dt>Interviewed</dt><dd>${time(startedAt)}</dd>` : undefined}
${typeof durationSeconds === 'number' ? html`<dt>Duration</dt><dd>${clockTime(durationSeconds)}</dd>` : undefined}
</dl>
</div>
</section>`;
}

function analysisSection(analysis: string | null | undefined): Html | undefined {
  const paragraphs = (analysis ?? '')
    .split(/(?:\r?\n[ \t]*){2,}/)
    .map((text) => text.trim())
    .filter((text) => text !== '');
  if (paragraphs.length === 0) return undefined;
  return html`<section aria-labelledby="analysis">
<h2 id="analysis">Analysis</h2>
${paragraphs.map((text) => html`<p dir="auto">${withLineBreaks(text)}</p>`)}
</section>`;
}

function withLineBreaks(text: string): Html[] {
  return text.split(/\r?\n/).map((line, i) => (i === 0 ? html`${line}` : html`<br>${line}`));
}

function reasonsSection(title: string, reasons: readonly string[] | null | undefined): Html | undefined {
  if (!reasons || reasons.length === 0) return undefined;
  const id = title.toLowerCase().replaceAll(' ', '-');
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
<ul>${reasons.map((reason) => html`<li dir="auto">${reason}</li>`)}</ul>
</section>`;
}

function questionsSection(questions: AttemptView['questions']): Html | undefined {
  if (!questions || questions.length === 0) return undefined;
  return html`<section aria-labelledby="questions">
<h2 id="questions">Question scores</h2>
<table>
<thead><tr><th scope="col">Question</th><th scope="col">Score</th></tr></thead>
<tbody>${questions.map(
    ({ question, score }) => html`<tr><th scope="row" dir="auto">${question}</th><td>${scoreCell(score)}</td></tr>`,
  )}</tbody>
</table>
</section>`;
}

function scoreCell(score: Score | undefined): string | number {
  if (!score) return 'not scored';
  return 'word' in score ? score.word : score.points;
}

function attemptsSection(attempts: readonly AttemptView[], shown: AttemptView): Html {
  const isOneOfSeveral = (attempt: AttemptView) => attempts.length > 1 && attempt.attemptId === shown.attemptId;
  return html`<section aria-labelledby="attempts">
<h2 id="attempts">Attempts</h2>
<ol>${attempts.map(
    (attempt) =>
      html`<li>${time(attempt.beganAt)}: ${stateWords(attempt)}${isOneOfSeveral(attempt) ? html` <strong>(this report)</strong>` : undefined}</li>`,
  )}</ol>
</section>`;
}

function stateWords({ state, isScored, vendorStatus }: AttemptView): string {
  if (state === 'running') return 'under way';
  if (state === 'finished') return isScored ? 'finished, with a score' : 'finished, without a score';
  return vendorStatus ? `not completed (${vendorStatus})` : 'not completed';
}

function pdfLink(found: Found, publication: Completed, pdfUrl: string): Html | undefined {
  return pdfOf(found, publication) && html`<li><a href="${pdfUrl}">Report as PDF</a></li>`;
}

function lifeText({ expiresAt, viewsLeft }: SharedLink): Fragment {
  if (expiresAt !== undefined) return html`This shared link works until ${time(expiresAt)}.`;
  if (viewsLeft === undefined) return 'This is a shared link.';
  if (viewsLeft === 1) return 'This shared link is used up now: the page cannot be opened again.';
  return `This shared link opens the page ${viewsLeft - 1} more ${viewsLeft === 2 ? 'time' : 'times'}.`;
}

const spokenTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

function time(at: number): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${spokenTime.format(at)} UTC</time>`;
}
