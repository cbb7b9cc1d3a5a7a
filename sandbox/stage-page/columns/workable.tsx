import type { VNode } from 'preact';
import { triggerStage } from '../../stage.ts';
import type { CallbackBody, SentInterview } from '../../workable/types.ts';
import type { SpiCandidate } from '../../workable-spi/types.ts';
import { Act } from '../act.tsx';
import type { Sandbox } from '../sandbox.ts';

const shownStages = ['applied', triggerStage, 'on-site'];
const shownPeople = 4;

/** What a recruiter sees: the board and the timelines of the stage door, and the interviews of the provider door. */
export function WorkableColumn({ sandbox }: { sandbox: Sandbox }): VNode {
  const { spi, workable } = sandbox;
  const dragged = spi.candidates().filter(({ id }) => spi.timeline(id).some(({ action }) => action === triggerStage));
  const sent = [...new Map(workable.control.interviews.map((each) => [each.path, each])).values()];
  return (
    <section aria-labelledby="workable">
      <div class="head">
        <h2 id="workable">Workable</h2>
        <a href={spi.pageUrl}>The whole board</a>
      </div>
      <div class="row">
        <Act to="/play/send">Send an interview</Act>
        <Act to="/play/apply">A candidate applies</Act>
      </div>
      <div class="board">
        {spi.stages
          .filter(({ slug }) => shownStages.includes(slug))
          .map(({ slug, name, id }) => (
            <div>
              <h3>{name}</h3>
              {spi
                .candidates()
                .filter(({ stageId }) => stageId === id)
                .map((candidate) => (
                  <BoardCard candidate={candidate} slug={slug} />
                ))}
            </div>
          ))}
      </div>
      {dragged
        .slice(-shownPeople)
        .reverse()
        .map((candidate) => (
          <Timeline candidate={candidate} sandbox={sandbox} />
        ))}
      {sent
        .slice(-shownPeople)
        .reverse()
        .map((interview) => (
          <Sent interview={interview} body={workable.control.latest(interview.callbackUrl)} />
        ))}
    </section>
  );
}

function BoardCard({ candidate, slug }: { candidate: SpiCandidate; slug: string }): VNode {
  const { id, firstname, lastname } = candidate;
  return (
    <div class="card">
      <strong dir="auto">
        {firstname} {lastname}
      </strong>
      {slug === 'applied' && (
        <div class="row">
          <Act to="/play/drag" fields={{ id }}>
            Drag to “AI Interview”<span class="hidden"> {firstname}</span>
          </Act>
        </div>
      )}
    </div>
  );
}

function Timeline({ candidate, sandbox: { spi } }: { candidate: SpiCandidate; sandbox: Sandbox }): VNode {
  const { id, firstname, lastname } = candidate;
  const written = [...spi.comments(id), ...spi.ratings(id)];
  return (
    <div class="card">
      <div class="head">
        <h3 dir="auto">
          {firstname} {lastname}
        </h3>
        <a href={`${spi.pageUrl}candidates/${id}`}>Timeline</a>
      </div>
      {written.length === 0 && <p class="soft">Nothing on the timeline yet.</p>}
      {written.map(({ action, body }) => (
        <p class="said" dir="auto">
          <span class="tag">{action}</span> {withLinks(body ?? '')}
        </p>
      ))}
    </div>
  );
}

function Sent({ interview, body }: { interview: SentInterview; body: CallbackBody | undefined }): VNode {
  const { candidate, answer, callbackUrl } = interview;
  const isCreated = answer.status === 201;
  const { score, grade } = body?.interview ?? {};
  return (
    <div class="card">
      <h3 dir="auto">
        {candidate.first_name} {candidate.last_name}
      </h3>
      <p>
        <span class="tag">video interview</span>{' '}
        {isCreated ? 'requested' : <span class="bad">{answer.body.message ?? answer.status}</span>}
      </p>
      {body && (
        <p>
          <strong>
            {body.status}
            {score === undefined ? '' : `, score ${score}`}
            {grade === undefined ? '' : `, ${grade}`}
          </strong>
        </p>
      )}
      {body?.results_url && (
        <p>
          <a href={body.results_url}>The recruiter’s report</a>
        </p>
      )}
      {!isCreated && (
        <div class="row">
          <Act to="/play/send-again" fields={{ url: callbackUrl }}>
            Send it again
          </Act>
        </div>
      )}
    </div>
  );
}

/** Comments have their links as plain text. */
function withLinks(text: string): (VNode | string)[] {
  return text.split(/(https?:\/\/\S+)/).map((part) => (/^https?:/.test(part) ? <a href={part}>{part}</a> : part));
}
