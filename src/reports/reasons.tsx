import type { VNode } from 'preact';
import type { AttemptView } from '../interviews/attempt.ts';
import { Section } from '../pages/layout.tsx';
import { foreign } from './foreign.ts';
import type { Words } from './words.ts';

/** The vendor's reasons, side by side where there is room. */
export function Reasons({ attempt, words }: { attempt: AttemptView; words: Words }): VNode | null {
  const { reasonsToHire, reasonsNotToHire } = attempt;
  if (!reasonsToHire?.length && !reasonsNotToHire?.length) return null;
  return (
    <div class="two">
      <List id="strengths" title={words.strengths} kind="for" reasons={reasonsToHire} />
      <List id="to-ask-about" title={words.toAskAbout} kind="against" reasons={reasonsNotToHire} />
    </div>
  );
}

type ListProps = { id: string; title: string; kind: 'for' | 'against'; reasons: readonly string[] | null | undefined };

function List({ id, title, kind, reasons }: ListProps): VNode | null {
  if (!reasons?.length) return null;
  return (
    <Section id={id} title={title}>
      <ul class={`marks ${kind}`}>
        {reasons.map((reason) => (
          <li {...foreign}>
            <svg viewBox="0 0 20 20" aria-hidden="true">
              <path d={kind === 'for' ? 'M4 10.5l4 4 8-9' : 'M10 4v8m0 3v1.5'} />
            </svg>
            {reason}
          </li>
        ))}
      </ul>
    </Section>
  );
}
