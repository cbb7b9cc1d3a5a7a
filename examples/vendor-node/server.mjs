/** A vendor of interviews for the interview bridge: Node 20 or newer, no packages. The README says how to run it. */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const { PORT = '4000', VENDOR_TOKEN = '', VENDOR_WEBHOOK_SECRET = '', STORE = 'interviews.json' } = process.env;
const { PUBLIC_URL = `http://localhost:${PORT}`, INVITED_BY = 'vendor' } = process.env;
if (!VENDOR_TOKEN || !VENDOR_WEBHOOK_SECRET) throw new Error('Set VENDOR_TOKEN and VENDOR_WEBHOOK_SECRET');

const templates = [
  { id: 'support', name: 'Customer support, first conversation' },
  { id: 'engineer', name: 'Software engineer, screening' },
];

/** By the bridge's id: what was asked for, and the interview as it is. In your server: a table. */
const rows = existsSync(STORE) ? JSON.parse(readFileSync(STORE, 'utf8')) : {};

const candidatePage = readFileSync(new URL('candidate.html', import.meta.url), 'utf8');

function save() {
  writeFileSync(`${STORE}.new`, JSON.stringify(rows));
  renameSync(`${STORE}.new`, STORE);
}

createServer(async (request, response) => {
  const { status, body, page } = await answerTo(request).catch((error) => problem(error.status ?? 500, error.message));
  response.writeHead(status, { 'content-type': page ? 'text/html; charset=utf-8' : 'application/json' });
  response.end(page ?? (body === undefined ? undefined : JSON.stringify(body)));
}).listen(Number(PORT), () => console.log(`Listening on ${PORT}`));

async function answerTo(request) {
  const { pathname } = new URL(request.url, PUBLIC_URL);
  const [, root, id, ...rest] = pathname.split('/');
  // The candidate's side, without which an interview would never end. Yours is a real interview.
  if (root === 'i' && request.method === 'GET') return rowOf(id) ? { status: 200, page: candidatePage } : noLink();
  if (root === 'i' && request.method === 'POST') return sitInterview(id, await jsonOf(request));
  if (!isSame(request.headers.authorization ?? '', `Bearer ${VENDOR_TOKEN}`)) return problem(401, 'Another token');
  if (pathname === '/templates' && request.method === 'GET') return { status: 200, body: { templates } };
  if (root !== 'interviews' || !/^[\w-]{1,64}$/.test(id ?? '') || rest.length > 0) return problem(404, 'Not found');
  if (request.method === 'PUT') return invite(id, await jsonOf(request));
  const row = Object.hasOwn(rows, id) ? rows[id] : undefined;
  if (request.method === 'GET') return row ? { status: 200, body: row.interview } : problem(404, 'Unknown interview');
  if (request.method === 'DELETE') return withdraw(row);
  return problem(405, 'Not allowed');
}

/** Idempotent: the same again answers the same and mails no one. */
function invite(id, invitation) {
  const { template_id, candidate, notify_url, expires_at } = invitation;
  if (!candidate?.first_name || !candidate.email) return problem(400, 'candidate should have first_name and email');
  if (!/^\S+@\S+$/.test(candidate.email)) return problem(422, 'This is no e-mail address');
  if (!notify_url || !expires_at) return problem(400, 'notify_url and expires_at are missing');
  if (!templates.some((template) => template.id === template_id)) return problem(404, 'Unknown template');
  const known = Object.hasOwn(rows, id) ? rows[id] : undefined;
  const isSameAsKnown = known?.template_id === template_id && known?.email === candidate.email;
  if (known && !isSameAsKnown) return problem(409, 'This id has another person or template');
  const link = `${PUBLIC_URL}/i/${known?.key ?? randomUUID()}`;
  if (!known) {
    const key = link.split('/').at(-1);
    rows[id] = { id, key, template_id, email: candidate.email, notify_url, interview: { status: 'invited' } };
    save();
    // In place of an e-mail.
    if (INVITED_BY === 'vendor') console.log(`Invited: ${link}`);
  }
  return { status: known ? 200 : 201, body: { invited_by: INVITED_BY, link } };
}

function withdraw(row) {
  if (row?.interview.status === 'completed') return problem(409, 'It is completed');
  if (row && row.interview.status !== 'cancelled') change(row, { status: 'cancelled' });
  return { status: 204 };
}

/** `POST /i/<key>` with any fields of an interview. */
function sitInterview(key, changes) {
  const row = rowOf(key);
  if (!row) return noLink();
  change(row, changes);
  return { status: 200, body: row.interview };
}

/** Behind a link that works. */
function rowOf(key) {
  return Object.values(rows).find((row) => isSame(row.key, key ?? '') && row.interview.status !== 'cancelled');
}

/** Stored first, then sent: if this process dies in between, the bridge asks. */
function change(row, changes) {
  row.interview = { ...row.interview, ...changes, updated_at: new Date().toISOString() };
  save();
  void notify(row.notify_url, { interview_id: row.id, interview: row.interview });
}

/** Tried again as long as it can help: the id stays, the time and so the signature are those of each try. */
async function notify(url, content) {
  const id = `msg_${randomUUID()}`;
  const body = JSON.stringify(content);
  for (const waitMs of [0, 1_000, 10_000, 60_000, 600_000]) {
    await sleep(waitMs, undefined, { ref: false });
    const headers = { 'content-type': 'application/json', ...sign(id, body) };
    const { status } = await fetch(url, { method: 'POST', headers, body }).catch(() => ({ status: 0 }));
    if ([200, 400, 401, 404, 413].includes(status)) return;
  }
}

/** Standard Webhooks: https://www.standardwebhooks.com */
function sign(id, body) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const [, base64] = VENDOR_WEBHOOK_SECRET.split('whsec_');
  const key = base64 === undefined ? VENDOR_WEBHOOK_SECRET : Buffer.from(base64, 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

async function jsonOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof body === 'object' && body !== null) return body;
  } catch {
    // Falls through.
  }
  throw Object.assign(new Error('The body should be a JSON object'), { status: 400 });
}

/** In constant time. */
function isSame(given, known) {
  const digest = (text) => createHmac('sha256', VENDOR_TOKEN).update(text).digest();
  return timingSafeEqual(digest(given), digest(known));
}

function noLink() {
  return problem(404, 'This link does not work');
}

function problem(status, message) {
  return { status, body: { message } };
}
