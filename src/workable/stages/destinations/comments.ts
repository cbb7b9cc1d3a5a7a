import type { Timeline } from '../../../applications/context.ts';
import type { Completed, Entry } from '../../../applications/entries.ts';
import { within } from '../../../http/within.ts';
import type { InterviewRecord } from '../../../interviews/record.ts';
import { resultKnownAt } from '../../../interviews/result-known.ts';
import { limits } from '../../../limits.ts';
import { type Destination, type Document, deliveryKey, type WriteResult } from '../../../outbox/destination.ts';
import type { SpiClient } from '../../api/client.ts';
import type { Turn } from '../../api/limiter.ts';
import { everyPage } from '../../api/page.ts';
import type { Priority } from '../../api/priority.ts';
import { SpiError } from '../../api/spi-error.ts';
import { parseRef, type Ref } from '../entries/ref.ts';
import { renderEntry } from '../entries/render.ts';
import { commentOf, keyOf } from './comment-document.ts';
import { type FactSettings, factsOf } from './facts.ts';
import type { Gate } from './gate.ts';
import type { Members } from './member.ts';
import { postComment, withAll } from './post-comment.ts';
import { refOfStay } from './ref-of-stay.ts';
import { type LoadTranscript, spokenFor } from './spoken.ts';
import { resultOf } from './written.ts';

export const spiCircuit = 'workable-api';

/** The PDF of a result; undefined where there is none in time, or it is too large to be attached. */
export type LoadPdf = (
  result: { record: InterviewRecord; outcome: Completed },
  signal: AbortSignal,
) => Promise<Buffer | undefined>;

type Parts = {
  client: Pick<SpiClient, 'comment' | 'activities'>;
  gate: Gate;
  members: Members;
  settings: FactSettings;
  /** The roles that see a result, and everything else. */
  policies: { result: readonly string[]; other: readonly string[] };
  /** Absent: nothing is attached. */
  loadPdf?: LoadPdf;
  /** Absent: there are no comments of what was said. */
  loadTranscript?: LoadTranscript;
  now: () => number;
};

/**
 * A candidate's timeline, where every entry is one comment. Workable keeps the same comment twice, so each has a last
 * line by which one whose answer was lost is found again.
 */
export function createComments(parts: Parts): Destination<Timeline> {
  return {
    id: 'comments',
    circuit: spiCircuit,
    accumulates: true,
    documents: (timeline) =>
      timeline.entries.filter((entry) => isTold(parts, entry)).map((entry) => commentOf(parts, entry, timeline)),
    resultKnownAt: ({ entries }, { key }, state) => {
      const entry = entries.find((each) => each.key === 'result' && keyOf(each) === key);
      return entry?.key === 'result' ? resultKnownAt(entry.known.record, state) : undefined;
    },
    write: (timeline, document, { signal }) => write(parts, timeline, document, signal),
    find: (timeline, document, { signal }) => find(parts, timeline, document, signal),
  };
}

function isTold({ loadTranscript, settings }: Parts, entry: Entry): boolean {
  if (entry.key !== 'transcript') return true;
  return loadTranscript !== undefined && settings.hasTranscript(entry.known.record, entry.outcome);
}

function entryOf({ entries }: Timeline, { key }: Document): Entry | undefined {
  return entries.find((each) => keyOf(each) === key);
}

function refIn(timeline: Timeline, document: Document): Ref | undefined {
  const entry = entryOf(timeline, document);
  const { n } = document.outline() as { n: number };
  return entry && refOfStay(timeline.record, entry.enrolment, entry.key, n);
}

/** It is a result, or has a link to one. */
function isForReaders(settings: FactSettings, entry: Entry, timeline: Timeline): boolean {
  if (entry.key === 'result' || entry.key === 'transcript') return true;
  const facts = factsOf(settings, entry, timeline);
  return 'reportUrl' in facts && facts.reportUrl !== undefined;
}

