import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventLog } from '../event-log.ts';
import { keptMap } from '../kept-map.ts';
import { listen } from '../listen.ts';
import { type Answer, bodyOf, refusal, send, spoil } from './answer.ts';
import { InvitationBody, idPattern, LenientInvitationBody } from './contract.ts';
import { createPush, type Push } from './push.ts';
import { linkSignature } from './sign.ts';
import type { HttpCall, HttpInterview, HttpInvitation, HttpRow, HttpTrouble, HttpWebhook } from './types.ts';

/** `eventLog`: the file for the state that must survive a kill. */
export type HttpVendorOptions = {
  port?: number;
  token: string;
  webhookSecret: string;
  eventLog?: EventLog<HttpKept>;
};

/** What is kept in the event log. */
export type HttpKept = { row: HttpRow };

export type HttpVendor = Awaited<ReturnType<typeof startHttpVendor>>;

const templates = [
  { id: 'support', name: 'Customer support, first conversation' },
  { id: 'engineer', name: 'Software engineer, screening' },
];

const calls: Readonly<Record<string, HttpCall>> = { PUT: 'invite', GET: 'ask', DELETE: 'cancel' };

/** A vendor that implements exactly the vendor contract, and refuses everything else unless it is to be lenient. */
export async function startHttpVendor({ token, webhookSecret, eventLog, ...options }: HttpVendorOptions) {
  const { server, origin, close } = await listen(options);
  const rows = keptMap<HttpRow>(eventLog, 'row', ({ id }) => id);
  const invitations: HttpRow[] = [...rows.values()].filter(({ invitation }) => invitation !== undefined);
  const webhooks: HttpWebhook[] = [];
  const troubles: { at: HttpCall; trouble: HttpTrouble }[] = [];
  const requests: { method: string; path: string }[] = [];
  const push: Push = { proof: 'bearer', isFull: false, isOff: false };
  const post = createPush({ secret: webhookSecret, push, webhooks, now: () => control.now() });
  const control = {
    templates: [...templates],
    /** Candidates that were invited, oldest first. */
    invitations,
    /** Calls of the bridge's; visits of candidates are none. */
    requests,
    webhooks,
    push,
    /** Where webhooks go about candidates who came by a link. */
    notifyUrl: '',
    /** Who mails the candidate, and whether there is a link for that. */
    invitedBy: 'vendor' as 'vendor' | 'bridge',
    givesLink: true,
    /** Calls that this vendor does not have: they are 404. */
    lacks: new Set<HttpCall>(),
    /** Fields that are null or unknown are no fault: as vendors should be, and as finds no fault of the bridge. */
    isLenient: false,
    now: Date.now as () => number,
    find,
    /** The newest of this candidate at this template. */
    invitationOf(email: string, templateId: string): HttpRow {
      const isTheirs = ({ invitation }: HttpRow) =>
        invitation?.candidate.email === email && invitation.template_id === templateId;
      return invitations.findLast(isTheirs) ?? fail(`No invitation for ${email}`);
    },
    change,
    notify,
    post,
    trouble: (trouble: HttpTrouble, at: HttpCall = 'invite') => void troubles.push({ at, trouble }),
  };
  server.on('request', (request, response) => void serve(request, response));
  const linkPattern = `${origin}/start/{interview_id}?template={template_id}&signature={signature}`;
  return { url: origin, linkPattern, control, close };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const { pathname, searchParams } = new URL(url, origin);
    const [, root, id = '', ...rest] = pathname.split('/');
    const body = await bodyOf(request);
    if (root === 'start' && method === 'GET') return send(response, start(id, searchParams));
    requests.push({ method, path: url });
    if (request.headers.authorization !== `Bearer ${token}`) return send(response, refusal(401, 'No'));
    const call = root === 'templates' && method === 'GET' ? 'list' : calls[method];
    const isKnown = call === 'list' ? id === '' : root === 'interviews' && idPattern.test(id);
    if (call === undefined) return send(response, refusal(405, 'No such method'));
    if (!isKnown || rest.length > 0 || control.lacks.has(call)) return send(response, refusal(404, 'No such address'));
    const next = troubles.findIndex(({ at }) => at === call);
    const [{ trouble } = {}] = next < 0 ? [] : troubles.splice(next, 1);
    if (trouble && trouble.how !== 'accept-then-drop') return spoil(response, trouble);
    const answer = answerTo(call, id, body);
    if (trouble) response.destroy();
    else send(response, answer);
  }

  function answerTo(call: HttpCall, id: string, body: unknown): Answer {
    const row = rows.get(id);
    if (call === 'list') return { status: 200, body: { templates: control.templates } };
    if (call === 'invite') return invite(id, body);
    if (call === 'ask') return row ? { status: 200, body: row.interview } : refusal(404, 'Unknown');
    if (row?.interview.status === 'completed') return refusal(409, 'It is completed');
    if (row) rows.keep(Object.assign(row, { interview: { status: 'cancelled' } }));
    return { status: 204 };
  }

  function invite(id: string, body: unknown): Answer {
    const read = (control.isLenient ? LenientInvitationBody : InvitationBody).safeParse(body);
    if (!read.success) return refusal(400, read.error.issues[0]?.message ?? 'Wrong');
    const invitation = read.data as HttpInvitation;
    const { template_id: templateId, notify_url } = invitation;
    if (!control.templates.some((template) => template.id === templateId)) return refusal(404, 'No such template');
    const known = rows.get(id);
    if (known && !isSame(known.invitation, invitation)) return refusal(409, 'Another interview');
    const link = known?.link ?? `${origin}/candidate/${id}`;
    const row = known ?? { id, templateId, invitation, interview: { status: 'invited' }, link, notifyUrl: notify_url };
    if (!known) invitations.push(row);
    rows.keep(row);
    const given = control.givesLink ? { link: row.link } : {};
    return { status: known ? 200 : 201, body: { invited_by: control.invitedBy, ...given } };
  }

  /** A candidate comes by a link that the bridge has made. */
  function start(id: string, query: URLSearchParams): Answer {
    const templateId = query.get('template') ?? '';
    if (query.get('signature') !== linkSignature(id, webhookSecret)) return refusal(403, 'This link was made up');
    const { notifyUrl } = control;
    if (!rows.has(id)) rows.keep({ id, templateId, interview: { status: 'started' }, link: '', notifyUrl });
    return { status: 200, body: rows.get(id)?.interview };
  }

  function find(id: string): HttpRow {
    return rows.get(id) ?? fail(`No interview ${id}`);
  }

  /** Events at the vendor; the bridge gets webhooks as `push` says. */
  async function change(id: string, changes: Partial<HttpInterview>): Promise<void> {
    const row = find(id);
    row.interview = { ...row.interview, updated_at: new Date(control.now()).toISOString(), ...changes };
    rows.keep(row);
    if (!push.isOff) await notify(id);
  }

  function notify(id: string, url = find(id).notifyUrl): Promise<number> {
    const { interview } = find(id);
    return post(url, { interview_id: id, ...(push.isFull ? { interview } : {}) });
  }
}

function isSame(a: HttpInvitation | undefined, b: HttpInvitation): boolean {
  return a?.template_id === b.template_id && a.candidate.email === b.candidate.email;
}

function fail(message: string): never {
  throw new Error(message);
}
