import { Failure } from '../../errors.ts';
import type { Observation, ReportLink } from '../../interviews/observation.ts';
import { isWebLink } from '../../interviews/parse-url.ts';
import { isSamePerson, spellingsOf } from '../../interviews/person.ts';
import type {
  CallOptions,
  Invitation,
  Invited,
  Job,
  Subject,
  Template,
  TemplateList,
} from '../../interviews/ports/vendor.ts';
import { fullName } from '../../interviews/record.ts';
import { type Transcript, transcriptOf } from '../../interviews/transcript.ts';
import { limits } from '../../limits.ts';
import type { Api } from '../api.ts';
import { readFields } from '../lenient.ts';
import {
  CandidateRow,
  DefinitionRow,
  Details,
  MerchantStatus,
  RegisteredRow,
  ReportAnswer,
  ResultRow,
  readPage,
  SpokenDetails,
} from './contract.ts';
import { listKinds, type OfKinds, rowsForUs } from './kinds.ts';
import { type List, listAll } from './list.ts';
import { linkOf, observeDetails, observeRow } from './observe.ts';
import type { JobmojitoSettings } from './settings.ts';
import { spokenIn } from './spoken.ts';

/** Newest changes come first, and of these rows the newest attempts count: a candidate with more sittings is no person. */
const rowsOfCandidate = 20 * limits.attemptsOfRecord;

const definitionWords = ['active', 'draft', 'archived', 'deleted', 'preparing', 'completed'];

type Options = Pick<JobmojitoSettings, 'sendsEmail' | 'scoreMax'> & {
  /** Hears the names of fields that could not be read, where no observation carries them. */
  onIgnored: (fields: readonly string[]) => void;
};

