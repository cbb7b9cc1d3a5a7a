import { Failure } from '../../errors.ts';
import type { Observation, ReportLink } from '../../interviews/observation.ts';
import type { AttemptQuestion, Invitation, Job, Template } from '../../interviews/ports.ts';
import { fullName } from '../../interviews/record.ts';
import type { Api } from './api.ts';
import {
  CandidateRow,
  DefinitionRow,
  Details,
  RegisteredRow,
  ReportAnswer,
  ResultRow,
  readPage,
  readRows,
} from './contract.ts';
import { listAll } from './list.ts';
import { linkOf, observeDetails, observeRow } from './observe.ts';

const callMs = 10_000;
/** Asking about an invitation and then telling it together stay within the time an invitation is held for us. */
const findMs = 8_000;
const detailsMs = 5_000;
/** The vendor lays out and stores a PDF meanwhile. */
const reportMs = 30_000;

/** The list calls answer for one type each, and for interviews alone when none is named. */
const types = ['interview', 'assessment'] as const;

/** The calls to JobMojito, in the words of the port. All throw Failure. */
export function createClient(api: Api, options: { sendsEmail: boolean }) {
  async function listTemplates(): Promise<Template[]> {
    return namesOf((await definitions()).filter((row) => !row.is_multi_stage));
  }

  async function listJobs(): Promise<Job[]> {
    return namesOf((await definitions()).filter((row) => row.is_multi_stage));
  }

  /** Active ones, without those imported from another tracking system, whose candidates that one invites. */
  async function definitions(): Promise<DefinitionRow[]> {
    const rows = await ofAllTypes('merchant-interview-list', { status: 'active' }, callMs);
    return readRows(DefinitionRow, rows).filter(
      (row) => !row.is_ats && (row.status ?? 'active').toLowerCase() === 'active',
    );
  }

  async function invite({ interviewId, templateId, candidate }: Invitation): Promise<void> {
    const names = [fullName(candidate), candidate.firstName, candidate.lastName ?? ''];
    const answer = await api.call({
      path: 'job-interview-register-users',
      names,
      body: {
        users: [{ name: fullName(candidate), email: candidate.email, external_id: interviewId }],
        interview_id: templateId,
        send_email: options.sendsEmail,
      },
      deadline: performance.now() + callMs,
    });
    const rows = readRows(RegisteredRow, readPage(answer)?.rows ?? []);
    const row =
      rows.find((each) => each.external_id === interviewId) ??
      rows.find((each) => isSameEmail(each.email, candidate.email)) ??
      (rows.length === 1 ? rows[0] : undefined);
    // Rows fail inside a 200. `ok` is this call's word, the others those of its sibling `invite-users`.
    if (/^error/i.test(row?.result ?? '')) throw api.refusal(row?.result?.replace(/^error:?\s*/i, ''), names);
    const isAccepted = /^(ok|invited|activated)$/i.test(row?.result?.trim() ?? '') || !!row?.interview_url;
    if (!isAccepted) throw new Failure('vendor-unclear', 'The vendor did not say whether it invited the candidate');
  }

  /** The candidate holds only the newest of our ids; attempts, where they exist, may still hold an older one. */
  async function findInvitation({ interviewId, templateId, candidate }: Invitation): Promise<boolean> {
    const deadline = performance.now() + findMs;
    const query = { filter_text: candidate.email };
    const candidates = readRows(CandidateRow, await listAll(api, { path: 'merchant-candidate-list', query, deadline }));
    const isOurs = (row: CandidateRow): boolean =>
      row.external_id === interviewId && isSameEmail(row.email, candidate.email);
    if (candidates.some(isOurs)) return true;
    const results = await ofAllTypes('merchant-result-list', { ...query, interview_id: templateId }, { deadline });
    return readRows(ResultRow, results).some((row) => isOurs({ ...row, email: row.candidate_email }));
  }

  async function fetchAttempts(question: AttemptQuestion, now: number): Promise<Observation[]> {
    const { interviewId, templateId, email, profileId } = question;
    const who = profileId ? { profile_interview_id: profileId } : { filter_text: email };
    const query = { interview_id: templateId, ...who, order_by: 'updated_at_newest' };
    const rows = readRows(ResultRow, await ofAllTypes('merchant-result-list', query, callMs)).filter(
      (row) =>
        (row.definition_id ?? templateId) === templateId &&
        (isSameEmail(row.candidate_email, email) || (!!profileId && row.profile_interview_id === profileId)),
    );
    // The id is the candidate's and a later invitation overwrites it: another id says nothing, unless a row has ours.
    const isTold = rows.some((row) => row.external_id === interviewId);
    return rows.flatMap(({ interview_result_id, ...row }) => {
      const isForeign = isTold && !!row.external_id && row.external_id !== interviewId;
      return interview_result_id && !isForeign ? [observeRow({ ...row, interview_result_id }, now)] : [];
    });
  }

  async function fetchDetails(attemptId: string, now: number): Promise<Observation> {
    const answer = await api.call({
      path: 'job-interview-details',
      query: { interview_result_id: attemptId },
      deadline: performance.now() + detailsMs,
    });
    const details = Details.safeParse(answer);
    if (!details.success) throw new Failure('vendor-unclear', 'The vendor gave an unreadable answer');
    return observeDetails(attemptId, details.data, now);
  }

  async function makeReport(attemptId: string): Promise<ReportLink> {
    const answer = await api.call({
      path: 'job-interview-pdf',
      makesReport: true,
      body: { interview_result_id: attemptId, export_type: 'pdf', store_file: true },
      deadline: performance.now() + reportMs,
    });
    const report = ReportAnswer.safeParse(answer);
    const link = report.success && linkOf(report.data.pdf_export_url, report.data.pdf_export_valid_until);
    if (!link) throw new Failure('vendor-unclear', 'The vendor made no report');
    return link;
  }

  async function ofAllTypes(
    path: string,
    query: Record<string, string>,
    time: number | { deadline: number },
  ): Promise<unknown[]> {
    const deadline = typeof time === 'number' ? performance.now() + time : time.deadline;
    const lists = types.map((type) => listAll(api, { path, query: { type, ...query }, deadline }));
    return (await Promise.all(lists)).flat();
  }

  return { listTemplates, listJobs, invite, findInvitation, fetchAttempts, fetchDetails, makeReport };
}

function namesOf(rows: DefinitionRow[]): { id: string; name: string }[] {
  return [...new Map(rows.map(({ id, name }) => [id, { id, name: name?.trim() || id }])).values()];
}

function isSameEmail(a: string | null | undefined, b: string): boolean {
  return a?.trim().toLowerCase() === b.trim().toLowerCase();
}
