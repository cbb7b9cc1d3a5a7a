import type { VNode } from 'preact';
import type { Changes } from '../../queries/changes.ts';

/** What a delivery would change there. */
export function Difference({ changes }: { changes: Changes }): VNode {
  return (
    <section aria-labelledby="difference">
      <h2 id="difference">Difference to what Workable has</h2>
      <pre tabindex={0}>{shortened(changes.text.map(narrow).join('\n'))}</pre>
      {!changes.isSent && <p class="soft">“Deliver now” would send nothing.</p>}
    </section>
  );
}

/** Commands align paths with spaces, for which a page may be too narrow. */
function narrow(line: string): string {
  return line.replace(/ {2,}/, ': ');
}

const shownCharacters = 4_000;

function shortened(text: string): string {
  return text.length <= shownCharacters
    ? text
    : `${text.slice(0, shownCharacters)}… (“bridge replay --dry-run” says all)`;
}
