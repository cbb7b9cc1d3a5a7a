import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { canaries, found } from '../../../testing/canaries.ts';
import { putsOf, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import {
  company,
  type MailWorld,
  mailed,
  mailsTo,
  openMailWorld,
  pageIn,
  untilMailed,
} from '../../../testing/mail-world.ts';
import { bridgeCommand, logged, metricsOf, untilHistory } from '../../../testing/operator.ts';
import { namesOf, peek } from '../../../testing/peek.ts';
import { openSecondBridge } from '../../../testing/second-bridge.ts';
import { hour } from '../../../testing/times.ts';
import { createBody, secrets, until } from '../../../testing/world.ts';

const oneWait = 1.2 * hour;

async function historyIn(world: MailWorld, { id }: Pick<Sent, 'id'>): Promise<string> {
  return (await bridgeCommand(world, `show ${id}`)).text;
}

describe.each([
  ['the log-in', 'auth', 535],
  ['the sender', 'from', 553],
] as const)('a server that refuses %s', (_, at, code) => {
  let world: MailWorld;
  const waiting: Sent[] = [];
  beforeAll(async () => {
    world = await openMailWorld({ DELIVERY_GIVE_UP_AFTER: '90m' });
    world.smtp.answer(at, code);
    waiting.push(await sendInterview(world));
    await until('it is refused', async () =>
      (await historyIn(world, waiting[0]!)).includes(`token-rejected (${code})`),
    );
  });
  afterAll(() => world.close());

  it('is asked once, with an alarm, and all mails wait', async () => {
    const reached = world.smtp.moments.length;
    for (let i = 0; i < 3; i += 1) waiting.push(await sendInterview(world));
    const refusals = logged(world, 'delivery').filter(({ outcome }) => outcome === 'token-rejected');
    expect(refusals.map(({ level }) => level)).toEqual(['error']);
    expect(world.smtp.moments).toHaveLength(reached);
  });

  it('keeps no result from Workable', async () => {
    const [first] = waiting as [Sent];
    await scoreAttempt(world, first);
    await until('the result arrives', () => putsOf(world, first).length === 1);
    expect(await historyIn(world, first)).toContain('sent completed: acknowledged (200)');
  });

  it('is what doctor says, with what to do', async () => {
    const { code: exit, text } = await bridgeCommand(world, 'doctor');
    expect(exit).toBe(1);
    expect(text).toMatch(/the mail server refuses our log-in or our sender since .*Correct SMTP_URL or MAIL_FROM/);
    expect(text).not.toContain('callback token since');
    const { body } = await world.ask('GET', '/readyz');
    expect(body.warnings).toEqual(['the mail server of 1 account refuses our log-in or our sender']);
  });

  it('is probed once a wait, fails none of them, and then gets all that are still wanted', async () => {
    const asked = () => logged(world, 'delivery').filter(({ outcome }) => outcome === 'token-rejected').length;
    for (let i = 0; i < 3; i += 1) {
      const before = asked();
      world.clock.advance(oneWait);
      await until('the probe is over', () => asked() === before + 1);
    }
    expect((await bridgeCommand(world, 'failed')).text).toBe('none');
    world.smtp.behave();
    world.clock.advance(oneWait);
    for (const sent of waiting.slice(1)) await untilMailed(world, sent);
    expect(mailsTo(world, waiting[0]!)).toEqual([]);
  });
});

it('a server that hangs is left after a while, and asked again', async ({ onTestFinished }) => {
  const world = await openMailWorld();
  onTestFinished(() => world.close());
  world.smtp.answer('rcpt', 'hang', 1);
  const sent = await sendInterview(world);
  const begun = Date.now();
  await until('it is left', async () =>
    (await historyIn(world, sent)).includes('connection to the mail server failed (ETIMEDOUT)'),
  );
  expect(Date.now() - begun).toBeLessThan(limits.writeMs + 3_000);
  await until('the connection is closed', () => world.smtp.connections === 0);
  world.clock.advance(oneWait);
  await untilMailed(world, sent);
});

it('a result does not wait for a mail server that accepts the connection and says nothing', async ({
  onTestFinished,
}) => {
  const world = await openMailWorld();
  onTestFinished(() => world.close());
  world.smtp.answer('connect', 'hang');
  const sent = await sendInterview(world);
  await until('the mail waits for the server', () => world.smtp.moments.includes('connect'));
  await scoreAttempt(world, sent);
  await until('the result arrives', () => putsOf(world, sent).length === 1);
  await untilHistory(world, sent, /sent completed: acknowledged \(200\)/);
  const history = await historyIn(world, sent);
  expect(history).toContain('not sent invitation yet: other work on the interview is due');
  expect(history).not.toMatch(/ETIMEDOUT|in flight/);
});

it('a bridge that stops while a mail is on its way sends the same mail again when it starts', async ({
  onTestFinished,
}) => {
  const world = await openMailWorld();
  onTestFinished(() => world.close());
  world.smtp.answer('text', 'hang', 1);
  const sent = await sendInterview(world);
  await until('the text has arrived', () => world.smtp.texts.length === 1);
  await world.restart();
  world.clock.advance(oneWait);
  const { raw } = await untilMailed(world, sent);
  expect(raw).toBe(world.smtp.texts[0]?.raw);
  await until('it is told', async () =>
    (await historyIn(world, sent)).includes('again, since the outcome of the last try is unknown: acknowledged'),
  );
});

it('a mail waits for a restart of a bridge without a worker, and any worker sends it', async ({ onTestFinished }) => {
  const world = await openMailWorld({ ROLES: 'web' });
  onTestFinished(() => world.close());
  const sent = await sendInterview(world);
  expect(mailsTo(world, sent)).toEqual([]);
  const second = await openSecondBridge(world, { ROLES: 'worker' });
  onTestFinished(() => second.close());
  await untilMailed(world, sent);
});

it('a candidate whose invitation had no answer gets one mail, with a link that works', async ({ onTestFinished }) => {
  const world = await openMailWorld();
  onTestFinished(() => world.close());
  world.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'accept-then-drop', times: 1 });
  const body = createBody(world);
  expect((await world.ask('POST', '/interviews', { body })).status).toBe(503);
  const { status, body: created } = await world.ask('POST', '/interviews', { body });
  expect(status).toBe(201);
  const [mail] = await until('the mail arrives', () => world.smtp.mails.length > 0 && world.smtp.mails);
  const opened = await fetch(pageIn(mail!), { method: 'POST', redirect: 'manual' });
  expect(opened.headers.get('location')).toContain('interview_token=');
  expect((await historyIn(world, { id: created.interview_id })).match(/sent invitation/g)).toHaveLength(1);
});

