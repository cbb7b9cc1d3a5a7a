import { createHmac, timingSafeEqual } from 'node:crypto';
import { isSamePerson } from '../interviews/person.ts';
import type { Known } from '../interviews/plan.ts';
import { isReached } from '../interviews/record.ts';
import type { Context } from './context.ts';
import { entriesOf, knownOf } from './entries.ts';
import { withLine } from './history.ts';
import { type ApplicationRecord, type Enrolment, enrolled, lastEnrolment, withEnrolment } from './record.ts';
import { isAt, standingOf } from './snapshot.ts';

/** The comments that hold an address under which a person has the candidate invited, once. */
export type AgainKey = 'blocked' | 'not-taken' | 'returned';

/** One of these comments: the `n`th of its kind about a stay. */
export type AgainEntry = { key: AgainKey; stay: number; n: number };

/** So long such an address works, from its comment on. */
export const againLinkMs = 30 * 86_400_000;

type Keyed = Pick<ApplicationRecord, 'id' | 'againKey'>;

/** Names the record; the rest can be made by the bridge alone, so that nothing of it has to be stored. */
export function againToken(record: Keyed, { key, stay, n }: AgainEntry): string {
  return `${record.id}.${key}-${stay}-${n}-${codeOf(record, 'link', { key, stay, n })}`;
}

/** What the form of the page has to send: who has not seen the page does not know it. */
export function againForm(record: Keyed, entry: AgainEntry): string {
  return codeOf(record, 'form', entry);
}

const pattern = /^([^.]+\.[^.]+)\.(blocked|not-taken|returned)-([1-9]\d{0,5})-([1-9]\d{0,5})-([\w-]{43})$/;

/** Undefined if the text cannot be a token. The caller still has to ask `isAgainToken`. */
export function parseAgainToken(token: string): { id: string; entry: AgainEntry } | undefined {
  const [, id, key, stay, n] = pattern.exec(token) ?? [];
  return id === undefined ? undefined : { id, entry: { key: key as AgainKey, stay: Number(stay), n: Number(n) } };
}

/** In constant time. */
export function isAgainToken(record: Keyed, entry: AgainEntry, token: string): boolean {
  return isSame(token, againToken(record, entry));
}

/** In constant time. */
export function isAgainForm(record: Keyed, entry: AgainEntry, form: string): boolean {
  return isSame(form, againForm(record, entry));
}

function codeOf({ id, againKey }: Keyed, use: 'link' | 'form', { key, stay, n }: AgainEntry): string {
  return createHmac('sha256', againKey)
    .update(JSON.stringify([use, id, key, stay, n]))
    .digest('base64url');
}

