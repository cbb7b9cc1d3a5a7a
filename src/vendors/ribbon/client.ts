import { Failure } from '../../errors.ts';
import type { Observation } from '../../interviews/observation.ts';
import type { CallOptions, Invitation, Invited, Subject, TemplateList } from '../../interviews/ports/vendor.ts';
import { fullName } from '../../interviews/record.ts';
import { type Transcript, transcriptOf } from '../../interviews/transcript.ts';
import { limits } from '../../limits.ts';
import type { Api, Call } from '../api.ts';
import { type Read, readFields } from '../lenient.ts';
import { Created, Interview } from './contract.ts';
import { isRecruitment, listFlows } from './flows.ts';
import { observe, spokenIn } from './observe.ts';

/** Hears the names of fields that could not be read, where no observation carries them. */
type Options = { onIgnored: (fields: readonly string[]) => void };

/** The calls to Ribbon, in the words of the port. All throw Failure. */
export function createClient(api: Api, { onIgnored }: Options) {
  return { listTemplates, listJobs: async () => [], invite, fetch, fetchTranscript };

  async function listTemplates({ signal }: CallOptions): Promise<TemplateList> {
    const { flows, isCut, ignored } = await listFlows(api, signal);
    onIgnored(ignored);
    const templates = flows
      .filter(isRecruitment)
      .map(({ interview_flow_id: id, title }) => ({ id, name: title || id }));
    const most = limits.templatesOfAccount;
    return { templates: templates.slice(0, most), missing: [], isCut: isCut || templates.length > most };
  }

  /** Every call makes another interview, of which Ribbon tells no one. */
  async function invite({ templateId, candidate }: Invitation, { signal }: CallOptions): Promise<Invited> {
    const { firstName, lastName, email } = candidate;
    const answer = await api.call({
      path: 'v1/interviews',
      names: [fullName(candidate), firstName ?? '', lastName ?? ''],
      body: {
        interview_flow_id: templateId,
        interviewee_email_address: email,
        interviewee_first_name: firstName,
        interviewee_last_name: lastName,
      },
      signal,
    });
    const created = readFields(Created, answer)?.read;
    if (!created?.interview_link) throw new Failure('vendor-unclear', 'The vendor gave no link for the candidate');
    return { ref: created.interview_id, link: created.interview_link, isEmailed: false };
  }

  /** Each link that the candidate ever had is an interview of its own at Ribbon, and so an attempt of its own. */
  async function fetch({ ref, earlierRefs = [] }: Subject, now: number, options: CallOptions): Promise<Observation[]> {
    const refs = [...earlierRefs, ...(ref === undefined ? [] : [ref])];
    const observed = await Promise.all(
      // Ribbon tells no times. Of two results that are seen at once the one of the newer link is the newer.
      refs.map((id, i) => fetchOne(id, now - (refs.length - 1 - i), options)),
    );
    return observed.flatMap((observation) => observation ?? []);
  }

  async function fetchOne(id: string, at: number, { signal }: CallOptions): Promise<Observation | undefined> {
    const said = await read(id, { signal });
    const observation = said && observe(said.read, at, said.ignored);
    if (said && !observation) onIgnored(said.ignored);
    return observation;
  }

  async function fetchTranscript(attemptId: string, { signal }: CallOptions): Promise<Transcript> {
    const data = (await read(attemptId, { isFor: 'transcript', signal }))?.read.interview_data;
    return transcriptOf(data ? spokenIn(data) : []);
  }

  async function read(id: string, how: Pick<Call, 'isFor' | 'signal'>): Promise<Read<Interview> | undefined> {
    // Ribbon's status for an id that it does not know.
    const answer = await api.call({ path: `v1/interviews/${encodeURIComponent(id)}`, mayBeAbsent: 422, ...how });
    if (answer === undefined) {
      onIgnored(['interview_id']);
      return undefined;
    }
    const said = readFields(Interview, answer);
    if (said?.read.interview_id !== id) throw new Failure('vendor-unclear', 'The vendor gave an unreadable answer');
    return said;
  }
}