it('a dry run says what a replay of a mail would do, and sends none', async ({ onTestFinished }) => {
  const world = await openMailWorld();
  onTestFinished(() => world.close());
  world.smtp.answer('rcpt', 550, 1);
  const sent = await sendInterview(world);
  await until('it is refused', async () => (await historyIn(world, sent)).includes('failed (550)'));
  const { text } = await bridgeCommand(world, `replay ${sent.id} --dry-run`);
  expect(text).toContain('the mail server has acknowledged nothing yet');
  expect(text).toContain('1 would be sent');
  expect(mailsTo(world, sent)).toEqual([]);
});

it('an operator has it sent once more, with an id of its own', async ({ onTestFinished }) => {
  const world = await openMailWorld();
  onTestFinished(() => world.close());
  const sent = await mailed(world);
  const { code } = await bridgeCommand(world, `resend ${sent.id}`);
  expect(code).toBe(0);
  const again = await untilMailed(world, sent, 2);
  expect(again.parsed.messageId).toBe(`<invitation.2.${sent.id}@127.0.0.1>`);
  expect(pageIn(again)).toBe(pageIn(sent.mail));
});

it('one that is sent once more while it may have arrived is a mail of its own, with its own date', async ({
  onTestFinished,
}) => {
  const world = await openMailWorld();
  onTestFinished(() => world.close());
  world.smtp.answer('text', 'die', 1);
  const sent = await sendInterview(world);
  await untilHistory(world, sent, /sent invitation: try-again/);
  world.clock.advance(hour / 2);
  const now = world.clock.now();
  await bridgeCommand(world, `resend ${sent.id}`);
  const { parsed } = await untilMailed(world, sent);
  expect(parsed.messageId).toBe(`<invitation.2.${sent.id}@127.0.0.1>`);
  expect(Number(parsed.date)).toBeGreaterThan(now - 60_000);
  await untilHistory(world, sent, /sent invitation: acknowledged/);
});

