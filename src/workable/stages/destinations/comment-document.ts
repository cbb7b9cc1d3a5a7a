import { hash } from 'node:crypto';
import { againLinkMs, lastComment } from '../../../applications/again.ts';
import type { Timeline } from '../../../applications/context.ts';
import type { Entry } from '../../../applications/entries.ts';
import type { Document } from '../../../outbox/destination.ts';
import type { EntryFacts } from '../entries/facts.ts';
import { renderEntry } from '../entries/render.ts';
import { type FactSettings, factsOf, saidOf } from './facts.ts';
import { refOfStay } from './ref-of-stay.ts';

type Settings = { settings: FactSettings; now: () => number };

/** The name of an entry's comment among those of a timeline. */
export function keyOf({ key, enrolment }: Entry): string {
  return `${key}:${enrolment.number}`;
}

/** The comment of an entry, which is another one as soon as it would read differently. */
export function commentOf({ settings, now }: Settings, entry: Entry, timeline: Timeline): Document {
  const digest = digestOf(settings, entry, timeline);
  const n = numberOf(timeline, entry, digest);
  const ref = refOfStay(timeline.record, entry.enrolment, entry.key, n);
  return {
    key: keyOf(entry),
    label: n === 1 ? entry.key : `${entry.key} ${n}`,
    digest,
    get body() {
      return renderEntry(
        withAgain(settings, factsOf(settings, entry, timeline), timeline, entry, ref.n, now()),
        ref,
        now(),
      );
    },
    outline: () => ({ n }),
    isScoreAboveMaximum: false,
  };
}

/** The facts with the address under which a person invites, where the comment has one. */
function withAgain(
  { againUrl }: FactSettings,
  facts: EntryFacts,
  { record }: Timeline,
  { enrolment }: Entry,
  n: number,
  now: number,
): EntryFacts {
  const { key } = facts;
  if (key !== 'blocked' && key !== 'not-taken' && key !== 'returned') return facts;
  // Where no person is to be asked there is nothing to ask for.
  if (key === 'returned' && enrolment.held !== 'ask') return facts;
  const url = againUrl(record, { key, stay: enrolment.number, n });
  return { ...facts, again: { url, until: now + againLinkMs } };
}

/** Of the comments of one kind about one stay: the next one, or the last one where it says the same. */
function numberOf({ record }: Timeline, { key, enrolment }: Entry, digest: string): number {
  const last = lastComment(record, key, enrolment.number);
  if (!last) return 1;
  // What was being written is the next one, whatever is to be said by now.
  return last.digest === digest && !last.isInFlight ? last.n : last.n + 1;
}

/** Equal for what reads the same: other comments of a kind follow only what people would see as news. */
function digestOf(settings: FactSettings, entry: Entry, { record, context }: Timeline): string {
  const { enrolment } = entry;
  switch (entry.key) {
    case 'continues':
    case 'withdrawn':
      return String(enrolment.returns);
    case 'blocked':
      return short([entry.blocked.reason, saidOf(entry.blocked), enrolment.askedAt]);
    case 'elsewhere':
      return entry.waits.interviewId;
    case 'result':
      return short(newsIn(factsOf(settings, entry, { record, context })));
    case 'moved-date':
      return short([entry.rescheduled.from, entry.rescheduled.to]);
    case 'transcript':
      return short(entry.outcome.attempt.attemptId);
    case 'invited':
    case 'returned':
    case 'cancelled':
    case 'not-taken':
      return '1';
  }
}

/** What a reader sees of a result's score, decision and analysis: another comment follows only what changes there. */
function newsIn(facts: EntryFacts): string {
  if (facts.key !== 'result') return '';
  const { key, score, decision, strengths, openPoints, isLate = false } = facts;
  const names = { template: '', vendor: '', reportUrl: '', hasTranscript: false };
  const said = { ...(score ? { score } : {}), ...(decision ? { decision } : {}), strengths, openPoints, isLate };
  return renderEntry({ key, ...names, ...said }, { code: '', n: 1 }, 0);
}

function short(value: unknown): string {
  return hash('sha256', JSON.stringify(value), 'base64url').slice(0, 22);
}
