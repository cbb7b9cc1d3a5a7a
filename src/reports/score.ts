import { type Html, html } from '../http/html.ts';
import { percentageOf } from '../interviews/score.ts';

/** As a ring with the percentage inside. A score above its maximum has no place on a ring and stays a number. */
export function scorePicture(score: number, scoreMax: number): Html {
  if (score > scoreMax) return html`<p>Score ${score}, which is above the top of the scale</p>`;
  const percentage = percentageOf(score, scoreMax);
  return html`<svg class="ring" viewBox="0 0 120 120" role="img" aria-label="Score ${percentage} of 100">
<circle cx="60" cy="60" r="52" fill="none" stroke="#d8dee5" stroke-width="10"/>
<circle cx="60" cy="60" r="52" fill="none" stroke="#0b5a8a" stroke-width="10" pathLength="100" stroke-dasharray="${percentage} 100" transform="rotate(-90 60 60)"/>
<text x="60" y="68">${percentage}</text>
<text class="of" x="60" y="86">of 100</text>
</svg>`;
}