it('as many connections are open as the limit says, and all mails arrive', async ({ onTestFinished }) => {
  const world = await openMailWorld();
  onTestFinished(() => world.close());
  world.smtp.answer('rcpt', 'hold');
  const most = limits.mailConnectionsOfAccount;
  const sent = await Promise.all(Array.from({ length: 2 * most }, () => sendInterview(world)));
  const begun = () =>
    logged(world, 'delivery').filter(({ outcome }) => outcome !== 'paused').length +
    world.smtp.moments.filter((moment) => moment === 'rcpt').length;
  await until('all connections are in use', () => begun() === most);
  expect(world.smtp.connections).toBe(most);
  world.smtp.behave();
  await until('all have arrived', () => world.smtp.mails.length === sent.length);
  expect(new Set(world.smtp.mails.flatMap(({ to }) => to))).toEqual(new Set(sent.map(({ email }) => email)));
});

it('a server that never ends its answer is left', async ({ onTestFinished }) => {
  const talker = createServer((socket) => {
    socket.on('error', () => undefined).write(`220-${'x'.repeat(limits.mailAnswerBytes)}`);
  }).listen(0, '127.0.0.1');
  await once(talker, 'listening');
  const { port } = talker.address() as AddressInfo;
  const world = await openMailWorld({ SMTP_URL: `smtp://127.0.0.1:${port}` });
  onTestFinished(async () => {
    await world.close();
    talker.close();
  });
  const begun = Date.now();
  const sent = await sendInterview(world);
  await until('it is left', async () =>
    (await historyIn(world, sent)).includes('try-again (connection to the mail server failed'),
  );
  expect(Date.now() - begun).toBeLessThan(limits.writeMs);
});

it('a create is answered before the mail is sent', async ({ onTestFinished }) => {
  const world = await openMailWorld();
  onTestFinished(() => world.close());
  world.smtp.answer('connect', 'hold');
  const sent = await sendInterview(world);
  expect(mailsTo(world, sent)).toEqual([]);
  world.smtp.behave();
  await untilMailed(world, sent);
});

describe('nothing personal', () => {
  let world: MailWorld;
  let secret: string[];
  let ids: string[];
  beforeAll(async () => {
    world = await openMailWorld({ LOG_LEVEL: 'trace', DATA_KEY: 'a data key of more than 32 characters' });
    const candidate = { first_name: canaries.firstName, last_name: canaries.lastName };
    const sent = await mailed(world, { email: canaries.email, candidate });
    const page = pageIn(sent.mail);
    await fetch(page);
    await fetch(page, { method: 'POST', redirect: 'manual' });
    world.smtp.answer('rcpt', 550, 1);
    const refused = await sendInterview(world, { email: `2${canaries.email}`, candidate });
    await until('it is refused', async () => (await historyIn(world, refused)).includes('failed (550)'));
    ids = [sent.id, refused.id];
    const token = page.split('/').at(-1)?.split('.').at(-1) ?? '';
    secret = [...Object.values(canaries), secrets.smtpPassword, secrets.smtpUser, token, 'interview_token', company];
  });
  afterAll(() => world.close());

  it('is in the logs, the metrics or what an operator is shown', async () => {
    const shown = await Promise.all(
      [...ids.map((id) => `show ${id}`), 'failed', 'interviews', 'doctor'].map((words) => bridgeCommand(world, words)),
    );
    const all = [world.logLines.join(''), await metricsOf(world), ...shown.map(({ text }) => text)];
    expect(all.join('')).toContain(ids[0]);
    expect(found(all.join('\n'), secret)).toEqual([]);
  });

  it('is at rest in clear, or in the name of a key or a job', async () => {
    expect(found((await namesOf(world.redisUrl)).join('\n'), secret)).toEqual([]);
    expect(found(await peek(world.redisUrl), secret)).toEqual([]);
  });
});
