import { type Html, html } from '../http/html.ts';
import type { Score } from '../interviews/observation.ts';
import { isAboveMaximum, percentageOf } from '../interviews/score.ts';

/** A ring with the percentage inside. Words, and points above the maximum, are shown without a ring. */
export function scorePicture(score: Score): Html {
  if ('word' in score) return html`<p dir="auto">Score ${score.word}</p>`;
  if (isAboveMaximum(score)) return html`<p>Score ${score.points}, which is above the top of the scale</p>`;
  const percentage = percentageOf(score);
  return html`<svg class="ring" viewBox="0 0 120 120" role="img" aria-label="Score ${percentage} of 100">
<circle cx="60" cy="60" r="52" fill="none" stroke="#d8dee5" stroke-width="10"/>
<circle cx="60" cy="60" r="52" fill="none" stroke="#0b5a8a" stroke-width="10" pathLength="100" stroke-dasharray="${percentage} 100" transform="rotate(-90 60 60)"/>
<text x="60" y="68">${percentage}</text>
<text class="of" x="60" y="86">of 100</text>
</svg>`;
}
