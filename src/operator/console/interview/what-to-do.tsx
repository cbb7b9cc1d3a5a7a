import type { VNode } from 'preact';
import { Link } from '../form.tsx';
import { counted } from '../listing.tsx';
import { Obstructed } from '../obstructed.tsx';
import type { InterviewData } from './load.ts';
import { nextText } from './next-text.ts';

/** What happens by itself, and what a person has to do where that is not enough. */
export function WhatToDo({ view, heldBackBy, isPaused, obstacle, rejectedWebhooks }: InterviewData): VNode {
  const account = encodeURIComponent(view.account);
  const ofAccount = <Link to={`/accounts/${account}`}>page of {view.account}</Link>;
  return (
    <>
      {nextText(view.next)}
      {heldBackBy && <> The {ofAccount} says what to do, and lets them out earlier.</>}
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
