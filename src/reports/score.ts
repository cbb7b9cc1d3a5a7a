import { type Html, html } from './html.ts';

/** A percentage as a ring with the number inside. One above 100 has no place on a ring and stays a number. */
export function scorePicture(percentage: number): Html {
  if (percentage > 100) return html`<p>Score ${percentage}, which is above the top of the scale</p>`;
  return html`<svg class="ring" viewBox="0 0 120 120" role="img" aria-label="Score ${percentage} of 100">
<circle cx="60" cy="60" r="52" fill="none" stroke="#d8dee5" stroke-width="10"/>
<circle cx="60" cy="60" r="52" fill="none" stroke="#0b5a8a" stroke-width="10" pathLength="100" stroke-dasharray="${percentage} 100" transform="rotate(-90 60 60)"/>
<text x="60" y="68">${percentage}</text>
<text class="of" x="60" y="86">of 100</text>
</svg>`;
}
