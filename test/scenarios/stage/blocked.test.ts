import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { mailsTo } from '../../../testing/mail-world.ts';
import { openSmtpServer, type SmtpServer } from '../../../testing/smtp-server.ts';
import { passTime } from '../../../testing/stage-candidates.ts';
import { inTime, invitationsOf, noteOf, standInStage } from '../../../testing/stage-stays.ts';
import { notesOf, openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';
import { hour, minute } from '../../../testing/times.ts';

let world: StageWorld;
afterAll(() => world.close());

const linkIn = (note: string) => /https?:\/\/\S+\/again\/\S+/.exec(note)?.[0] ?? 'no link';

async function press(url: string): Promise<number> {
  const page = await (await fetch(url)).text();
  const form = /name="form" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ form }) });
  await answer.text();
  return answer.status;
}

/** How often the vendor was asked to invite them. */
const triesOf = ({ email }: { email: string | null }) =>
  world.vendor.control.requests.filter(
    ({ path, body }) => path === 'job-interview-register-users' && JSON.stringify(body).includes(email ?? '?'),
  ).length;

describe('a candidate who cannot be invited', () => {
  beforeAll(async () => {
    world = await openStageWorld();
  });
  afterEach(() => {
    world.vendor.control.invitationsLeft = null;
    world.vendor.control.behave();
  });

  test('for want of credits is invited by itself once there are some, and the timeline says who can mend it', async () => {
    world.vendor.control.invitationsLeft = 0;
    const candidate = await standInStage(world);
    const note = await noteOf(world, candidate, /^Not invited: no interview credits are left/);
    expect(note).toContain('Please ask the person who buys credits at JobMojito.');
    expect(linkIn(note)).toContain('/again/');
    world.later(hour);
    await inTime(world, 'it is tried again', () => triesOf(candidate) === 2);
    world.vendor.control.invitationsLeft = 1;
    await passTime(world, 'it is invited', () => notesOf(world, candidate).length === 2, 20 * minute, 25);
    expect(notesOf(world, candidate)[1]).toMatch(/^Invited/);
    expect([notesOf(world, candidate).length, invitationsOf(world, candidate.email)]).toEqual([2, 1]);
  });

  test('for want of credits is read before the vendor is asked again, and not invited where they are out by then', async () => {
    const { control } = world.vendor;
    const { spi } = world;
    control.invitationsLeft = 0;
    const candidate = await standInStage(world);
    await noteOf(world, candidate, /^Not invited: no interview credits are left/);
    const reads = () => spi.requests.filter(({ path }) => path === `/candidates/${candidate.id}`).length;
    const readBefore = reads();
    spi.fault({ method: 'GET', path: /^\/candidates/, how: { status: 500 } });
    spi.people.disqualify(candidate.id);
    control.invitationsLeft = 5;
    await passTime(world, 'it is to be read', () => reads() > readBefore, 20 * minute);
    spi.behave();
    await noteOf(world, await standInStage(world), /^Invited/);
    expect([triesOf(candidate), invitationsOf(world, candidate.email)]).toEqual([1, 0]);
  });

  test('for want of credits that come between the refusal and the question for it is invited all the same', async () => {
    const { control } = world.vendor;
    control.invitationsLeft = 0;
    const candidate = await standInStage(world);
    await noteOf(world, candidate, /^Not invited: no interview credits are left/);
    // The refusal is on its way when they are bought.
    control.invitationsLeft = 3;
    control.misbehave({ path: 'job-interview-register-users', how: 'row-error', times: 1 });
    await passTime(world, 'it is invited', () => notesOf(world, candidate).length === 2, 20 * minute, 25);
    expect(notesOf(world, candidate)[1]).toMatch(/^Invited/);
    expect(invitationsOf(world, candidate.email)).toBe(1);
  });

  test('for want of credits, and refused twice since there are some, is asked for by a person alone', async () => {
    const { control } = world.vendor;
    control.invitationsLeft = 0;
    const candidate = await standInStage(world);
    await noteOf(world, candidate, /^Not invited: no interview credits are left/);
    control.invitationsLeft = 3;
    control.misbehave({ path: 'job-interview-register-users', how: 'row-error', times: 2 });
    await passTime(world, 'it says so', () => notesOf(world, candidate).length === 2, 20 * minute, 25);
    expect(notesOf(world, candidate)[1]).toMatch(/^Not invited: the interview vendor refused the candidate/);
  });

  test('since the vendor refuses them is not invited by itself, though there are credits', async () => {
    world.vendor.control.invitationsLeft = 5;
    world.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'row-error', times: 1 });
    const candidate = await standInStage(world);
    const note = await noteOf(world, candidate, /^Not invited: the interview vendor refused the candidate/);
    for (let i = 0; i < 3; i += 1) {
      world.later(hour);
      await noteOf(world, await standInStage(world), /^Invited/);
    }
    expect(notesOf(world, candidate)).toHaveLength(1);
    expect(await press(linkIn(note))).toBe(200);
    await noteOf(world, candidate, /^Invited/);
    expect(invitationsOf(world, candidate.email)).toBe(1);
  });

  test('since the template is gone is invited by itself once it is back', async () => {
    const definition = world.vendor.control.definitions.find(({ id }) => id === world.template);
    if (!definition) throw new Error('There is no such definition');
    definition.status = 'archived';
    const candidate = await standInStage(world);
    await noteOf(world, candidate, /^Not invited: the interview template no longer exists/);
    definition.status = 'active';
    await passTime(world, 'it is back', () => notesOf(world, candidate).length === 2, 30 * minute);
    expect(invitationsOf(world, candidate.email)).toBe(1);
  });

  test('since the vendor is away is reported after half an hour, and invited once it is back', async () => {
    world.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'rate-limit' });
    const candidate = await standInStage(world);
    const tries = () => world.vendor.control.requests.filter(({ path }) => path === 'job-interview-register-users');
    const before = tries().length;
    await inTime(world, 'the vendor was asked', () => tries().length > before);
    world.later(20 * minute);
    await inTime(world, 'the vendor was asked again', () => tries().length > before + 1);
    expect(notesOf(world, candidate)).toEqual([]);
    world.later(10 * minute);
    const note = await noteOf(world, candidate, /^Not invited yet: the interview vendor does not take invitations now/);
    expect(note).not.toContain('/again/');
    world.vendor.control.behave();
    await passTime(world, 'it is invited', () => notesOf(world, candidate).length === 2, 15 * minute);
    expect(invitationsOf(world, candidate.email)).toBe(1);
  });

  test('since the vendor’s answer stays unclear is reported after half an hour, with a link', async () => {
    world.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'error' });
    const tries = () => world.vendor.control.requests.filter(({ path }) => path === 'job-interview-register-users');
    const before = tries().length;
    const candidate = await standInStage(world);
    await inTime(world, 'the vendor was asked', () => tries().length > before);
    expect(notesOf(world, candidate)).toEqual([]);
    world.later(30 * minute);
    const note = await noteOf(world, candidate, /no clear answer/);
    expect(linkIn(note)).toContain('/again/');
  });
});

