import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import {
  company,
  type MailWorld,
  mailed,
  mailsTo,
  openMailWorld,
  pageIn,
  untilMailed,
} from '../../../testing/mail-world.ts';
import { bridgeCommand, logged, untilNothingIsDue } from '../../../testing/operator.ts';
import { day, hour } from '../../../testing/times.ts';
import { until } from '../../../testing/world.ts';

let world: MailWorld;
beforeAll(async () => {
  world = await openMailWorld();
});
afterAll(() => world.close());

const historyOf = async ({ id }: Pick<Sent, 'id'>) => (await bridgeCommand(world, `show ${id}`)).text;

describe('where the vendor only gives a link', () => {
  let sent: Awaited<ReturnType<typeof mailed>>;
  beforeAll(async () => {
    sent = await mailed(world);
  });

  it('the bridge mails the candidate, with the log-in and the sender of the settings', () => {
    const { mail, email } = sent;
    expect(mail).toMatchObject({ from: 'jobs@canary.example', to: [email] });
    expect(mail.user).toBe('smtp-user-for-tests');
    expect(mail.parsed.from?.value).toEqual([{ name: 'Canary Talent', address: 'jobs@canary.example' }]);
    expect(mail.parsed.replyTo?.value).toEqual([{ name: '', address: 'talent@canary.example' }]);
    expect(mail.parsed.to).toMatchObject({ value: [{ name: 'Lakita Marrero', address: email }] });
  });

  it('says who invites to what, until when and where, in both forms', () => {
    const { parsed } = sent.mail;
    expect(parsed.subject).toBe(`${company} invites you to an interview: Operations Manager`);
    for (const text of [parsed.text ?? '', readable(parsed.html)]) {
      expect(text).toContain('Hello Lakita,');
      expect(text).toContain(`${company} invites you to an interview for this position: Operations Manager.`);
      expect(text).toContain('JobMojito');
      expect(text).toMatch(/Open until:\s+\w+day, \w+ \d{1,2}, 20\d\d.* UTC/);
      expect(text).toContain('talent@canary.example');
      expect(text).toContain(pageIn(sent.mail));
    }
  });

  it('leads to our page alone, and loads nothing', () => {
    const { html } = sent.mail.parsed;
    const links = [...String(html).matchAll(/(?:href|src|url\()="?([^")]*)/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(0);
    expect(new Set(links)).toEqual(new Set([pageIn(sent.mail)]));
    expect(pageIn(sent.mail)).toMatch(new RegExp(`^${world.url}/i/${sent.id}\\.[\\w-]{43}$`));
    expect(html).not.toMatch(/<(img|script|iframe|link)\b/);
    expect(sent.mail.raw).not.toContain('/interview/take/');
  });

  it('says that no person wrote it, and has an id of its own', () => {
    const { headers, messageId } = sent.mail.parsed;
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(headers.has('list-unsubscribe')).toBe(false);
    expect(messageId).toBe(`<invitation.1.${sent.id}@127.0.0.1>`);
  });

  it('is one of the deliveries, which the history tells', async () => {
    expect(await historyOf(sent)).toContain('sent invitation: acknowledged (250)');
    expect(logged(world, 'delivery')).toContainEqual(
      expect.objectContaining({ outcome: 'acknowledged', interviewId: sent.id }),
    );
  });

  it('is sent once, whatever comes after it', async () => {
    await bridgeCommand(world, `replay ${sent.id}`);
    await scoreAttempt(world, sent);
    await untilNothingIsDue(world);
    await world.restart();
    world.clock.advance(day);
    await untilNothingIsDue(world);
    expect(mailsTo(world, sent)).toHaveLength(1);
  });
});

it('an interview without a title of its job, and of a candidate with one name, reads well', async () => {
  const { body } = await world.ask('POST', '/interviews', {
    body: {
      interview_template_id: world.vendor.control.definitions.find(
        ({ status, type }) => status === 'active' && type === 'interview',
      )?.id,
      callback_url: world.workable.control.newCallbackUrl(),
      candidate: { last_name: 'محمد', email: 'single@example.test' },
    },
  });
  const { parsed } = await untilMailed(world, { id: body.interview_id, email: 'single@example.test' } as Sent);
  expect(parsed.subject).toBe(`${company} invites you to an interview`);
  expect(parsed.text).toContain('Hello محمد,');
  expect(parsed.text).not.toContain('Position');
  expect(readable(parsed.html)).toContain('Hello محمد,');
});

