import type { ApplicationRecord, Enrolment } from '../../applications/record.ts';
import { lastEnrolment } from '../../applications/record.ts';
import { standingOf } from '../../applications/snapshot.ts';
import { applicationStates, type Verdict, verdictOf, type Why } from '../../applications/verdict.ts';
import { asFailure } from '../../errors.ts';
import { limits } from '../../limits.ts';
import type { DeliveryState } from '../../outbox/delivery.ts';
import type { Listed } from '../../records.ts';
import { accountOf } from '../../store/ids.ts';
import { iso } from '../iso.ts';
import type { BridgeParts } from '../parts.ts';
import { readRecord } from '../read-record.ts';
import { knownContextOf, type StageDoorAccount } from './application-context.ts';
import { reasons } from './application-reason.ts';
import { answerLine } from './deliveries.ts';
import { type InterviewState, interviewStateOf, interviewStates } from './interview-state.ts';
import { subjectOf } from './interview-view.ts';
import { reasonOf } from './reason.ts';

type Parts = Pick<BridgeParts, 'storage' | 'now'>;

/** With an interview, the state of that one. */
export const applicationViewStates = [...applicationStates, ...interviewStates] as const;
export type ApplicationViewState = (typeof applicationViewStates)[number];
export type ApplicationView = Awaited<ReturnType<typeof examined>>['view'];

/** An application as programs see it, without anything personal. */
export async function applicationView(
  parts: Parts,
  account: StageDoorAccount,
  record: ApplicationRecord,
): Promise<ApplicationView> {
  return (await examined(parts, account, record)).view;
}

/** `word`: its state as people read it. */
export async function examined(parts: Parts, account: StageDoorAccount, record: ApplicationRecord) {
  const { storage, now } = parts;
  const context = await knownContextOf(parts, account, record);
  const verdict = verdictOf(record, account.stage.policy, context, now());
  const interview = verdict.interviewId === undefined ? undefined : await interviewOf(storage, account, verdict, now());
  const place = standingOf(record.seen)?.state;
  const stay = lastEnrolment(record);
  const template = stay?.templateId;
  const state: ApplicationViewState = interview?.state ?? stateOf(verdict);
  const view = {
    id: record.id,
    account: account.name,
    candidate_id: record.candidateId,
    ...(place?.job === undefined ? {} : { job: place.job }),
    ...(record.jobTitle === undefined ? {} : { job_title: record.jobTitle }),
    ...(place?.stage === undefined ? {} : { stage: place.stage }),
    ...(template === undefined ? {} : { template: { id: template, ...nameOf(context.templates.get(template)) } }),
    state,
    reason: interview?.reason ?? reasonOfStay(verdict, stay),
    ...(verdict.at === undefined ? {} : { next_at: iso(verdict.at) }),
    ...(verdict.interviewId === undefined ? {} : { interview_id: verdict.interviewId }),
    enrolments: record.enrolments.length,
    created_at: iso(record.createdAt),
    entries: Object.entries(record.deliveries).map(([key, each]) => entryView(key, each, record)),
  };
  return { view, word: elsewhere.has(verdict.why) ? 'elsewhere' : state };
}

function reasonOfStay({ why }: Verdict, stay: Enrolment | undefined): string {
  if (why === 'interview') return 'The interview was erased.';
  const wasThere = why === 'left' && stay?.interviewId !== undefined;
  return wasThere
    ? 'The candidate has moved on from the stage; the interview there says what came of it.'
    : reasons[why];
}

/** For programs they are `gone` too, but they are still in Workable. */
const elsewhere: ReadonlySet<Why> = new Set<Why>(['left', 'no-job', 'no-trigger', 'sample']);

function nameOf(name: string | undefined): { name?: string } {
  return name === undefined ? {} : { name };
}

/** Of an interview that is gone, the stay is all there is. */
function stateOf({ state }: Verdict): ApplicationViewState {
  return state === 'interview' ? 'gone' : state;
}

async function interviewOf(
  storage: Parts['storage'],
  account: StageDoorAccount,
  { interviewId = '' }: Verdict,
  now: number,
): Promise<{ state: InterviewState; reason: string } | undefined> {
  const record = await readRecord(storage, interviewId, () => undefined);
  if (record?.account !== account.name) return undefined;
  const subject = subjectOf(record, account, now);
  const state = interviewStateOf(subject);
  return { state, reason: reasonOf(subject, state, []) };
}