describe('where the bridge mails the invitation', () => {
  let smtp: SmtpServer;
  beforeAll(async () => {
    await world.close();
    smtp = await openSmtpServer();
    world = await openStageWorld({
      JOBMOJITO_SEND_EMAIL: 'false',
      SMTP_URL: smtp.url,
      MAIL_FROM: 'Canary Talent <jobs@canary.example>',
      COMPANY_NAME: 'Canary Café & Söhne',
    });
  });
  afterAll(() => smtp.close());
  afterEach(() => smtp.behave());

  const mailed = (email: string | null) => mailsTo({ smtp }, { email: email ?? '' }).length;

  test('a mail that is refused for good is reported, and sent once more by the link', async () => {
    smtp.answer('rcpt', 550);
    const candidate = await standInStage(world);
    const note = await noteOf(world, candidate, /^Invitation mail not delivered/);
    expect(note).toContain('Answer of the mail server: 550');
    expect(note).toContain('Please check the e-mail address in the profile');
    const url = linkIn(note);
    smtp.behave();
    expect(await press(url)).toBe(200);
    await inTime(world, 'the mail arrives', () => mailed(candidate.email) === 1);
    await inTime(world, 'the link is used up', async () => (await fetch(url).then(statusOf)) === 410);
    expect([mailed(candidate.email), invitationsOf(world, candidate.email)]).toEqual([1, 1]);
  });

  test('an address that has been mended since is invited anew', async () => {
    smtp.answer('rcpt', 550);
    const candidate = await standInStage(world);
    const url = linkIn(await noteOf(world, candidate, /^Invitation mail not delivered/));
    smtp.behave();
    const email = 'mended.mail@example.test';
    world.spi.people.edit(candidate.id, { email });
    world.later(20_000);
    expect(await press(url)).toBe(200);
    await inTime(world, 'the mail arrives', () => mailed(email) === 1);
    await inTime(world, 'both are told', () => notesOf(world, candidate).filter(isInvited).length === 2);
    expect([mailed(candidate.email), invitationsOf(world, email)]).toEqual([1, 1]);
  });

  const isInvited = (note: string) => /^Invited/.test(note);
});

async function statusOf(answer: Response): Promise<number> {
  await answer.text();
  return answer.status;
}
