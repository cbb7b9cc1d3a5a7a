import { connect } from 'node:net';
import { Redis } from 'ioredis';
import { expect } from 'vitest';
import { canaries } from './canaries.ts';
import { begin, type Sent, scoreAttempt, sendInterview, templatesOf } from './interviews.ts';
import { bridgeCommand, untilHistory, untilNothingIsDue } from './operator.ts';
import { day, second } from './times.ts';
import { type Answer, secrets, type World } from './world.ts';

export type Travelled = {
  /** Its result was delivered in the end. */
  sent: Sent;
  /** Every answer that was an error. */
  errors: Answer[];
  /** The unguessable parts of report pages and shared links. */
  links: string[];
  /** The output of operator commands while its delivery had failed. */
  shown: string;
};

/** A candidate whose data are canaries, and a journey with all the faults that can happen. */
export async function travel(world: World): Promise<Travelled> {
  const errors: Answer[] = [];
  const ask: World['ask'] = async (...request) => {
    const answer = await world.ask(...request);
    if (answer.status >= 400) errors.push(answer);
    return answer;
  };
  const sent = await invite(world, ask);
  await sendNonsenseOf(world, ask, sent);
  const { attempt, shown } = await failToDeliver(world, sent);
  const links = await deliver(world, ask, sent, attempt);
  await loseVendor(world, sent);
  await damage(world, sent, () => ask('GET', `/interviews/${sent.id}`));
  return { sent, errors, links, shown };
}

const { firstName, lastName, email, phone } = canaries;
const person = `<${email}> ${firstName} ${lastName}, "${firstName}"`;
const echoOfVendor = `${person} ${secrets.apiKey}`;
const candidate = { first_name: firstName, last_name: lastName, phone };

function create(world: World, ask: World['ask'], changes: object = {}): Promise<Answer> {
  return ask('POST', '/interviews', {
    body: {
      interview_template_id: templatesOf(world)[0],
      callback_url: callbackUrlOf(world),
      candidate: { ...candidate, email },
      ...changes,
    },
  });
}

function callbackUrlOf({ workable }: World): string {
  return `${workable.url}/interviews/${canaries.callbackPath}`;
}

/** The vendor refuses, breaks and echoes the request, before it accepts. */
async function invite(world: World, ask: World['ask']): Promise<Sent> {
  for (const trouble of [
    { how: 'error', status: 422, words: echoOfVendor },
    { how: 'row-error', words: echoOfVendor },
    { how: 'error', words: echoOfVendor },
    { how: 'unauthorised' },
    { how: 'rate-limit', retryAfterSeconds: 1 },
    { how: 'garbage' },
    { how: 'drop' },
  ] as const) {
    world.vendor.control.misbehave({ path: 'job-interview-register-users', times: 1, ...trouble });
    expect((await create(world, ask)).status).toBeGreaterThanOrEqual(500);
  }
  return sendInterview(world, { email, callbackUrl: callbackUrlOf(world), candidate });
}

/** Callers without a token, and malformed requests. */
async function sendNonsenseOf(world: World, ask: World['ask'], sent: Sent): Promise<void> {
  await create(world, ask, { candidate: { ...candidate, email: `other.${email}` } });
  await create(world, ask, { callback_url: `https://${canaries.stranger}.example.test/${canaries.callbackPath}` });
  await create(world, ask, { interview_template_id: canaries.stranger });
  await create(world, ask, { candidate: { ...candidate, email: `not-an-address ${email}` } });
  await ask('POST', '/interviews', { rawBody: `{"${firstName}": "${email}"` });
  await ask('POST', '/interviews', { rawBody: `"${email}${' '.repeat(1_100_000)}"` });
  await ask('GET', `/interviews/${sent.id}?email=${email}`);
  const stranger = { headers: { authorization: `Bearer ${canaries.stranger}` } };
  for (const path of ['interviews', email, 'reports', 'shared', 'operator', 'webhooks']) {
    await ask('GET', `/${path}/${canaries.stranger}`);
    await ask('DELETE', `/${path}/${sent.id}.${canaries.stranger}`, stranger);
  }
  for (const path of ['/interview-templates', '/metrics', '/webhooks/jobmojito']) {
    await ask(path.startsWith('/webhooks') ? 'POST' : 'GET', path, stranger);
  }
  const webhook = (rawBody: string) =>
    ask('POST', '/webhooks/jobmojito', { headers: { authorization: `Bearer ${secrets.webhookSecret}` }, rawBody });
  await webhook(`{"${canaries.rejected}`);
  await webhook(JSON.stringify({ id: 7, candidate_name: canaries.rejected, candidate_email: email }));
  await sendNonsense(world, `GET /${canaries.stranger} HTTP/1.1\r\n${canaries.stranger}\r\n\r\n`);
}

