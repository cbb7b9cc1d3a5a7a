import type { VNode } from 'preact';
import type { Remark } from '../interviews/observation.ts';
import { Section } from '../pages/layout.tsx';

/** What else the vendor says, in its words and order. */
export function Remarks({ remarks }: { remarks: readonly Remark[] | null | undefined }): VNode | null {
  if (!remarks || remarks.length === 0) return null;
  return (
    <Section id="details" title="Details">
      <ul>
        {remarks.map(({ label, value }) => (
          <li>
            <bdi class="soft">{label}</bdi>: <bdi>{typeof value === 'boolean' ? (value ? 'yes' : 'no') : value}</bdi>
          </li>
        ))}
      </ul>
    </Section>
  );
}
