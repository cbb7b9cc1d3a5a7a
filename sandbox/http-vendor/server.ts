import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen } from '../listen.ts';
import { InvitationBody, idPattern } from './contract.ts';
import { signed } from './sign.ts';
import type { HttpInterview, HttpInvitation, HttpRow, HttpTrouble, HttpWebhook } from './types.ts';

export type HttpVendorOptions = { token: string; webhookSecret: string; now?: () => number };

export type HttpVendor = Awaited<ReturnType<typeof startHttpVendor>>;

type Answer = { status: number; body?: unknown; headers?: Record<string, string> };

const templates = [
  { id: 'support', name: 'Customer support, first conversation' },
  { id: 'engineer', name: 'Software engineer, screening' },
];

/** A vendor that implements exactly the vendor contract, and refuses everything else. */
export async function startHttpVendor({ token, webhookSecret, now = Date.now }: HttpVendorOptions) {
  const { server, origin, close } = await listen({});
  const rows = new Map<string, HttpRow>();
  const invitations: HttpRow[] = [];
  const requests: { method: string; path: string }[] = [];
  const webhooks: HttpWebhook[] = [];
  const troubles: HttpTrouble[] = [];
  const control = {
    templates,
    /** Candidates that were mailed, oldest first. */
    invitations,
    requests,
    webhooks,
    /** How webhooks are proven: `bearer`, `signature`, or not at all; with the interview in them, or without. */
    push: { proof: 'bearer' as 'bearer' | 'signature' | 'none', isFull: false, isOff: false },
    /** Who mails the candidate. */
    invitedBy: 'vendor' as 'vendor' | 'bridge',
    now,
    find,
    /** The newest of this candidate at this template. */
    invitationOf(email: string, templateId: string): HttpRow {
      const isTheirs = ({ invitation }: HttpRow) =>
        invitation.candidate.email === email && invitation.template_id === templateId;
      return invitations.findLast(isTheirs) ?? fail(`No invitation for ${email}`);
    },
    change,
    notify,
    trouble: (trouble: HttpTrouble) => void troubles.push(trouble),
  };
  server.on('request', (request, response) => void serve(request, response));
  return { url: origin, control, close };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, root, id, ...rest] = (request.url ?? '').split('/');
    const { method = '' } = request;
    const body = await bodyOf(request);
    requests.push({ method, path: request.url ?? '' });
    if (request.headers.authorization !== `Bearer ${token}`) return send(response, { status: 401, body: {} });
    if (method === 'GET' && root === 'templates' && id === undefined) {
      return send(response, { status: 200, body: { templates: control.templates } });
    }
    if (root !== 'interviews' || id === undefined || rest.length > 0 || !idPattern.test(id)) {
      return send(response, { status: 404, body: { message: 'No such address' } });
    }
    const trouble = method === 'PUT' ? troubles.shift() : undefined;
    if (trouble && trouble.how !== 'accept-then-drop') return spoil(response, trouble);
    const answer = answerTo(method, id, body);
    if (trouble) response.destroy();
    else send(response, answer);
  }

  function answerTo(method: string, id: string, body: string): Answer {
    const row = rows.get(id);
    if (method === 'PUT') return invite(id, body);
    if (method === 'GET') return row ? { status: 200, body: row.interview } : notFound();
    if (method !== 'DELETE') return { status: 405, body: {} };
    if (row?.interview.status === 'completed') return { status: 409, body: { message: 'It is completed' } };
    if (row) row.interview = { status: 'cancelled' };
    return { status: 204 };
  }

  function invite(id: string, body: string): Answer {
    const read = InvitationBody.safeParse(parsed(body));
    if (!read.success) return { status: 400, body: { message: read.error.issues[0]?.message } };
    const invitation = read.data as HttpInvitation;
    if (!control.templates.some((template) => template.id === invitation.template_id)) return notFound();
    const known = rows.get(id);
    if (known && !isSame(known.invitation, invitation)) return { status: 409, body: { message: 'Another interview' } };
    const row = known ?? { id, invitation, interview: { status: 'invited' } };
    if (!known) invitations.push(row);
    rows.set(id, row);
    const link = `${origin}/candidate/${id}`;
    const answer = control.invitedBy === 'vendor' ? { invited_by: 'vendor', link } : { invited_by: 'bridge', link };
    return { status: known ? 200 : 201, body: answer };
  }

  function find(id: string): HttpRow {
    return rows.get(id) ?? fail(`No interview ${id}`);
  }

  /** Events at the vendor; the bridge gets webhooks as `push` says. */
  async function change(id: string, changes: Partial<HttpInterview>): Promise<void> {
    const row = find(id);
    row.interview = { ...row.interview, updated_at: new Date(control.now()).toISOString(), ...changes };
    if (!control.push.isOff) await notify(id);
  }

  /** Resolves to the status that the bridge answered. */
  async function notify(id: string, url = find(id).invitation.notify_url): Promise<number> {
    const { proof, isFull } = control.push;
    const { interview } = find(id);
    const body = JSON.stringify({ interview_id: id, ...(isFull ? { interview } : {}) });
    const proofs = {
      none: () => ({}),
      bearer: () => ({ authorization: `Bearer ${webhookSecret}` }),
      signature: () => signed(body, webhookSecret, control.now()),
    };
    const headers = { 'content-type': 'application/json', ...proofs[proof]() };
    const webhook: HttpWebhook = { path: new URL(url).pathname, headers, body, status: undefined };
    webhooks.push(webhook);
    const { status } = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' }).catch(() => ({
      status: 0,
    }));
    webhook.status = status;
    return status;
  }
}

function isSame(a: HttpInvitation, b: HttpInvitation): boolean {
  return a.template_id === b.template_id && a.candidate.email === b.candidate.email;
}

function spoil(response: ServerResponse, trouble: HttpTrouble): void {
  if (trouble.how === 'status') {
    const { status, message, retryAfterSeconds } = trouble;
    const headers = retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
    send(response, { status, body: { message }, headers });
  } else if (trouble.how === 'garbage') {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Bad gateway</html>');
  } else if (trouble.how !== 'hang') response.destroy();
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(text);
}

function notFound(): Answer {
  return { status: 404, body: { message: 'Unknown' } };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function fail(message: string): never {
  throw new Error(message);
}
