import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpVendor, startHttpVendor } from '../../../sandbox/http-vendor/server.ts';
import { signed } from '../../../sandbox/http-vendor/sign.ts';
import type { HttpInterview } from '../../../sandbox/http-vendor/types.ts';
import { listen } from '../../../sandbox/listen.ts';

// biome-ignore lint/suspicious/noExplicitAny: faults reach into bodies of any shape
export type Json = any;
export type Asked = { method: string; path: string; headers: Record<string, string>; body: Json };
export type Answer = { status: number; headers: Record<string, string>; body: Json; text?: string };
export type Webhook = { method: string; body: Json; headers: Record<string, string>; sign(): void };

/** One fault, planted between the kit and a server that is right. */
export type Bend = {
  /** Before the server sees the call. */
  asked?(asked: Asked): void;
  /** In place of the server's answer, or changed in it. `again`: how often this call came before. */
  answer?(answer: Answer, asked: Asked, vendor: Bent): void | Promise<void>;
  /** No answer ever, or a broken one. */
  cut?(asked: Asked): 'hang' | 'drop' | undefined;
  /** Each form of the first interview, in answers and in webhooks alike. */
  interview?(interview: Json, step: number): void;
  webhook?(webhook: Webhook, step: number): void;
  /** How often a webhook is sent again after these answers. */
  repeats?: { after503?: number; after401?: number };
  /** Webhooks are sent before the change is stored, never, or without the interview. */
  pushes?: 'early' | 'never' | 'thin';
  steps?: Partial<HttpInterview>[];
  /** It cannot be asked: the first interview goes through its steps by itself. */
  isPushOnly?: true;
};

export type Bent = Awaited<ReturnType<typeof startBentVendor>>;

const token = 'the-token-of/the-bridge';
const secret = 'whsec_dGhlLXNlY3JldC1vZi10aGUtdmVuZG9y';
export const vendorSecrets = { token, secret };

/** The events of the first interview: one after each time that it was asked for. */
const usualSteps = (origin: string): Json[] => [
  { status: 'started', started_at: at(0) },
  { status: 'processing', ended_at: at(25) },
  { status: 'completed', ...resultAt(origin) },
  { status: 'completed', decision: true },
];

function at(minutes: number): string {
  return new Date(Date.now() - 3_600_000 + minutes * 60_000).toISOString();
}

function resultAt(origin: string) {
  return {
    score: { value: 78, max: 100 },
    ratings: [
      { label: 'Language', word: 'B2' },
      { label: 'Tempo', value: 4, max: 5 },
    ],
    summary: 'Calm and precise.',
    strengths: ['Listens'],
    concerns: ['Has not led a team'],
    questions: [{ question: 'How do you begin?', answer: 'I listen.', score: { value: 4, max: 5 } }],
    transcript: [{ at_seconds: 3, speaker: 'candidate', text: 'Hello' }],
    reschedule: { from: at(-60), to: at(0) },
    duration_seconds: 1500,
    page_url: 'https://vendor.example/results/1',
    pdf_url: `${origin}/report.pdf`,
  };
}

/** The sandbox vendor, lenient, behind a front that plays one interview and may be bent. */
export async function startBentVendor(bend: Bend = {}) {
  const vendor = await startHttpVendor({ token, webhookSecret: secret });
  vendor.control.isLenient = true;
  vendor.control.push.isOff = true;
  const { server, origin, close } = await listen({});
  const steps = bend.steps ?? usualSteps(origin);
  const seen: Asked[] = [];
  let clock = Date.now() - 60_000;
  let step = 0;
  let pending: (() => Promise<void>) | undefined;
  vendor.control.now = () => {
    clock += 1000;
    return clock;
  };
  const bent = { url: origin, vendor, seen, close: () => Promise.all([close(), vendor.close()]) };
  server.on('request', (request, response) => void serve(request, response));
  return bent;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/report.pdf') return void response.end('%PDF-1.7');
    const asked = await read(request);
    seen.push(structuredClone(asked));
    const cut = bend.cut?.(asked);
    if (cut === 'hang') return;
    if (cut === 'drop') return void response.destroy();
    bend.asked?.(asked);
    const answer = await forward(vendor, asked);
    const id = mainIdOf(asked);
    const isMain = id !== undefined && asked.method === 'GET' && answer.status === 200;
    if (isMain) bend.interview?.(answer.body, step);
    await bend.answer?.(answer, asked, bent);
    const text = answer.text ?? (answer.body === undefined ? '' : JSON.stringify(answer.body));
    response.writeHead(answer.status, answer.headers).end(text);
    const isInvited = bend.isPushOnly && asked.method === 'PUT' && id !== undefined && step === 0;
    if (isInvited) for (const _ of steps) await advance(id);
    if (isMain && pending) await pending();
    else if (isMain && step < steps.length) await advance(id);
  }

  /** The kit's first interview is that of the candidate without a tag. */
  function mainIdOf({ path }: Asked): string | undefined {
    const id = path.split('/')[2];
    const { invitation } = vendor.control.invitations.find((row) => row.id === id) ?? {};
    return invitation && !invitation.candidate.email.includes('+') ? id : undefined;
  }

  async function advance(id: string): Promise<void> {
    const changes = steps[step] ?? {};
    step += 1;
    const number = step;
    if (bend.pushes === 'early') {
      pending = async () => {
        pending = undefined;
        await vendor.control.change(id, changes);
      };
      return push(id, { ...vendor.control.find(id).interview, ...changes }, number);
    }
    await vendor.control.change(id, changes);
    if (bend.pushes === undefined || bend.pushes === 'thin') await push(id, vendor.control.find(id).interview, number);
  }

  async function push(id: string, interview: HttpInterview, number: number): Promise<void> {
    const { notifyUrl, invitation } = vendor.control.find(id) as Json;
    const told = structuredClone(interview);
    bend.interview?.(told, number);
    const body = bend.pushes === 'thin' ? { interview_id: id } : { interview_id: id, interview: told };
    const webhook: Webhook = {
      method: 'POST',
      body,
      headers: {},
      sign() {
        webhook.headers = signedHeaders(JSON.stringify(webhook.body));
      },
    };
    webhook.sign();
    bend.webhook?.(webhook, number);
    await send(notifyUrl ?? invitation.notify_url, webhook);
  }

  async function send(url: string, { method, body, headers }: Webhook): Promise<void> {
    const { after503 = 5, after401 = 0 } = bend.repeats ?? {};
    const tries = { 503: after503, 401: after401 };
    for (;;) {
      const init = { method, headers, ...(method === 'GET' ? {} : { body: JSON.stringify(body) }) };
      const status = await fetch(url, init).then(
        (answer) => answer.status,
        () => 0,
      );
      if ((status !== 503 && status !== 401) || tries[status] <= 0) return;
      tries[status] -= 1;
    }
  }
}

export function signedHeaders(body: string, now = Date.now(), id: string = randomUUID()): Record<string, string> {
  return { 'content-type': 'application/json', ...signed(body, secret, now, id) };
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return { method: request.method ?? '', path: request.url ?? '', headers, body: parsed(text) ?? text };
}

async function forward({ url }: HttpVendor, { method, path, headers, body }: Asked): Promise<Answer> {
  const { authorization } = headers;
  const answer = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: { ...(authorization === undefined ? {} : { authorization }), connection: 'close' },
    ...(method === 'GET' || method === 'HEAD' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: { 'content-type': answer.headers.get('content-type') ?? '' },
    body: text === '' ? undefined : parsed(text),
  };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
