import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { listen } from '../listen.ts';

export type SampleVendorOptions = {
  apiKey: string;
  webhookSecret: string;
  /** Where webhooks go; without it they are only kept. */
  webhookUrl?: string;
};

/** What the vendor has of an interview. */
export type SampleVendorInterview = {
  id: string;
  reference: string;
  status: string;
  updated_at: string;
  score?: number | null;
  decision?: boolean | null;
  summary?: string | null;
};

/** What the next call that invites runs into. */
export type SampleVendorTrouble =
  | { how: 'status'; status: number; retryAfterSeconds?: number }
  | { how: 'garbage' | 'drop' | 'hang' | 'accept-then-drop' };

const templates = [
  { id: 'first', name: 'First conversation' },
  { id: 'second', name: 'Second conversation' },
];

/** As strict as the vendor's documentation: what it does not name is an error of the bridge. */
const Invitation = z.strictObject({
  reference: z.string().min(1),
  template_id: z.enum(['first', 'second']),
  candidate: z.strictObject({ name: z.string().min(1), email: z.email() }),
  expires_at: z.iso.datetime(),
});
type Invitation = z.infer<typeof Invitation>;

/** A server that behaves like the vendor. Replace it by what the vendor's documentation says, bad days included. */
export async function startSampleVendor({ apiKey, webhookSecret, webhookUrl }: SampleVendorOptions) {
  const { server, origin, close } = await listen({});
  const rows: { invitation: Invitation; interview: SampleVendorInterview }[] = [];
  const webhooks: { headers: Record<string, string>; body: string }[] = [];
  const troubles: SampleVendorTrouble[] = [];
  server.on('request', (request, response) => void serve(request, response));
  const control = {
    templates,
    invitations: (): readonly Invitation[] => rows.map(({ invitation }) => invitation),
    webhooks,
    trouble: (trouble: SampleVendorTrouble) => void troubles.push(trouble),
    /** The newest interview of a candidate at a template. */
    idOf(email: string, templateId: string): string {
      const found = rows.findLast((row) => isOf(row.invitation, email, templateId));
      if (!found) throw new Error(`No interview of ${email}`);
      return found.interview.id;
    },
    change,
  };
  return { url: origin, control, close };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin);
    const body = await bodyOf(request);
    if (request.headers.authorization !== `Bearer ${apiKey}`) return refuse(response, 401, 'Unknown key');
    if (request.method === 'GET' && url.pathname === '/templates') return send(response, 200, pageOf(url));
    if (url.pathname !== '/interviews') return refuse(response, 404, 'No such address');
    if (request.method === 'GET') {
      const reference = url.searchParams.get('reference');
      const interviews = rows.flatMap(({ interview }) => (interview.reference === reference ? interview : []));
      return send(response, 200, { interviews });
    }
    const trouble = troubles.shift();
    if (trouble && trouble.how !== 'accept-then-drop') return spoil(response, trouble);
    const read = Invitation.safeParse(parsed(body));
    if (!read.success) return refuse(response, 422, read.error.issues[0]?.message ?? 'It is not an invitation');
    const id = invite(read.data);
    if (trouble) response.destroy();
    else send(response, 201, { id });
  }

  function invite(invitation: Invitation): string {
    const known = rows.find(({ interview }) => interview.reference === invitation.reference);
    if (known) return known.interview.id;
    const id = `sitting-${rows.length + 1}`;
    const interview = { id, reference: invitation.reference, status: 'invited', updated_at: new Date(0).toISOString() };
    rows.push({ invitation, interview });
    return id;
  }

  /** Something happens to an interview; the bridge hears of it. */
  async function change(id: string, changes: Partial<SampleVendorInterview>): Promise<void> {
    const row = rows.find(({ interview }) => interview.id === id);
    if (!row) throw new Error(`No interview ${id}`);
    row.interview = { ...row.interview, updated_at: new Date().toISOString(), ...changes };
    const body = JSON.stringify(row.interview);
    const signature = createHmac('sha256', webhookSecret).update(body).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-sample-vendor-signature': signature };
    webhooks.push({ headers, body });
    if (webhookUrl) await fetch(webhookUrl, { method: 'POST', headers, body }).catch(() => undefined);
  }
}

/** A page has one, so that the tests see more than one page. */
function pageOf({ searchParams }: URL) {
  const from = Number(searchParams.get('after') ?? 0);
  const after = from + 1;
  return { templates: templates.slice(from, after), next: after < templates.length ? String(after) : null };
}

function isOf({ candidate, template_id }: Invitation, email: string, templateId: string): boolean {
  return candidate.email === email && template_id === templateId;
}

function spoil(response: ServerResponse, trouble: SampleVendorTrouble): void {
  if (trouble.how === 'status') {
    if (trouble.retryAfterSeconds !== undefined) response.setHeader('Retry-After', trouble.retryAfterSeconds);
    refuse(response, trouble.status, 'Not today');
  } else if (trouble.how === 'garbage') response.writeHead(200).end('<html>Bad gateway</html>');
  else if (trouble.how === 'drop') response.destroy();
}

function refuse(response: ServerResponse, status: number, message: string): void {
  send(response, status, { error: { message } });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
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