/** A result, and an applicant tracking system that echoes the request. */
async function failToDeliver(world: World, sent: Sent): Promise<{ attempt: string; shown: string }> {
  const { workable, vendor, clock } = world;
  const echoOfWorkable = `${person} ${phone} ${callbackUrlOf(world)} ${secrets.callbackToken}`;
  for (const status of [500, 302, 400]) {
    workable.control.answerWith({ status, body: `Not taken: ${echoOfWorkable}`, times: 1 });
  }
  vendor.control.misbehave({ path: 'job-interview-details', how: 'error', words: echoOfVendor, times: 1 });
  const attempt = await scoreAttempt(world, sent, 17.8, {
    ai_analysis: canaries.candidateText,
    ai_analysis_recruiter: canaries.analysis,
    ai_analysis_recruiter_why_hire: [canaries.reason],
    pdf_export_url: `https://${canaries.report}.example.test/${canaries.report}.pdf`,
  });
  for (const line of [/try-again \(500\)/, /try-again \(302\)/, /failed \(400\)/]) {
    await untilHistory(world, sent, line);
    clock.advance(2 * second);
  }
  const shown: string[] = [];
  for (const words of ['doctor', 'interviews', 'failed', `show ${sent.id}`, 'rejected', 'replay unknown']) {
    shown.push((await bridgeCommand(world, words)).text);
  }
  return { attempt, shown: shown.join('\n') };
}

/** Resolves to the secrets of the links. Their report cannot be fetched. */
async function deliver(world: World, ask: World['ask'], sent: Sent, attempt: string): Promise<string[]> {
  await bridgeCommand(world, `replay ${sent.id}`);
  await world.vendor.control.decide(attempt, true);
  const taken = await world.workable.control.waitFor(sent.callbackUrl);
  expect(taken.interview).toMatchObject({ summary: canaries.analysis });
  const { body: shared } = await ask('GET', `/interviews/${sent.id}/shared-link`);
  const pages = [String(taken.results_url), String(shared.url)];
  for (const page of pages) {
    for (const url of [page, `${page}/report.pdf`, `${page}${canaries.stranger}`])
      await ask('GET', new URL(url).pathname);
  }
  return pages.map((page) => new URL(page).pathname.split('.').at(-1) ?? '');
}

/** Another attempt and another interview, while polls of the vendor fail. */
async function loseVendor(world: World, sent: Sent): Promise<void> {
  await begin(world, sent);
  world.vendor.control.misbehave({ path: 'merchant-result-list', how: 'garbage', times: 4 });
  await sendInterview(world, { email: `second.${email}`, candidate });
  world.clock.advance(day);
  await untilNothingIsDue(world);
}

/** Reads an interview while its record is damaged. */
async function damage(world: World, { id }: Sent, read: () => Promise<Answer>): Promise<void> {
  const redis = new Redis(world.redisUrl);
  const key = `bridge:{default}:record:${id}`;
  const record = (await redis.get(key)) ?? '';
  await redis.set(key, `2 ${canaries.damaged}\n    at ${canaries.damaged}`);
  expect((await read()).status).toBeGreaterThanOrEqual(500);
  await redis.set(key, record);
  await redis.quit();
}

/** Sends bytes that are not HTTP. */
function sendNonsense(world: World, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(world.url).port), '127.0.0.1', () => void socket.write(text));
    socket.on('data', () => undefined);
    socket.on('close', () => resolve()).on('error', () => resolve());
  });
}
