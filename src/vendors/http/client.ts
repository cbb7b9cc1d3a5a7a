import { Failure } from '../../errors.ts';
import type { Observation, Reschedule } from '../../interviews/observation.ts';
import type {
  CallOptions,
  Invitation,
  Invited,
  Subject,
  Template,
  TemplateList,
  VendorFinding,
} from '../../interviews/ports/vendor.ts';
import { fullName } from '../../interviews/record.ts';
import { type Transcript, transcriptOf } from '../../interviews/transcript.ts';
import type { Api } from '../api.ts';
import { readFields } from '../lenient.ts';
import { Interview, Invited as InvitedAnswer, SpokenInterview, Templates } from './contract.ts';
import { observe, rescheduleOf } from './observe.ts';
import { spokenIn } from './spoken.ts';
import { templateList } from './templates.ts';

/** No interview has this id. */
const unknownInterview = 'interview-bridge-doctor';

/** `notifyUrl`: where the vendor says that something about an interview has changed. */
type Options = {
  notifyUrl: (interviewId: string) => string;
  canMail: boolean;
  /** In place of the vendor's own list. */
  templates: readonly Template[] | undefined;
  now: () => number;
};

/** The calls of the vendor contract, in the words of the port. All throw Failure. */
export function createClient(api: Api, { notifyUrl, canMail, templates, now }: Options) {
  return { listTemplates, listJobs: async () => [], invite, fetch, fetchTranscript, cancel, check };

  async function listTemplates({ signal }: CallOptions): Promise<TemplateList> {
    if (templates) return templateList(templates);
    const listed = readFields(Templates, await api.call({ path: 'templates', signal }))?.read.templates;
    if (!listed) throw unreadable('GET /templates', '{"templates": [{"id", "name"}]}');
    return templateList(listed.flatMap((each) => (each ? { id: each.id, name: each.name || each.id } : [])));
  }

  async function invite(invitation: Invitation, { signal }: CallOptions): Promise<Invited> {
    const { interviewId, templateId, candidate, jobTitle, expiresAt } = invitation;
    const { firstName = candidate.lastName ?? '', lastName, email, phone } = candidate;
    const names = [fullName(candidate), firstName, lastName ?? ''];
    const answer = await api.call({
      method: 'PUT',
      path: pathOf(interviewId),
      names,
      body: {
        template_id: templateId,
        candidate: { first_name: firstName, last_name: candidate.firstName ? lastName : undefined, email, phone },
        job_title: jobTitle,
        notify_url: notifyUrl(interviewId),
        expires_at: new Date(expiresAt).toISOString(),
      },
      signal,
    });
    const invited = readFields(InvitedAnswer, answer)?.read;
    if (!invited) {
      const remedy = expected('PUT /interviews/{id}', '{"invited_by": "vendor"} or {"invited_by": "bridge", "link"}');
      throw new Failure('vendor-unclear', 'The vendor did not say whether it invited the candidate', { remedy });
    }
    const link = invited.link ? { link: invited.link } : {};
    if (invited.invited_by === 'vendor') return { isEmailed: true, ...link };
    if (!invited.link) {
      throw new Failure('vendor-refused', 'The vendor leaves the e-mail to the bridge, and gives no link to mail', {
        remedy: 'Have the vendor answer with a link, or e-mail its candidates',
      });
    }
    if (!canMail) {
      throw new Failure('vendor-refused', 'The vendor leaves the e-mail to the bridge, which needs SMTP_URL for it', {
        remedy: 'Set SMTP_URL, or have the vendor e-mail its candidates',
      });
    }
    return { isEmailed: false, ...link };
  }

  /** Nothing where the vendor has never heard of it, or has forgotten it. */
  async function fetch(
    { interviewId }: Subject,
    at: number,
    { signal }: CallOptions,
  ): Promise<(Observation | Reschedule)[]> {
    const answer = await api.call({ path: pathOf(interviewId), mayBeAbsent: true, signal });
    if (answer === undefined) return [];
    const interview = readFields(Interview, answer);
    if (!interview) throw unreadable('GET /interviews/{id}', '{"status", …}');
    const { read, ignored } = interview;
    const arrival = { at, seenAt: now() };
    const said = [observe(interviewId, read, { source: 'fetch', ...arrival }, ignored), rescheduleOf(read, arrival)];
    return said.filter((each) => each !== undefined);
  }

  async function fetchTranscript(attemptId: string, { signal }: CallOptions): Promise<Transcript> {
    const answer = await api.call({ path: pathOf(attemptId), mayBeAbsent: true, isFor: 'transcript', signal });
    if (answer === undefined) return transcriptOf([]);
    const interview = readFields(SpokenInterview, answer);
    if (!interview) throw unreadable('GET /interviews/{id}', '{"status", …}');
    return transcriptOf(spokenIn(interview.read));
  }

  /** Where the list of templates comes from the settings, nothing else shows whether the vendor accepts our token. */
  async function check({ signal }: CallOptions): Promise<VendorFinding[]> {
    if (!templates) return [];
    await api.call({ path: pathOf(unknownInterview), mayBeAbsent: true, signal });
    return [{ isFine: true, text: 'accepts our key' }];
  }

  /** A vendor without this call answers 404: then the link still works. An unknown interview is 204. */
  async function cancel({ interviewId }: Subject, { signal }: CallOptions): Promise<void> {
    await api.call({ method: 'DELETE', path: pathOf(interviewId), signal });
  }
}

function pathOf(interviewId: string): string {
  return `interviews/${encodeURIComponent(interviewId)}`;
}

function unreadable(call: string, form: string): Failure {
  return new Failure('vendor-unclear', 'The vendor gave an unreadable answer', { remedy: expected(call, form) });
}

function expected(call: string, form: string): string {
  return `Its answer to ${call} should be ${form}: see docs/vendor-contract.md`;
}