function isSame(presented: string, known: string): boolean {
  const [a, b] = [Buffer.from(presented), Buffer.from(known)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Of the comments of one kind about one stay: the number of the last one that stands there, and since when. */
export function lastComment(
  { deliveries }: Pick<ApplicationRecord, 'deliveries'>,
  key: string,
  stay: number,
): { n: number; at: number; digest: string; isInFlight: boolean } | undefined {
  const { acknowledged, inFlight } = deliveries[`comments/${key}:${stay}`] ?? {};
  if (!acknowledged) return undefined;
  const { outline, at, digest } = acknowledged;
  const n = typeof outline === 'object' && 'n' in outline && typeof outline.n === 'number' ? outline.n : 1;
  return { n, at, digest, isInFlight: inFlight !== undefined };
}

/**
 * What an address is still good for. `used`: the candidate was invited by it or otherwise, or that was asked for, `at`
 * then. `closed`: candidates of the job are not interviewed.
 */
export type AgainState =
  | { is: 'open'; stay: Enrolment; until: number }
  | { is: 'used'; at: number }
  | { is: 'over'; why: AgainOver };

/** `missing`: the applicant tracking system has no such candidate any more. `moved`: the stay went along to another job. */
export type AgainOver =
  | 'deleted'
  | 'anonymized'
  | 'missing'
  | 'moved'
  | 'expired'
  | 'replaced'
  | 'left'
  | 'disqualified'
  | 'withdrawn'
  | 'hired'
  | 'closed'
  | 'sample'
  | 'has-result';

/** Pure; `record` with what was seen of the candidate a moment ago. */
export function againStateOf(record: ApplicationRecord, entry: AgainEntry, context: Context, now: number): AgainState {
  const stay = record.enrolments.find(({ number }) => number === entry.stay);
  if (record.gone) return { is: 'over', why: record.gone.why };
  if (!stay) return { is: 'over', why: 'moved' };
  const usedAt = usedAtOf(record, entry, stay, context);
  if (usedAt !== undefined) return { is: 'used', at: usedAt };
  const at = writtenAt(record, entry);
  if (at === 'replaced') return { is: 'over', why: 'replaced' };
  const until = (at ?? now) + againLinkMs;
  if (now >= until) return { is: 'over', why: 'expired' };
  if (knownOf(stay, context)?.outcome.status === 'completed') return { is: 'over', why: 'has-result' };
  const end = standingOf(record.seen)?.state.end;
  if (end !== undefined) return { is: 'over', why: end };
  if (stay.left || !isThere(record, stay)) return { is: 'over', why: 'left' };
  const job = context.job(stay.job);
  if (job === 'over') return { is: 'over', why: 'closed' };
  if (job === 'sample') return { is: 'over', why: 'sample' };
  return { is: 'open', stay, until };
}

function usedAtOf(record: ApplicationRecord, entry: AgainEntry, stay: Enrolment, context: Context): number | undefined {
  const newer = record.enrolments[record.enrolments.indexOf(stay) + 1];
  if (newer) return newer.askedAt ?? newer.at;
  if (entry.key === 'not-taken') return undefined;
  const { askedAt } = stay;
  // What was asked for by an earlier comment has come to nothing, and this one says so.
  const at = writtenAt(record, entry) ?? 0;
  if (askedAt !== undefined && (at === 'replaced' || askedAt >= at)) return askedAt;
  const interview = knownOf(stay, context)?.record;
  return interview?.invitation.state === 'invited' && isReached(interview) ? interview.invitation.at : undefined;
}

/** When the comment was written, epoch ms, unless a newer one has replaced it. */
function writtenAt(record: ApplicationRecord, { key, stay, n }: AgainEntry): number | 'replaced' | undefined {
  const last = lastComment(record, key, stay);
  if (last && n <= last.n) return n === last.n ? last.at : 'replaced';
  return record.deliveries[`comments/${key}:${stay}`]?.inFlight?.since;
}

/** As far as is known: a stage that cannot be told may be this one. */
function isThere({ seen }: ApplicationRecord, { job, stage }: Enrolment): boolean {
  const state = standingOf(seen)?.state;
  if (!state || state.end !== undefined) return false;
  return state.stage === undefined ? state.job === job : isAt(state, { job, stage });
}

/** Which of these comments, of the last stay, now stands on the timeline or ought to; undefined where none does. */
export function openEntryOf(record: ApplicationRecord, context: Context, now: number): AgainEntry | undefined {
  const stay = lastEnrolment(record)?.number;
  const keys = entriesOf(record, context, now).flatMap(({ key, enrolment }) =>
    enrolment.number === stay && isAgainKey(key) ? key : [],
  );
  const key = keys.at(-1);
  return key && stay !== undefined ? { key, stay, n: lastComment(record, key, stay)?.n ?? 1 } : undefined;
}

function isAgainKey(key: string): key is AgainKey {
  return key === 'blocked' || key === 'not-taken' || key === 'returned';
}

/**
 * The record once a person has asked for the invitation. An interview that was not taken stays what it is, and so does
 * one whose mail was refused at an address that has been mended: another stay begins.
 */
export function askedAgain(
  record: ApplicationRecord,
  entry: AgainEntry,
  context: Context,
  now: number,
  event = 'a person asked for the invitation by a link',
): ApplicationRecord {
  const stay = record.enrolments.find(({ number }) => number === entry.stay);
  if (!stay || stay !== lastEnrolment(record)) return record;
  const { job, stage, templateId, since } = stay;
  const asked =
    entry.key === 'not-taken' || hasOtherAddress(record, knownOf(stay, context))
      ? enrolled(record, { job, stage, templateId, since, at: now, askedAt: now })
      : withEnrolment(record, stay.number, ({ blocked: _blocked, waits: _waits, ...each }) => ({
          ...each,
          askedAt: now,
        }));
  return withLine(asked, now, event);
}

/** The vendor knows the candidate of an interview by the address of then. */
function hasOtherAddress({ person }: ApplicationRecord, known: Known | undefined): boolean {
  if (known?.record.invitation.state !== 'invited' || isReached(known.record)) return false;
  return !isSamePerson(person.email ?? '', known.record.candidate.email);
}
