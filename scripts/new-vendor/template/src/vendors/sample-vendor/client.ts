import { Failure } from '../../errors.ts';
import type { Observation } from '../../interviews/observation.ts';
import type { CallOptions, Invitation, Invited, Subject, TemplateList } from '../../interviews/ports/vendor.ts';
import { fullName } from '../../interviews/record.ts';
import { limits } from '../../limits.ts';
import type { Api } from '../api.ts';
import { readFields } from '../lenient.ts';
import { Created, Interviews, Templates } from './contract.ts';
import { observe } from './observe.ts';

/** The calls to Sample Vendor, in the words of the port. All throw Failure. */
export function createClient(api: Api) {
  return { listTemplates, listJobs: async () => [], invite, fetch };

  /** Page by page, until the vendor names no next one. */
  async function listTemplates({ signal }: CallOptions): Promise<TemplateList> {
    const names = new Map<string, string>();
    let next: string | undefined = '';
    for (let page = 0; page < limits.vendorListPages && next !== undefined; page += 1) {
      const read = await pageAfter(next, signal);
      for (const each of read.templates) if (each) names.set(each.id, each.name || each.id);
      next = read.next || undefined;
    }
    const templates = [...names].map(([id, name]) => ({ id, name }));
    const most = limits.templatesOfAccount;
    return { templates: templates.slice(0, most), missing: [], isCut: next !== undefined || templates.length > most };
  }

  /** `after`: empty for the first page. */
  async function pageAfter(after: string, signal: AbortSignal) {
    const query = after === '' ? {} : { query: { after } };
    const answer = readFields(Templates, await api.call({ path: 'templates', ...query, signal }));
    if (!answer) throw unreadable();
    return answer.read;
  }

  async function invite(invitation: Invitation, { signal }: CallOptions): Promise<Invited> {
    const { interviewId, templateId, candidate, expiresAt } = invitation;
    const name = fullName(candidate);
    const answer = await api.call({
      path: 'interviews',
      // Cut out of the vendor's words about a refusal, which recruiters and logs see.
      names: [name, candidate.firstName ?? '', candidate.lastName ?? ''],
      body: {
        reference: interviewId,
        template_id: templateId,
        candidate: { name, email: candidate.email },
        expires_at: new Date(expiresAt).toISOString(),
      },
      signal,
    });
    // Without an id it is not known whether the candidate was invited.
    if (!readFields(Created, answer)) throw unreadable();
    return { isEmailed: true };
  }

  async function fetch({ interviewId }: Subject, now: number, { signal }: CallOptions): Promise<Observation[]> {
    const answer = readFields(
      Interviews,
      await api.call({ path: 'interviews', query: { reference: interviewId }, signal }),
    );
    if (!answer) throw unreadable();
    const ours = answer.read.interviews.flatMap((each) => (each?.reference === interviewId ? each : []));
    return ours
      .slice(0, limits.attemptsOfRecord)
      .flatMap((each) => observe(each, { source: 'fetch', at: now }, answer.ignored) ?? []);
  }
}

function unreadable(): Failure {
  return new Failure('vendor-unclear', 'The vendor gave an unreadable answer');
}