/** The calls to JobMojito, in the words of the port. All throw Failure. */
export function createClient(api: Api, { sendsEmail, scoreMax, onIgnored }: Options) {
  async function listTemplates({ signal }: CallOptions): Promise<TemplateList> {
    const { rows, missing, isCut } = await definitions((row) => !row.is_multi_stage, signal);
    const templates = namesOf(rows);
    const most = limits.templatesOfAccount;
    return { templates: templates.slice(0, most), missing, isCut: isCut || templates.length > most };
  }

  async function listJobs({ signal }: CallOptions): Promise<Job[]> {
    const found = await definitions((row) => !!row.is_multi_stage, signal);
    rowsForUs(found);
    return namesOf(found.rows).slice(0, limits.templatesOfAccount);
  }

  /** Active ones, without those imported from another tracking system, whose candidates that one invites. */
  async function definitions(
    isWanted: (row: DefinitionRow) => boolean,
    signal: AbortSignal,
  ): Promise<OfKinds<DefinitionRow>> {
    const unknown = new Set<string>();
    const found = await listKinds(api, {
      path: 'merchant-interview-list',
      query: { status: 'active' },
      row: DefinitionRow,
      keeps(row) {
        const status = row.status?.toLowerCase() || 'active';
        if (!definitionWords.includes(status)) unknown.add('status');
        return !row.is_ats && status === 'active' && isWanted(row);
      },
      most: limits.templatesOfAccount,
      signal,
    });
    emitIgnored(found, [...unknown]);
    return found;
  }

  async function invite({ interviewId, templateId, candidate }: Invitation, { signal }: CallOptions): Promise<Invited> {
    const names = [fullName(candidate), candidate.firstName ?? '', candidate.lastName ?? ''];
    const answer = await api.call({
      path: 'job-interview-register-users',
      names,
      body: {
        users: [{ name: fullName(candidate), email: candidate.email, external_id: interviewId }],
        interview_id: templateId,
        send_email: sendsEmail,
      },
      signal,
    });
    const page = readPage(answer);
    const said = (page?.rows ?? []).slice(0, limits.vendorListRows);
    const read = said.flatMap((row) => readFields(RegisteredRow, row) ?? []);
    emitIgnored({ rows: read, ignored: page?.ignored ?? [] }, read.length < said.length ? ['row'] : []);
    const rows = read.map((each) => each.read);
    const row =
      rows.find((each) => each.external_id === interviewId) ??
      rows.find((each) => isSamePerson(each.email, candidate.email)) ??
      (rows.length === 1 ? rows[0] : undefined);
    // Rows fail inside a 200. `ok` is this call's word, the others those of its sibling `invite-users`.
    if (/^error/i.test(row?.result ?? '')) {
      const words = row?.result?.replace(/^error:?\s*/i, '');
      throw api.refusal(words, names, { lacksCredits: await lacksCredits(signal) });
    }
    const isAccepted = /^(ok|invited|activated)$/i.test(row?.result?.trim() ?? '') || !!row?.interview_url;
    if (!isAccepted) throw new Failure('vendor-unclear', 'The vendor did not say whether it invited the candidate');
    const link = row?.interview_url;
    if (link && isWebLink(link)) return { isEmailed: sendsEmail, link };
    if (!sendsEmail) throw new Failure('vendor-unclear', 'The vendor gave no link for the candidate');
    return { isEmailed: sendsEmail };
  }

  /** The words of a refusal are not documented; how many invitations are left is. Where that is not said, it is not so. */
  async function lacksCredits(signal: AbortSignal): Promise<boolean> {
    const answer = await api.call({ path: 'merchant-status', signal }).catch(() => undefined);
    const left = readFields(MerchantStatus, answer)?.read.invitations_available;
    return typeof left === 'number' && left <= 0;
  }

  /** The candidate holds only the newest of our ids; attempts, where they exist, may still hold an older one. */
  async function find(
    { interviewId, templateId, candidate }: Invitation,
    { signal }: CallOptions,
  ): Promise<Invited | undefined> {
    const found = { isEmailed: sendsEmail };
    // No other candidate has our id: an address that is missing or cannot be read says nothing against it.
    const isOurs = (id: string | null | undefined, email: string | null | undefined): boolean =>
      id === interviewId && (!email || isSamePerson(email, candidate.email));
    const spelled = spellingsOf(candidate.email).map((filter_text) => ({ filter_text }));
    const candidates = await Promise.all(
      spelled.map((query) =>
        listAll(api, {
          path: 'merchant-candidate-list',
          query,
          row: CandidateRow,
          keeps: (row) => isOurs(row.external_id, row.email),
          most: 1,
          signal,
        }),
      ),
    );
    for (const found of candidates) emitIgnored(found);
    if (candidates.some(({ rows }) => rows.length > 0)) return found;
    const isOurRow = (row: ResultRow) => isOurs(row.external_id, row.candidate_email);
    const ours = await results(templateId, spelled, { keeps: isOurRow, most: 1, signal });
    return ours.length > 0 ? found : undefined;
  }

  async function fetch(subject: Subject, now: number, { signal }: CallOptions): Promise<Observation[]> {
    const { interviewId, templateId, email, candidateRef } = subject;
    const spelled = spellingsOf(email).map((filter_text) => ({ filter_text }));
    const who = candidateRef ? [{ profile_interview_id: candidateRef }] : spelled;
    const isTheirs = (row: ResultRow): boolean =>
      (row.definition_id ?? templateId) === templateId &&
      (isSamePerson(row.candidate_email, email) || (!!candidateRef && row.profile_interview_id === candidateRef));
    const rows = await results(templateId, who, { keeps: isTheirs, most: rowsOfCandidate, signal });
    // The id is the candidate's and a later invitation overwrites it: another id says nothing, unless a row has ours.
    const isTold = rows.some(({ read }) => read.external_id === interviewId);
    const observed = new Map<string, Observation>();
    for (const { read, ignored } of newestFirst(rows)) {
      const { interview_result_id, external_id } = read;
      const isForeign = isTold && !!external_id && external_id !== interviewId;
      if (interview_result_id && !isForeign && !observed.has(interview_result_id)) {
        observed.set(interview_result_id, observeRow({ ...read, interview_result_id }, now, scoreMax, ignored));
      } else onIgnored(ignored);
    }
    return [...observed.values()].slice(0, limits.attemptsOfRecord);
  }

  /** Rows of the result list, asked for in every given way. */
  async function results(
    templateId: string,
    ways: Record<string, string>[],
    how: Pick<List<ResultRow>, 'keeps' | 'most' | 'signal'>,
  ) {
    const lists = ways.map(async (way) => {
      const query = { interview_id: templateId, ...way, order_by: 'updated_at_newest' };
      const found = await listKinds(api, { path: 'merchant-result-list', query, row: ResultRow, ...how });
      onIgnored(found.ignored);
      return rowsForUs(found);
    });
    return (await Promise.all(lists)).flat();
  }

  async function fetchDetails(attemptId: string, now: number, { signal }: CallOptions): Promise<Observation> {
    const answer = await api.call({
      path: 'job-interview-details',
      query: { interview_result_id: attemptId },
      signal,
    });
    const details = readFields(Details, answer);
    if (!details) throw new Failure('vendor-unclear', 'The vendor gave an unreadable answer');
    return observeDetails(attemptId, details.read, now, scoreMax, details.ignored);
  }

  /** A result can vanish, when its candidate asks for that: then there is nothing to read. */
  async function fetchTranscript(attemptId: string, { signal }: CallOptions): Promise<Transcript> {
    const answer = await api.call({
      path: 'job-interview-details',
      query: { interview_result_id: attemptId },
      mayBeAbsent: true,
      isFor: 'transcript',
      signal,
    });
    if (answer === undefined) return transcriptOf([]);
    const details = readFields(SpokenDetails, answer);
    if (!details) throw new Failure('vendor-unclear', 'The vendor gave an unreadable answer');
    onIgnored(details.ignored);
    return transcriptOf(spokenIn(details.read));
  }

  async function makeReport(attemptId: string, { signal }: CallOptions): Promise<ReportLink> {
    const answer = await api.call({
      path: 'job-interview-pdf',
      isFor: 'report',
      body: { interview_result_id: attemptId, export_type: 'pdf', store_file: true },
      signal,
    });
    const report = readFields(ReportAnswer, answer);
    const link = report && linkOf(report.read.pdf_export_url, report.read.pdf_export_valid_until);
    if (!link) throw new Failure('vendor-unclear', 'The vendor made no report');
    onIgnored(report.ignored);
    return link;
  }

  /** Of rows that become no observation. */
  function emitIgnored(
    { rows, ignored = [] }: { rows: readonly { ignored: readonly string[] }[]; ignored?: readonly string[] },
    more: readonly string[] = [],
  ): void {
    const names = new Set([...ignored, ...rows.flatMap((row) => row.ignored), ...more]);
    onIgnored([...names].slice(0, limits.ignoredFields));
  }

  const finding = sendsEmail ? { find } : {};
  return { listTemplates, listJobs, invite, ...finding, fetch, fetchDetails, fetchTranscript, makeReport };
}

function namesOf(rows: readonly { read: DefinitionRow }[]): Template[] {
  return [...new Map(rows.map(({ read: { id, name } }) => [id, { id, name: name || id }])).values()];
}

/** Where the vendor does not say when an attempt was made, it stays behind those of which it does. */
function newestFirst<Row extends { read: ResultRow }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => (b.read.created_at ?? 0) - (a.read.created_at ?? 0));
}
