import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventLog } from '../event-log.ts';
import { keptMap } from '../kept-map.ts';
import { listen } from '../listen.ts';
import { ResponseError, SendTest } from './contract.ts';
import type {
  GreenhouseComplaint,
  GreenhouseRow,
  GreenhouseStatus,
  GreenhouseTest,
  GreenhouseTrouble,
  GreenhouseWebhook,
} from './types.ts';

/** `eventLog`: the file for the state that must survive a kill. */
export type GreenhouseVendorOptions = { port?: number; apiKey: string; eventLog?: EventLog<GreenhouseKept> };

/** What is kept in the event log. */
export type GreenhouseKept = { row: GreenhouseRow };

export type GreenhouseVendor = Awaited<ReturnType<typeof startGreenhouseVendor>>;

type Answer = { status: number; body?: unknown; headers?: Record<string, string> };

const tests: GreenhouseTest[] = [
  { partner_test_id: 'voice-1', partner_test_name: 'Voice interview, customer support' },
  { partner_test_id: 'voice-2', partner_test_name: 'Voice interview, sales' },
];

/** A vendor that implements the Assessment Partner API as Greenhouse documents it, and refuses everything else. */
export async function startGreenhouseVendor({ apiKey, eventLog, ...options }: GreenhouseVendorOptions) {
  const { server, origin, close } = await listen(options);
  const rows = keptMap<GreenhouseRow>(eventLog, 'row', ({ id }) => String(id));
  const mails: GreenhouseRow[] = [...rows.values()];
  const webhooks: GreenhouseWebhook[] = [];
  const complaints: GreenhouseComplaint[] = [];
  const requests: { method: string; path: string }[] = [];
  const troubles: GreenhouseTrouble[] = [];
  const control = {
    /** The key that every call must have. */
    apiKey,
    tests: [...tests],
    /** Candidates that were mailed, oldest first: a second mail is a second row. */
    mails,
    requests,
    /** Calls to the bridge, oldest first. */
    webhooks,
    /** What the bridge reported as malformed. */
    complaints,
    /** Whether ids of interviews are numbers, as in older versions of the contract. */
    hasNumericIds: false,
    /** The one host that `url` may have, as with vendors that expect Greenhouse itself. */
    pinnedHost: undefined as string | undefined,
    /** What a second send_test with the same url does. */
    repeat: 'mails-twice' as 'mails-twice' | 'same',
    /** What test_status answers about an interview in place of what there is, by its id. */
    wrongStatus: new Map<string, unknown>(),
    /** Whether the vendor tells of a change by itself, and under which key. */
    push: { isOff: false, key: apiKey as string | undefined, method: 'PATCH' },
    /** The newest of this candidate at this test. */
    rowOf(email: string, testId: string): GreenhouseRow {
      const isTheirs = ({ invitation: { candidate, partner_test_id } }: GreenhouseRow) =>
        candidate.email === email && partner_test_id === testId;
      return mails.findLast(isTheirs) ?? fail(`No interview of ${email}`);
    },
    change,
    ring,
    trouble: (trouble: GreenhouseTrouble) => void troubles.push(trouble),
  };
  server.on('request', (request, response) => void serve(request, response));
  const urlOf = (call: string) => `${origin}/${call}`;
  const urls = {
    listTests: urlOf('list-tests'),
    sendTest: urlOf('partner/send_test'),
    // An address may have a query of its own.
    testStatus: urlOf('api.php?do=test_status'),
    responseError: urlOf('response_error'),
  };
  return { url: origin, urls, control, close };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '' } = request;
    const { pathname, searchParams } = new URL(request.url ?? '', origin);
    const body = await bodyOf(request);
    requests.push({ method, path: request.url ?? '' });
    if (!isOurKey(request.headers.authorization)) return send(response, { status: 401, body: { error: 'Bad key' } });
    const call = `${method} ${pathname}`;
    if (call === 'GET /list-tests') return send(response, { status: 200, body: control.tests });
    if (call === 'GET /api.php' && searchParams.get('do') === 'test_status') {
      return send(response, statusOf(searchParams.get('partner_interview_id')));
    }
    if (call === 'POST /response_error') return send(response, complain(body));
    if (call !== 'POST /partner/send_test') return send(response, { status: 404, body: { error: 'No such address' } });
    const trouble = troubles.shift();
    if (trouble && trouble.how !== 'accept-then-drop') return spoil(response, trouble);
    const answer = invite(body);
    if (trouble) response.destroy();
    else send(response, answer);
  }

  function isOurKey(authorization: string | undefined): boolean {
    return authorization === `Basic ${Buffer.from(`${control.apiKey}:`).toString('base64')}`;
  }

  function invite(body: string): Answer {
    const read = SendTest.safeParse(parsed(body));
    if (!read.success) return refused(`${read.error.issues[0]?.path.join('.')}: ${read.error.issues[0]?.message}`);
    const invitation = read.data;
    if (!control.tests.some((test) => String(test.partner_test_id) === invitation.partner_test_id)) {
      return { status: 404, body: { error: 'Unknown test' } };
    }
    if (!isAllowed(invitation.url)) return refused('url is not allowed');
    const known = [...rows.values()].find((row) => row.invitation.url === invitation.url);
    if (known && control.repeat === 'same') return { status: 200, body: { partner_interview_id: known.id } };
    const id = control.hasNumericIds ? 10_000 + rows.size : randomUUID();
    const row: GreenhouseRow = { id, invitation, status: { partner_status: 'sent', partner_profile_url: null } };
    rows.keep(row);
    mails.push(row);
    return { status: 200, body: { partner_interview_id: id } };
  }

  function isAllowed(url: string): boolean {
    return control.pinnedHost === undefined || new URL(url).host === control.pinnedHost;
  }

  function statusOf(id: string | null): Answer {
    if (id === null) return refused('partner_interview_id is missing');
    const row = rows.get(id);
    return row
      ? { status: 200, body: control.wrongStatus.get(id) ?? row.status }
      : { status: 404, body: { error: 'Unknown interview' } };
  }

  function complain(body: string): Answer {
    const read = ResponseError.safeParse(parsed(body));
    if (!read.success) return refused(read.error.issues[0]?.message ?? 'unreadable');
    complaints.push(read.data);
    return { status: 200 };
  }

  /** Something happens at the vendor; it tells the bridge unless `push` is off. */
  async function change(id: string | number, changes: GreenhouseStatus): Promise<void> {
    const row = rows.get(String(id)) ?? fail(`No interview ${id}`);
    row.status = { ...row.status, ...changes };
    rows.keep(row);
    if (!control.push.isOff) await ring(row.invitation.url);
  }

  /** Without a body, as Greenhouse documents it. Resolves to the status that the bridge answered. */
  async function ring(url: string, { key, method } = control.push as { key?: string | undefined; method: string }) {
    if (!isAllowed(url)) return fail(`The vendor does not call ${new URL(url).host}`);
    const headers: Record<string, string> =
      key === undefined ? {} : { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` };
    const webhook: GreenhouseWebhook = { method, path: new URL(url).pathname, headers, status: undefined };
    webhooks.push(webhook);
    const { status } = await fetch(url, { method, headers, redirect: 'manual' }).catch(() => ({ status: 0 }));
    webhook.status = status;
    return status;
  }
}

function spoil(response: ServerResponse, trouble: GreenhouseTrouble): void {
  if (trouble.how === 'status') {
    const { status, error, retryAfterSeconds } = trouble;
    const headers = retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
    send(response, { status, body: { error }, headers });
  } else if (trouble.how === 'body') send(response, { status: 200, body: trouble.body });
  else if (trouble.how === 'garbage') {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Bad gateway</html>');
  } else if (trouble.how !== 'hang') response.destroy();
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(text);
}

function refused(error: string): Answer {
  return { status: 400, body: { error } };
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
