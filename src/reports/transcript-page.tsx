import type { ComponentChildren, VNode } from 'preact';
import type { FailureKind } from '../errors.ts';
import { fullName } from '../interviews/record.ts';
import type { Speaker, SpokenTurn, Transcript } from '../interviews/transcript.ts';
import { limits } from '../limits.ts';
import { Section } from '../pages/layout.tsx';
import { bytesOf, type Page, renderPage } from '../pages/render.tsx';
import type { Found } from './report.ts';

/** `reportUrl`: absent where each look at the report counts. */
export type Around = { url: string; reportUrl?: string };

/** What was said, for readers: as much of it as there is room for in a page. */
export function transcriptPage(found: Found, { turns, isCut }: Transcript, around: Around): Page {
  const vendor = found.account.vendor.title;
  if (turns.length === 0) {
    return page(found, around, <p>{vendor} has no transcript of this interview.</p>);
  }
  const room = limits.transcriptPageBytes - withTurns([]).body.length;
  const shown = fitting(turns, room);
  return withTurns(shown);

  function withTurns(list: readonly SpokenTurn[]): Page {
    const isWhole = list.length === turns.length && !isCut && list.at(-1)?.text === turns.at(-1)?.text;
    return page(
      found,
      around,
      <>
        <ol class="said">{list.map(Turn)}</ol>
        {!isWhole && <p class="soft">This is the beginning. The whole transcript is at {vendor}.</p>}
        <p class="soft">
          Written down by a machine at {vendor}, so words may be wrong. Fetched when this page was opened.
        </p>
      </>,
    );
  }
}

/** In place of the transcript, for as long as the vendor does not give it; undefined where more than that is wrong. */
export function noTranscriptPage(found: Found, kind: FailureKind, around: Around): Page | undefined {
  const reason = reasons[kind]?.(found.account.vendor.title);
  if (reason === undefined) return undefined;
  return page(
    found,
    around,
    <>
      <p>The transcript cannot be shown at the moment: {reason}</p>
      <p>The report is not affected. Please try again in a few minutes.</p>
    </>,
    <li>
      <a href={around.url}>Try again</a>
    </li>,
  );
}

type Reason = (vendor: string) => string;
const silent: Reason = (vendor) => `${vendor} does not answer.`;
const refused: Reason = (vendor) => `${vendor} refuses to give it.`;
const reasons: Partial<Record<FailureKind, Reason>> = {
  'vendor-not-reached': silent,
  'vendor-unclear': silent,
  'vendor-refused': refused,
  'vendor-key-rejected': refused,
  busy: () => 'too many people are reading transcripts.',
  paused: (vendor) => `the connection to ${vendor} is paused.`,
};

function page(found: Found, { reportUrl }: Around, content: ComponentChildren, link?: VNode): Page {
  const { candidate, jobTitle } = found.record;
  const name = fullName(candidate);
  return renderPage(
    { title: `${name} – Interview transcript` },
    <>
      <header>
        <p class="kind">Interview transcript</p>
        <h1 dir="auto">{name}</h1>
        {jobTitle !== undefined && <p dir="auto">{jobTitle}</p>}
      </header>
      <Section id="transcript" title="What was said">
        {content}
      </Section>
      {(link ?? reportUrl) !== undefined && (
        <footer class="screen">
          <ul class="links">
            {link}
            {reportUrl !== undefined && (
              <li>
                <a href={reportUrl}>Back to the report</a>
              </li>
            )}
          </ul>
        </footer>
      )}
    </>,
  );
}

/** Whole turns. Only a first one that is too long is itself cut. */
function fitting(turns: readonly SpokenTurn[], room: number): readonly SpokenTurn[] {
  const shown: SpokenTurn[] = [];
  let left = room;
  for (const turn of turns) {
    left -= bytesOf(Turn(turn));
    if (left < 0) break;
    shown.push(turn);
  }
  const [first] = turns;
  return shown.length > 0 || !first ? shown : [cut(first, room)];
}

function cut(turn: SpokenTurn, room: number): SpokenTurn {
  let shorter = turn;
  while (bytesOf(Turn(shorter)) > room) {
    shorter = { ...turn, text: `${turn.text.slice(0, Math.floor(shorter.text.length * 0.9))}…` };
  }
  return shorter;
}

function Turn({ speaker, text }: SpokenTurn): VNode {
  return (
    <li class={speaker === 'candidate' ? 'candidate' : undefined}>
      <p class="soft" dir="auto">
        {wordsFor(speaker)}
      </p>
      <p dir="auto">{text}</p>
    </li>
  );
}

function wordsFor(speaker: Speaker): string {
  if (speaker === 'candidate') return 'Candidate';
  if (speaker === 'interviewer') return 'Interviewer';
  return speaker.name || 'Speaker';
}
