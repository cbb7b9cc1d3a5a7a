import { payloadOf } from '../../../sandbox/vendor/payload.ts';
import type { SandboxVendor } from '../../../sandbox/vendor/server.ts';
import type { SandboxWorkable } from '../../../sandbox/workable/server.ts';
import type { Known, KnownInterview } from './known.ts';

export type Peers = { vendor: SandboxVendor; workable: SandboxWorkable; tokens: Known['tokens'] };

const interviews = 60;
/** So many of them have a result, a report page and a shared link; every other of those a PDF. */
const finished = 20;

/** Interviews in different states, so that rubbish can be about something. */
export async function prepare({ vendor, workable, tokens }: Peers): Promise<Known> {
  const templates = vendor.control.definitions
    .filter(({ status, type, is_ats }) => status === 'active' && type === 'interview' && !is_ats)
    .map(({ id }) => id);
  const known: KnownInterview[] = [];
  for (let i = 0; i < interviews; i += 1) {
    known.push(await interviewOf({ vendor, workable }, templates[i % templates.length] ?? '', i));
  }
  const prefix = workable.control.newCallbackUrl();
  return {
    interviews: known,
    templates,
    tokens,
    newCallbackUrl: (index) => `${prefix}${String(index).padStart(9, '0')}`,
  };
}

async function interviewOf(
  { vendor, workable }: Omit<Peers, 'tokens'>,
  templateId: string,
  number: number,
): Promise<KnownInterview> {
  const email = `known.${number}@example.test`;
  const created = await workable.control.createInterview({ templateId, candidate: { email } });
  const id = created.body.interview_id;
  if (id === undefined) throw new Error(`An interview could not be created: ${created.status}`);
  const attempt = await vendor.control.start(email, templateId);
  const pages = number < finished ? await finish(attempt, created.callbackUrl, id) : [];
  const found = vendor.control.attempts.find((each) => each.id === attempt);
  if (!found) throw new Error('The sandbox vendor has lost an attempt');
  return { id, email, templateId, callbackUrl: created.callbackUrl, payload: payloadOf(found), pages };

  async function finish(attemptId: string, callbackUrl: string, interviewId: string): Promise<string[]> {
    await vendor.control.score(attemptId, 7.8);
    if (number % 2 === 0) await vendor.control.makeReport(attemptId);
    const { results_url } = await workable.control.waitFor(callbackUrl);
    const shared = (await workable.control.sharedLink(interviewId)).body.url;
    const paths = [results_url, shared].map((url) => new URL(url ?? '').pathname);
    return paths.flatMap((path) => [path, `${path}/report.pdf`]);
  }
}