/** Of a place on the timeline, such as `comments/result:1`. */
function entryView(key: string, state: DeliveryState, record: ApplicationRecord) {
  const doubt = state.inFlight ? { in_doubt_since: iso(state.inFlight.since) } : {};
  return { entry: key, ...standingView(state, record), ...doubt };
}

function standingView({ acknowledged, trying, failed, refused }: DeliveryState, record: ApplicationRecord) {
  if (trying) {
    const { tries, nextAt, answer } = trying;
    return { state: 'trying' as const, tries, next_at: iso(nextAt), answer: answerLine(answer, record) };
  }
  if (failed) {
    const { at, answer, dismissedAt } = failed;
    const word = dismissedAt === undefined ? ('failed' as const) : ('dismissed' as const);
    return { state: word, at: iso(at), answer: answerLine(answer, record) };
  }
  if (acknowledged) return { state: 'written' as const, at: iso(acknowledged.at) };
  if (refused) return { state: 'refused' as const, at: iso(refused.at) };
  return { state: 'waiting' as const };
}

type Asked = {
  accounts: readonly StageDoorAccount[];
  state?: ApplicationViewState | undefined;
  job?: string | undefined;
  /** Only those with a failed entry, by when it failed. */
  isFailed?: boolean;
  /** Where the page before ended. */
  after?: Listed | undefined;
  limit: number;
};

export type FoundApplication = { record: ApplicationRecord } & Awaited<ReturnType<typeof examined>>;

const batchSize = 20;

/**
 * The newest applications that match, account by account in the order of names. Reads a limited number of them: `last` is
 * where the next page begins, and absent at the end. `unreadable`: ids of those that cannot be read.
 */
export async function listApplications(parts: Parts, { accounts, state, job, isFailed, after, limit }: Asked) {
  const found: FoundApplication[] = [];
  const unreadable: string[] = [];
  let read = 0;
  let last: Listed | undefined;
  const isAt = (account: StageDoorAccount, id: string) => accountOf(id) === account.name;
  const ordered = [...accounts].sort((a, b) => (a.name < b.name ? -1 : 1));
  const begin = after ? ordered.findIndex((each) => isAt(each, after.id)) : 0;
  for (const account of ordered.slice(Math.max(begin, 0))) {
    let from = after && isAt(account, after.id) ? after : undefined;
    for (;;) {
      const page = await pageOf(parts, account, from, isFailed);
      if (page.length === 0) break;
      const records = await Promise.all(page.map(({ id }) => readOne(parts, id, unreadable)));
      for (const [i, listed] of page.entries()) {
        if (found.length === limit || read === limits.apiPageReads) return { found, unreadable, last };
        const record = records[i];
        const seen = record && (await examined(parts, account, record));
        if (seen && fits(seen.view, { state, job })) found.push({ record, ...seen });
        read += 1;
        last = listed;
      }
      from = page.at(-1);
    }
  }
  return { found, unreadable };
}

/** Those with a failed entry are listed among interviews, which are passed over. */
function pageOf(
  { storage }: Parts,
  { name }: StageDoorAccount,
  last: Listed | undefined,
  isFailed = false,
): Promise<Listed[]> {
  const options = { from: 0, to: Number.MAX_SAFE_INTEGER, size: batchSize, order: 'newest' as const, last };
  return isFailed ? storage.schedule.page(name, 'failed', options) : storage.applications.page(name, options);
}

async function readOne({ storage }: Parts, id: string, unreadable: string[]): Promise<ApplicationRecord | undefined> {
  try {
    return (await storage.applications.read(id))?.record;
  } catch (error) {
    if (asFailure(error).kind !== 'internal') throw error;
    unreadable.push(id);
    return undefined;
  }
}

function fits({ state, job, job_title: title }: ApplicationView, asked: Pick<Asked, 'state' | 'job'>): boolean {
  return (
    (asked.state === undefined || state === asked.state) &&
    (asked.job === undefined || job === asked.job || title === asked.job)
  );
}

/** Who it is about, as last seen in Workable. */
export function personOf({ person: { firstName, lastName, email, phone } }: Pick<ApplicationRecord, 'person'>) {
  return {
    ...(firstName === undefined ? {} : { first_name: firstName }),
    ...(lastName === undefined ? {} : { last_name: lastName }),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
  };
}

/** As people are called, or what stands in place of it. */
export function calledAs({ first_name = '', last_name = '' }: { first_name?: string; last_name?: string }): string {
  return [first_name, last_name].filter(Boolean).join(' ') || 'A candidate without a name';
}
