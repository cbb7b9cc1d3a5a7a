import type { VNode } from 'preact';
import { Advice } from '../advice.tsx';
import { Link } from '../form.tsx';
import { counted } from '../listing.tsx';
import { At } from '../moment.tsx';
import { Obstructed } from '../obstructed.tsx';
import type { InterviewData } from './load.ts';
import { nextText } from './next-text.ts';
import type { Waiting } from './waiting.ts';

/** What happens by itself, and what a person has to do where that is not enough. */
export function WhatToDo({ view, waiting, isPaused, obstacle, rejectedWebhooks }: InterviewData): VNode {
  const account = encodeURIComponent(view.account);
  const ofAccount = <Link to={`/accounts/${account}`}>page of {view.account}</Link>;
  return (
    <>
      {waiting.dueSince === undefined && nextText(view.next)}
      <Delay account={view.account} {...waiting} />
      {waiting.circuit && <> The {ofAccount} lets them out earlier.</>}
      {isPaused && <> The account is paused: nothing goes out before it is resumed, on the {ofAccount}.</>}
      {obstacle && (
        <>
          {' '}
          <Obstructed account={view.account} isWritten {...obstacle} />
        </>
      )}
      {view.state === 'needs_decision' && (
        <>
          {' '}
          Look at the vendor, then <a href="#resolve">say whether the candidate is invited</a>.
        </>
      )}
      {view.state === 'not_invited' && view.origin.door === 'provider' && (
        <>
          {' '}
          Workable got an error. See to the cause (the {ofAccount} checks the vendor), then have a recruiter send the
          interview again in Workable, or cancel it below.
        </>
      )}
      {view.state === 'invited' && rejectedWebhooks > 0 && (
        <>
          {' '}
          {counted(rejectedWebhooks, 'webhook was', 'webhooks were')} rejected and may be about it: see{' '}
          <Link to={`/rejected?account=${account}`}>Rejected webhooks</Link>.
        </>
      )}
    </>
  );
}

/** What to do where a delivery waits for longer than it should. */
function Delay({ account, remedy, dueSince }: Waiting & { account: string }): VNode | null {
  if (remedy !== undefined)
    return (
      <>
        {' '}
        <Advice account={account} text={remedy} />.
      </>
    );
  if (dueSince === undefined) return null;
  return (
    <span class="alarm">
      It has been due since <At at={dueSince} />, and no process has sent it: is a worker running? The{' '}
      <Link to="/queue">queue</Link> says how much waits.
    </span>
  );
}