/** What waits for a turn takes a place from other work: notes come again when the next window begins. */
const noteWaitMs = 500;

async function write(parts: Parts, timeline: Timeline, document: Document, signal: AbortSignal): Promise<WriteResult> {
  const { client, gate, members, policies } = parts;
  const { record } = timeline;
  const { key, body } = document;
  const entry = entryOf(timeline, document);
  if (!entry) return { outcome: 'postponed', answer: { error: 'it is not to be written any more' } };
  const isResult = entry.key === 'result';
  const turn: Turn = { priority: priorityOf(entry), signal, ...(isResult ? {} : { waitMs: noteWaitMs }) };
  const policy = isForReaders(parts.settings, entry, timeline) ? policies.result : policies.other;
  const place = { job: entry.enrolment.job, destinationId: 'comments' };
  // Before its turn comes: other writes to the job do not wait for the vendor.
  const whole = entry.key === 'transcript' ? await spokenBody(parts, timeline, document, entry, signal) : body;
  if (typeof whole !== 'string') return whole;
  return gate.run(place, signal, async () => {
    const comment = { memberId: await members.actingId(turn), body, policy };
    const pdf = await pdfOf(parts, timeline, document, signal);
    const id = await postComment(client, record.candidateId, withAll(comment, whole, pdf), comment, turn);
    return id === undefined ? key : `comment ${id}`;
  });
}

/** The comment with as much of what was said as fits, or what becomes of it instead. */
async function spokenBody(
  { loadTranscript: load, settings, now }: Parts,
  timeline: Timeline,
  document: Document,
  entry: Extract<Entry, { key: 'transcript' }>,
  signal: AbortSignal,
): Promise<string | WriteResult> {
  const ref = refIn(timeline, document);
  const facts = factsOf(settings, entry, timeline);
  if (!load || !ref || facts.key !== 'transcript') return document.body;
  const result = { record: entry.known.record, outcome: entry.outcome };
  const key = deliveryKey({ id: 'comments' }, document);
  const turns = await spokenFor(timeline, { load, result, key, signal, now: now() });
  return 'outcome' in turns ? turns : renderEntry({ ...facts, turns }, ref, now());
}

function priorityOf({ key }: Entry): Priority {
  return key === 'result' ? 'result' : 'note';
}

/** Of the first result alone: a correction is read beside it. */
async function pdfOf({ loadPdf }: Parts, timeline: Timeline, document: Document, signal: AbortSignal) {
  const entry = entryOf(timeline, document);
  const { n } = document.outline() as { n: number };
  if (!loadPdf || entry?.key !== 'result' || n > 1) return undefined;
  const result = { record: entry.known.record, outcome: entry.outcome };
  return within(limits.attachmentMs, ({ signal: late }) => loadPdf(result, AbortSignal.any([signal, late])));
}

/** Whether the comment stands there: among all, since its date is by Workable's clock and that of the first try by ours. */
async function find(
  { client }: Parts,
  timeline: Timeline,
  document: Document,
  signal: AbortSignal,
): Promise<'found' | 'absent' | WriteResult> {
  const wanted = refIn(timeline, document);
  if (!wanted) return 'absent';
  try {
    const { rows, isCut } = await everyPage((next) => {
      const asked = next === undefined ? { actions: ['comment'] } : { next };
      return client.activities(timeline.record.candidateId, asked, { priority: 'result', signal });
    });
    const isThere = rows.some(({ body }) => isSameRef(body === undefined ? undefined : parseRef(body), wanted));
    if (isThere) return 'found';
    return isCut ? { outcome: 'try-again', answer: { error: 'the timeline is too long to search' } } : 'absent';
  } catch (error) {
    if (error instanceof SpiError) return resultOf(error);
    throw error;
  }
}

function isSameRef(ref: Ref | undefined, wanted: Ref): boolean {
  return ref?.code === wanted.code && ref.key === wanted.key && ref.n === wanted.n;
}