describe('a server that takes no mail now', () => {
  it.each([
    ['rcpt', 450],
    ['text', 451],
    ['from', 421],
    ['auth', 454],
    ['connect', 421],
  ] as const)('and says so at %s with %i is tried again by the schedule', async (at, code) => {
    world.smtp.answer(at, code, 1);
    const sent = await sendInterview(world);
    await until('it is refused', async () => (await historyOf(sent)).includes(`try-again (${code})`));
    expect(mailsTo(world, sent)).toEqual([]);
    world.clock.advance(1.2 * hour);
    const now = world.clock.now();
    const { parsed } = await untilMailed(world, sent);
    // No earlier try of it can have arrived.
    expect(Number(parsed.date)).toBeGreaterThan(now - hour);
    expect(await historyOf(sent)).not.toContain('again, since');
  });

  it('since it is away is tried again', async () => {
    const { smtp } = world;
    smtp.answer('connect', 'die', 1);
    const sent = await sendInterview(world);
    await until('it is not reached', async () =>
      (await historyOf(sent)).includes('try-again (connection to the mail server failed'),
    );
    world.clock.advance(1.2 * hour);
    await untilMailed(world, sent);
    expect(await historyOf(sent)).not.toContain('again, since');
  });
});

describe.each([
  ['rcpt', 550],
  ['text', 554],
] as const)('a mail that is refused at %s with %i', (at, code) => {
  let sent: Sent;
  beforeAll(async () => {
    world.smtp.answer(at, code, 1);
    sent = await sendInterview(world);
    await until('it has failed', async () => (await historyOf(sent)).includes(`sent invitation: failed (${code})`));
  });

  it('is not tried again, and Workable gets nothing', async () => {
    world.clock.advance(2 * day);
    await untilNothingIsDue(world);
    expect(mailsTo(world, sent)).toEqual([]);
    expect((await world.ask('GET', `/interviews/${sent.id}`)).body).toEqual({ status: 'pending' });
  });

  it('is listed with the code and without the address', async () => {
    const { text } = await bridgeCommand(world, 'failed');
    expect(text).toMatch(new RegExp(`${sent.id} +${code} +5.1.1`));
    expect(text).not.toContain('@');
  });

  it('goes out when an operator replays it', async () => {
    await bridgeCommand(world, `replay ${sent.id}`);
    expect((await untilMailed(world, sent)).parsed.messageId).toContain(sent.id);
    expect((await bridgeCommand(world, 'failed')).text).not.toContain(sent.id);
  });
});

it('a server that takes the text and dies is sent the same mail again, and the history says so', async () => {
  world.smtp.answer('text', 'die', 1);
  const sent = await sendInterview(world);
  await until('it has died', async () =>
    (await historyOf(sent)).includes('sent invitation: try-again (connection to the mail server failed'),
  );
  expect(await historyOf(sent)).toContain('in flight');
  world.clock.advance(1.2 * hour);
  const { raw } = await untilMailed(world, sent);
  expect(raw).toBe(world.smtp.texts.find(({ to }) => to.includes(sent.email))?.raw);
  await until('it is told', async () =>
    (await historyOf(sent)).includes(
      'sent invitation again, since the outcome of the last try is unknown: acknowledged (250)',
    ),
  );
});

describe('an interview whose time is over before the mail could be sent', () => {
  let brief: MailWorld;
  beforeAll(async () => {
    brief = await openMailWorld({ INVITATION_EXPIRES_AFTER: '1h' });
  });
  afterAll(() => brief.close());

  async function refusedOnce(): Promise<Sent> {
    brief.smtp.answer('rcpt', 450, 1);
    const sent = await sendInterview(brief);
    await until('it is refused', async () =>
      (await bridgeCommand(brief, `show ${sent.id}`)).text.includes('try-again (450)'),
    );
    return sent;
  }

  it('expires, and no mail is sent', async () => {
    const sent = await refusedOnce();
    brief.clock.advance(2 * hour);
    const puts = () =>
      brief.workable.control.callbacks.filter(({ path }) => path === new URL(sent.callbackUrl).pathname);
    expect(await until('it is told', () => puts()[0]?.body)).toEqual({ status: 'expired' });
    brief.clock.advance(day);
    await untilNothingIsDue(brief);
    expect(mailsTo(brief, sent)).toEqual([]);
  });

  it('is sent none while the vendor cannot be asked whether it has expired', async () => {
    const sent = await refusedOnce();
    brief.vendor.control.misbehave({ path: 'merchant-result-list', how: 'error' });
    brief.clock.advance(2 * hour);
    await until('the mail is due', async () =>
      (await bridgeCommand(brief, `show ${sent.id}`)).text.includes('the time for the interview is over'),
    );
    expect(mailsTo(brief, sent)).toEqual([]);
    brief.vendor.control.behave();
  });
});

/** The words of markup, as a reader sees them. */
function readable(html: string | false | undefined): string {
  return String(html)
    .replaceAll(/<(style|title)>.*?<\/\1>/gs, '')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');
}
