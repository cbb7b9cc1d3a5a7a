import type { ComponentChildren, VNode } from 'preact';
import { Link } from '../form.tsx';
import { Live } from '../live.tsx';
import { Sentence } from '../moment.tsx';
import { StateChip } from '../state-chip.tsx';

type StandingProps = {
  /** The address of the page, below `/operator`. */
  at: `/${string}`;
  isLive: boolean;
  view: { account: string; state: Parameters<typeof StateChip>[0]['state']; reason: string };
  /** What comes by itself, and when. */
  next: ComponentChildren;
  isQueued: boolean;
  /** Rows of a `<dl>`. */
  facts: ComponentChildren;
  buttons: VNode;
  history: VNode;
  /** What ought to stand at Workable, and how it does. */
  children: ComponentChildren;
};

/**
 * How an interview or an application stands: what is the case and what happens next, what can be done, and what has
 * happened. It is brought up to date while it is open.
 */
export function Standing(props: StandingProps): VNode {
  const { at, isLive, view, next, isQueued, facts, buttons, history, children } = props;
  return (
    <Live at={at} isOn={isLive} everySeconds={5}>
      <section aria-label="What is the case">
        <p>
          <StateChip state={view.state} />{' '}
          <strong dir="auto">
            <Sentence text={view.reason} />
          </strong>{' '}
          {next}
          {isQueued && ' It is in the queue of replays.'}
        </p>
        <dl>
          <dt>Account</dt>
          <dd>
            <Link to={`/accounts/${encodeURIComponent(view.account)}`}>{view.account}</Link>
          </dd>
          {facts}
        </dl>
      </section>
      <section aria-labelledby="actions">
        <h2 id="actions">What you can do</h2>
        <div class="row">{buttons}</div>
        <p class="soft">Each of these is written to the history. What Workable has already is not sent again.</p>
      </section>
      <div class="columns">
        <div>{children}</div>
        {history}
      </div>
    </Live>
  );
}
