import type { ComponentChildren, VNode } from 'preact';
import type { FailureKind } from '../errors.ts';
import type { Speaker, SpokenTurn, Transcript } from '../interviews/transcript.ts';
import { limits } from '../limits.ts';
import { Section } from '../pages/layout.tsx';
import { bytesOf, type Page, renderPage } from '../pages/render.tsx';
import { foreign, foreignIn } from './foreign.ts';
import { type Found, vendorTitleOf } from './report.ts';
import { styleOfReport } from './style.ts';
import type { Reading, Words } from './words.ts';

/** `reportUrl`: absent where each look at the report counts. */
export type Around = { url: string; reportUrl?: string; name: string; reading: Reading };

/** What was said, for readers: as much of it as there is room for in a page. */
export function transcriptPage(found: Found, { turns, isCut }: Transcript, around: Around): Page {
  const vendor = vendorTitleOf(found);
  const { words } = around.reading;
  const spoken = (turn: SpokenTurn) => <Turn {...turn} words={words} />;
  if (turns.length === 0) return page(found, around, <p>{words.transcript.none(vendor)}</p>);
  const room = limits.transcriptPageBytes - withTurns([]).body.length;
  const shown = fitting(turns, room, spoken);
  return withTurns(shown);

  function withTurns(list: readonly SpokenTurn[]): Page {
    const isWhole = list.length === turns.length && !isCut && list.at(-1)?.text === turns.at(-1)?.text;
    return page(
      found,
      around,
      <>
        <ol class="said">{list.map(spoken)}</ol>
        {!isWhole && <p class="soft">{words.transcript.beginning(vendor)}</p>}
        <p class="soft">{words.transcript.byMachine(vendor)}</p>
      </>,
    );
  }
}

/** In place of the transcript, for as long as the vendor does not give it; undefined where more than that is wrong. */
export function noTranscriptPage(found: Found, kind: FailureKind, around: Around): Page | undefined {
  const { transcript: words } = around.reading.words;
  const reason = reasons[kind]?.(words, vendorTitleOf(found));
  if (reason === undefined) return undefined;
  return page(
    found,
    around,
    <>
      <p>{reason}</p>
      <p>{words.later}</p>
    </>,
    <li>
      <a href={around.url}>{words.again}</a>
    </li>,
  );
}

type Reason = (words: Words['transcript'], vendor: string) => string;
const silent: Reason = (words, vendor) => words.silent(vendor);
const refused: Reason = (words, vendor) => words.refused(vendor);
const reasons: Partial<Record<FailureKind, Reason>> = {
  'vendor-not-reached': silent,
  'vendor-unclear': silent,
  'vendor-refused': refused,
  'vendor-key-rejected': refused,
  busy: (words) => words.busy,
  paused: (words, vendor) => words.paused(vendor),
};

function page(found: Found, { reportUrl, name, reading }: Around, content: ComponentChildren, link?: VNode): Page {
  const { jobTitle } = found.record;
  const { transcript: words } = reading.words;
  return renderPage(
    { title: words.title(name), lang: reading.language, style: styleOfReport(found.account.reports.brand.colour) },
    <>
      <header>
        <p class="kind">{words.kind}</p>
        <h1 {...foreign}>{name}</h1>
        {jobTitle !== undefined && <p dir="auto">{jobTitle}</p>}
      </header>
      <Section id="transcript" title={words.said}>
        {content}
      </Section>
      {(link ?? reportUrl) !== undefined && (
        <footer class="screen">
          <ul class="links">
            {link}
            {reportUrl !== undefined && (
              <li>
                <a href={reportUrl}>{words.back}</a>
              </li>
            )}
          </ul>
        </footer>
      )}
    </>,
  );
}

type Spoken = (turn: SpokenTurn) => VNode;

/** Whole turns. Only a first one that is too long is itself cut. */
function fitting(turns: readonly SpokenTurn[], room: number, spoken: Spoken): readonly SpokenTurn[] {
  const shown: SpokenTurn[] = [];
  let left = room;
  for (const turn of turns) {
    left -= bytesOf(spoken(turn));
    if (left < 0) break;
    shown.push(turn);
  }
  const [first] = turns;
  return shown.length > 0 || !first ? shown : [cut(first, room, spoken)];
}

function cut(turn: SpokenTurn, room: number, spoken: Spoken): SpokenTurn {
  let shorter = turn;
  while (bytesOf(spoken(shorter)) > room) {
    shorter = { ...turn, text: `${turn.text.slice(0, Math.floor(shorter.text.length * 0.9))}…` };
  }
  return shorter;
}

function Turn({ speaker, text, language, words }: SpokenTurn & { words: Words }): VNode {
  return (
    <li class={speaker === 'candidate' ? 'candidate' : undefined}>
      <p class="soft" dir="auto">
        {wordsFor(speaker, words.transcript)}
      </p>
      <p {...foreignIn(language)}>{text}</p>
    </li>
  );
}

function wordsFor(speaker: Speaker, words: Words['transcript']): string {
  if (speaker === 'candidate') return words.candidate;
  if (speaker === 'interviewer') return words.interviewer;
  return speaker.name || words.speaker;
}
