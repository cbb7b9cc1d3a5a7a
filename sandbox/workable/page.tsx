import type { VNode } from 'preact';
import type { Page } from '../../src/pages/render.tsx';
import { clock, Link, sandboxPage } from '../page.tsx';
import { CallbackCard } from './callback-card.tsx';
import { callbacksAt, type Inbox } from './inbox.ts';
import type { BridgeAnswer, SentInterview, SharedLinkBody, TemplatesBody } from './types.ts';

/** A recruiter's view: send an interview, and below it what has come back. */
export function workablePage(
  templates: BridgeAnswer<TemplatesBody> | undefined,
  interviews: readonly SentInterview[],
  inbox: Inbox,
): Page {
  return sandboxPage(
    'Sandbox Workable',
    'You are the recruiter. Interviews are requested through the bridge, and its callbacks appear on the timeline.',
    <>
      <h2>Send an interview</h2>
      <section>
        <SendForm templates={templates} />
      </section>
      <h2>Timeline</h2>
      {interviews.length === 0 && <section>No interview is sent yet.</section>}
      {interviews.toReversed().map((interview) => (
        <InterviewCard interview={interview} inbox={inbox} />
      ))}
    </>,
  );
}

function SendForm({ templates }: { templates: BridgeAnswer<TemplatesBody> | undefined }): VNode {
  const listed = templates?.body.interview_templates;
  if (listed === undefined) {
    const answer = templates === undefined ? 'no answer' : `${templates.status} ${templates.body.message ?? ''}`;
    return <p class="alarm">The bridge did not list its templates: {answer}</p>;
  }
  return (
    <form method="post" action="/play/send">
      <div class="fields">
        <label>
          Interview template
          <select name="template">
            {listed.map(({ id, name }) => (
              <option value={id}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          Job title
          <input name="job_title" value="Customer support agent" />
        </label>
      </div>
      <div class="fields">
        <label>
          First name
          <input name="first_name" value="Ines" required />
        </label>
        <label>
          Last name
          <input name="last_name" value="Marlow" />
        </label>
        <label>
          E-mail
          <input name="email" type="email" value="ines.marlow@example.test" required />
        </label>
        <label>
          Phone
          <input name="phone" type="tel" />
        </label>
      </div>
      <div class="actions">
        <button class="main" type="submit">
          Send interview
        </button>
      </div>
    </form>
  );
}

function InterviewCard({ interview, inbox }: { interview: SentInterview; inbox: Inbox }): VNode {
  const { candidate, jobTitle, at, answer, path, sharedLink } = interview;
  const id = answer.body.interview_id;
  const callbacks = callbacksAt(inbox, path);
  return (
    <section id={path.slice(path.lastIndexOf('/') + 1)}>
      <h3 dir="auto">{[candidate.first_name, candidate.last_name].filter(Boolean).join(' ')}</h3>
      <p class="soft">
        {candidate.email} · {jobTitle} · {clock(at)}
      </p>
      {id === undefined ? (
        <p class="alarm">
          The bridge answered {answer.status}: {answer.body.message}
        </p>
      ) : (
        <>
          <p>
            Video interview requested <span class="soft">interview {id}</span>
          </p>
          <LinkForm interviewId={id} shared={sharedLink} />
          {callbacks.length === 0 && <p class="soft">Waiting for the candidate.</p>}
        </>
      )}
      {callbacks.toReversed().map((callback) => (
        <CallbackCard callback={callback} />
      ))}
    </section>
  );
}

type LinkFormProps = { interviewId: string; shared: BridgeAnswer<SharedLinkBody> | undefined };

function LinkForm({ interviewId, shared }: LinkFormProps): VNode {
  const url = shared?.body.url;
  const life = shared?.body.ttl === undefined ? 'permanent' : `${shared.body.ttl} ${shared.body.ttl_units ?? ''}`;
  return (
    <div class="actions">
      <form method="post" action="/play/shared-link">
        <input type="hidden" name="interview" value={interviewId} />
        <button type="submit">Get shared link</button>
      </form>
      {url === undefined ? (
        <span class="soft">{shared?.body.message}</span>
      ) : (
        <span>
          <Link to={url} text={url} /> ({life})
        </span>
      )}
    </div>
  );
}
