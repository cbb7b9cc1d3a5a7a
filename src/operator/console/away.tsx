import type { VNode } from 'preact';
import type { Failure } from '../../errors.ts';
import type { Page } from '../../pages/render.tsx';
import { describeTrouble } from '../../store/refusals.ts';
import type { RedisTrouble } from '../redis-trouble.ts';
import { alone } from './frame.tsx';
import { At } from './moment.tsx';
import { base } from './own-path.ts';
import type { Script } from './script.ts';

/** Where a page asks whether Redis answers again. */
export const redisPath = `${base}/redis`;

type Given = {
  failure: Failure;
  /** Undefined in the first seconds. */
  trouble: RedisTrouble | undefined;
  script: Script;
  /** The address of this page; absent for what came of a form: nothing of it was done. */
  at?: string;
  /** The page of the form. */
  back: string;
};

/** Without Redis no page can say anything else. It looks by itself whether Redis is there again. */
export function awayPage({ failure: { cause }, trouble, script, at, back }: Given): Page {
  const text = capital(trouble?.text ?? `redis ${describeTrouble(cause)}`);
  const isAway = /does not answer/.test(text);
  const looking = { 'hx-get': redisPath, 'hx-trigger': 'every 5s', 'hx-swap': 'none' };
  const content = (
    // A part of a page that is brought up to date finds itself here.
    <div id="live" {...(at === undefined ? {} : looking)}>
      <p class="said bad" role="alert">
        {text}
      </p>
      <Since trouble={trouble} />
      <p>
        Nothing is lost: whatever the bridge has accepted is stored in Redis, and goes on from there by itself. Until
        then it accepts nothing new: vendors send their webhooks again, and a recruiter who invites someone sees an
        error and can do it again.
      </p>
      <p>
        What to do: {isAway ? 'bring Redis back, or correct REDIS_URL' : 'do what the sentence above says'}. Nothing has
        to be restarted. “bridge doctor” and <code>/readyz</code> say the same.
      </p>
      {at === undefined ? <NothingDone back={back} /> : <LookAgain at={at} />}
    </div>
  );
  return alone(isAway ? 'Redis is away' : 'Redis cannot be used', content, script);
}

function Since({ trouble }: Pick<Given, 'trouble'>): VNode {
  if (!trouble) return <p>That began a few seconds ago.</p>;
  return (
    <p>
      Since <At at={trouble.since} /> UTC.
    </p>
  );
}

function LookAgain({ at }: { at: string }): VNode {
  return (
    <p>
      <a href={at}>Look again</a>. Where scripts run, this page does so every 5 seconds, and then shows what you asked
      for.
    </p>
  );
}

function NothingDone({ back }: { back: string }): VNode {
  return (
    <p>
      Nothing of what you sent was done. <a href={base + back}>Back to the page</a>: send it again then.
    </p>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
