import { Failure } from '../../errors.ts';
import type { Observation } from '../../interviews/observation.ts';
import type { CallOptions, Invitation, Invited, Subject, TemplateList } from '../../interviews/ports/vendor.ts';
import { fullName } from '../../interviews/record.ts';
import { limits } from '../../limits.ts';
import type { Api } from '../api.ts';
import { isObject, readFields } from '../lenient.ts';
import { type ResponseError, readStatus, type SendTest, Sent, Tests } from './contract.ts';
import { callOf, faultOf } from './faults.ts';
import { namesOf } from './names.ts';
import { observe } from './observe.ts';
import type { GreenhouseSettings } from './settings.ts';

type Options = {
  settings: GreenhouseSettings;
  /** Where the vendor says that there is news. */
  notifyUrl: (interviewId: string) => string;
  /** Our page about the candidate. */
  candidateUrl: (interviewId: string) => string;
  onIgnored: (fields: readonly string[]) => void;
};

/** The calls that Greenhouse makes, in the words of the port. All throw Failure. */
export function createClient(api: Api, { settings, notifyUrl, candidateUrl, onIgnored }: Options) {
  const { listTests, sendTest, testStatus, responseError } = settings;
  return { listTemplates, listJobs: async () => [], invite, fetch, ...(responseError ? { complain } : {}) };

  async function listTemplates({ signal }: CallOptions): Promise<TemplateList> {
    const answer = readFields(Tests, await api.call({ path: listTests, signal }));
    if (!answer) throw unreadable('list_tests');
    if (answer.ignored.length > 0) onIgnored(answer.ignored.map((name) => `tests${name}`));
    const tests = answer.read.flatMap((test) => test ?? []);
    const named = tests.map(({ partner_test_id: id, partner_test_name: name }) => ({ id, name: name || id }));
    const templates = [...new Map(named.map((each) => [each.id, each])).values()];
    const most = limits.templatesOfAccount;
    return { templates: templates.slice(0, most), missing: [], isCut: templates.length > most };
  }

  /** The same interview always has the same `url`: by that some vendors know a repetition. */
  async function invite({ interviewId, templateId, candidate }: Invitation, options: CallOptions): Promise<Invited> {
    const { first, last } = namesOf(candidate, settings.lastName);
    const body: SendTest = {
      partner_test_id: templateId,
      candidate: {
        first_name: first,
        last_name: last,
        preferred_name: null,
        resume_url: null,
        phone_number: candidate.phone ?? null,
        email: candidate.email,
        greenhouse_profile_url: candidateUrl(interviewId),
      },
      sent_by: null,
      url: notifyUrl(interviewId),
    };
    const names = [fullName(candidate), candidate.firstName ?? '', candidate.lastName ?? ''];
    const answer = await api.call({ path: sendTest, names, body, answerName: 'send_test', ...options });
    const sent = readFields(Sent, answer);
    // It may have mailed the candidate, but without its id there is nothing to ask about.
    if (!sent) throw unreadable('send_test', isObject(answer) ? 'partner_interview_id' : 'send_test');
    return { ref: sent.read.partner_interview_id, isEmailed: true };
  }

  /** One attempt for each invitation that the vendor still knows. */
  async function fetch({ ref, earlierRefs = [] }: Subject, now: number, options: CallOptions): Promise<Observation[]> {
    const refs = [...earlierRefs, ...(ref === undefined ? [] : [ref])];
    const found = await Promise.all(refs.map((each) => fetchOne(each, now, options)));
    return found.flatMap((observation) => observation ?? []);
  }

  async function fetchOne(ref: string, now: number, { signal }: CallOptions): Promise<Observation | undefined> {
    const query = { partner_interview_id: ref };
    const asked = { path: testStatus, query, answerName: 'test_status', isOrdered: true } as const;
    const answer = await api.call({ ...asked, mayBeAbsent: true, signal });
    if (answer === undefined) return undefined;
    const status = readStatus(answer);
    if (!status) throw unreadable('test_status');
    return observe(ref, status, now, settings);
  }

  async function complain(
    { templateId, email, ref }: Subject,
    unread: readonly string[],
    { signal }: CallOptions,
  ): Promise<void> {
    if (!responseError) return;
    const body: ResponseError = {
      api_call: callOf(unread),
      errors: unread.map(faultOf),
      partner_test_id: templateId,
      ...(ref === undefined ? {} : { partner_interview_id: ref }),
      candidate_email: email,
    };
    await api.call({ path: responseError, body, isOneWay: true, signal });
  }
}

function unreadable(call: ResponseError['api_call'], name: string = call): Failure {
  return new Failure('vendor-unclear', `The vendor gave an unreadable answer to ${call}`, { unread: [name] });
}
