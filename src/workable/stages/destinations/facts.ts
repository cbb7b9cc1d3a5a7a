import type { AgainEntry } from '../../../applications/again.ts';
import type { Context } from '../../../applications/context.ts';
import { type Completed, type Entry, earlierOf, endingOf, isHeld } from '../../../applications/entries.ts';
import type { ApplicationRecord, Blocked, Enrolment, LeaveReason } from '../../../applications/record.ts';
import { standingOf } from '../../../applications/snapshot.ts';
import { isScore, type Reschedule } from '../../../interviews/observation.ts';
import type { Known } from '../../../interviews/plan.ts';
import type { InterviewRecord } from '../../../interviews/record.ts';
import { percentageOf, recommendationOf } from '../../../interviews/score.ts';
import type {
  BlockedCause,
  EntryFacts,
  ResultFacts,
  ReturnedFacts,
  TranscriptFacts,
  WithdrawnFacts,
} from '../entries/facts.ts';

/** What of an account the words of its timelines depend on. */
export type FactSettings = {
  /** What recruiters know the vendor as. */
  vendorTitle: string;
  /** Whether the vendor mails candidates. */
  vendorMails: boolean;
  /** Whether the bridge does, where the vendor does not. */
  bridgeMails: boolean;
  /** How long after its creation an interview is open, in ms. */
  opensForMs: number;
  /** The percentage from which a yes is a strong one. */
  excelledFrom: number;
  reportUrl: (record: InterviewRecord) => string;
  /** Whether the timeline is to say that what was said can be read, and where. */
  hasTranscript: (record: InterviewRecord, outcome: Completed) => boolean;
  transcriptUrl: (record: InterviewRecord) => string;
  /** The address under which a person has the candidate invited. */
  againUrl: (record: ApplicationRecord, entry: AgainEntry) => string;
  /** The candidate's link as it may be shown to recruiters. */
  candidateUrl: (record: InterviewRecord) => string | undefined;
};

/** What an entry says, without its words. Pure. */
export function factsOf(
  settings: FactSettings,
  entry: Entry,
  { record, context }: { record: ApplicationRecord; context: Context },
): EntryFacts {
  const { enrolment } = entry;
  const template = context.templates.get(enrolment.templateId) ?? '';
  const interview = { template, vendor: settings.vendorTitle };
  switch (entry.key) {
    case 'invited':
      return { key: 'invited', ...interview, ...openOf(settings, entry.known), sentBy: sentBy(settings, entry.known) };
    case 'continues':
      return { key: 'continues', ...interview, ...openOf(settings, entry.known) };
    case 'blocked':
      return { key: 'blocked', ...interview, cause: causeOf(entry.blocked, record), ...askedNext(enrolment) };
    case 'elsewhere':
      return {
        key: 'elsewhere',
        ...interview,
        where: entry.waits.for === 'provider' ? 'provider-door' : 'other-application',
        ...reportElsewhere(settings, entry.waits, context),
      };
    case 'returned':
      return { key: 'returned', ...interview, ...earlierFacts(settings, enrolment, record, context) };
    case 'withdrawn':
      return {
        key: 'withdrawn',
        ...interview,
        why: leaves[enrolment.left?.why ?? 'moved'],
        isCancelledAtVendor: isCancelled(entry.known),
      };
    case 'moved-date':
      return { key: 'moved-date', ...interview, ...datesOf(entry.rescheduled) };
    case 'cancelled':
      return { key: 'cancelled', ...interview, ...concludedAt(entry.known) };
    case 'not-taken':
      return { key: 'not-taken', ...interview, why: entry.why, ...concludedAt(entry.known) };
    case 'transcript':
      return { key: 'transcript', ...interview, ...transcriptOf(settings, entry) };
    case 'result':
      return { ...resultOf(settings, entry, interview), ...meanwhileOf(enrolment, record, context) };
  }
}

const leaves: Readonly<Record<LeaveReason, WithdrawnFacts['why']>> = {
  moved: 'left-stage',
  hired: 'left-stage',
  disqualified: 'disqualified',
  withdrawn: 'withdrew',
};

function openOf({ opensForMs, candidateUrl }: FactSettings, { record }: Known): { until: number; link?: string } {
  const link = candidateUrl(record);
  return { until: record.createdAt + opensForMs, ...(link === undefined ? {} : { link }) };
}

function sentBy({ vendorMails, bridgeMails }: FactSettings, { record }: Known): 'vendor' | 'bridge' | 'person' {
  if (vendorMails || record.candidateLink === undefined) return 'vendor';
  return bridgeMails ? 'bridge' : 'person';
}

