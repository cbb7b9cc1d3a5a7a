import type { ComponentChildren, VNode } from 'preact';
import { Button } from '../form.tsx';

type EndsProps = {
  /** Of the page, below `/operator`. */
  at: `/${string}`;
  /** The person can be found by an address, and so be forgotten. */
  mayForget: boolean;
  children?: ComponentChildren;
};

/** What needs a tick or a second look: not among what is brought up to date while someone fills it in. */
export function Ends({ at, mayForget, children }: EndsProps): VNode {
  return (
    <section class="danger" aria-labelledby="ends">
      <h2 id="ends">What cannot be undone</h2>
      {children}
      {mayForget && (
        <div class="row">
          <Button to={`${at}/forget`} text="Forget this person…" />
        </div>
      )}
    </section>
  );
}
