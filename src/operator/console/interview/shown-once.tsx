import type { ComponentChildren, VNode } from 'preact';
import { WayBack } from '../frame.tsx';
import { pathOf } from './load.ts';

type ShownOnceProps = { id: string; what: string; secret: string; children: ComponentChildren };

/** A link that is shown in this answer alone. */
export function ShownOnce({ id, what, secret, children }: ShownOnceProps): VNode {
  return (
    <section>
      <p>{what}</p>
      <pre tabindex={0}>{secret}</pre>
      <p>{children} It is not shown again.</p>
      <WayBack to={pathOf(id)} text="Back to the interview" />
    </section>
  );
}