function askedNext(enrolment: Enrolment): { isAskedNext?: true } {
  return isHeld(enrolment) ? { isAskedNext: true } : {};
}

/** What of the words of a vendor or a mail server is shown: other causes have words of their own. */
export function saidOf({ reason, detail }: Blocked): string | undefined {
  return reason === 'refused' || reason === 'mail-refused' ? detail : undefined;
}

function causeOf(blocked: Blocked, { person }: ApplicationRecord): BlockedCause {
  const said = saidOf(blocked);
  const words = said === undefined ? {} : { reason: said };
  switch (blocked.reason) {
    case 'no-email':
      return { is: 'missing', what: 'e-mail address' };
    case 'unusable-email':
      return { is: 'email-unusable', email: person.email ?? '' };
    case 'refused':
      return { is: 'vendor-refused', ...words };
    case 'no-credits':
      return { is: 'no-credits' };
    case 'mail-refused':
      return { is: 'mail-refused', ...words };
    case 'template-gone':
      return { is: 'template-gone' };
    case 'unclear':
      return { is: 'outcome-unknown' };
    case 'not-reached':
      return { is: 'vendor-unavailable' };
  }
}

/** Of another application there is none: its job may be confidential. */
function reportElsewhere(
  { reportUrl }: FactSettings,
  { for: where, interviewId }: NonNullable<Enrolment['waits']>,
  { interviews }: Context,
): { reportUrl?: string } {
  const known = where === 'provider' ? interviews.get(interviewId) : undefined;
  return known ? { reportUrl: reportUrl(known.record) } : {};
}

/** What came of the interview that there was before. */
function earlierFacts(
  { reportUrl }: FactSettings,
  enrolment: Enrolment,
  record: ApplicationRecord,
  context: Context,
): Pick<ReturnedFacts, 'before' | 'endedAt' | 'reportUrl'> {
  const known = earlierOf(record, enrolment, context);
  const before = known && endingOf(known);
  if (!known || before === undefined) return {};
  const report = before === 'completed' ? { reportUrl: reportUrl(known.record) } : {};
  return { before, ...concludedAt(known), ...report };
}

function concludedAt({ record }: Known): { at?: number; endedAt?: number } {
  const { concluded } = record;
  return concluded ? { at: concluded.at, endedAt: concluded.at } : {};
}

function datesOf({ from, to }: Reschedule): { from?: number; to: number } {
  return { ...(from === undefined ? {} : { from }), to };
}

function isCancelled({ record: { cancellation } }: Known): boolean {
  return cancellation?.isOver === true && cancellation.isRefused === undefined;
}

function resultOf(
  { excelledFrom, reportUrl, hasTranscript }: FactSettings,
  { known, outcome, isLate }: Extract<Entry, { key: 'result' }>,
  interview: { template: string; vendor: string },
): ResultFacts {
  const { score, decision, endedAt, durationSeconds, reasonsToHire, reasonsNotToHire } = outcome.attempt;
  const percentage = isScore(score) ? percentageOf(score) : undefined;
  const recommendation = recommendationOf(decision, percentage, excelledFrom);
  return {
    key: 'result',
    ...interview,
    ...(isScore(score) ? { score } : {}),
    ...(recommendation === undefined ? {} : { decision: recommendation }),
    ...(typeof endedAt === 'number' ? { endedAt } : {}),
    ...(typeof durationSeconds === 'number' ? { durationSeconds } : {}),
    strengths: reasonsToHire ?? [],
    openPoints: reasonsNotToHire ?? [],
    reportUrl: reportUrl(known.record),
    hasTranscript: hasTranscript(known.record, outcome),
    ...(isLate ? { isLate } : {}),
  };
}

/** The link alone: what was said is fetched when it is written. */
function transcriptOf(
  { transcriptUrl }: FactSettings,
  { known, outcome }: Extract<Entry, { key: 'transcript' }>,
): Pick<TranscriptFacts, 'endedAt' | 'turns' | 'url'> {
  const { endedAt } = outcome.attempt;
  return {
    ...(typeof endedAt === 'number' ? { endedAt } : {}),
    turns: [],
    url: transcriptUrl(known.record),
  };
}

function meanwhileOf(
  { job, stage, left }: Enrolment,
  { seen }: ApplicationRecord,
  { stageName }: Context,
): Pick<ResultFacts, 'meanwhile'> {
  const now = standingOf(seen)?.state;
  if (!left || now?.job !== job || now.stage === undefined || now.stage === stage) return {};
  return { meanwhile: { movedTo: stageName(job, now.stage), about: stageName(job, stage) } };
}
