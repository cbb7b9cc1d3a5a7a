import { expect, it } from 'vitest';
import { putsOf, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { openMailWorld, untilMailed } from '../../../testing/mail-world.ts';
import { bridgeCommand } from '../../../testing/operator.ts';
import { during } from '../../../testing/process.ts';
import { until } from '../../../testing/world.ts';

/** Settings of another day, on which there was no mail server. */
const without = { SMTP_URL: undefined, MAIL_FROM: undefined, MAIL_REPLY_TO: undefined, JOBMOJITO_SEND_EMAIL: 'true' };

it('an invitation waits for the mail server while the settings name none, and results go on', async ({
  onTestFinished,
}) => {
  const world = await during(onTestFinished, openMailWorld({ DELIVERY_RETRY_SCHEDULE: '1s' }));
  world.smtp.answer('connect', 421);
  const [waiting, erased] = [await sendInterview(world), await sendInterview(world)];
  await until('the mail server has refused', () => world.smtp.moments.length >= 2);
  await world.restart(without as unknown as Record<string, string>);
  world.smtp.behave();

  const sent = await sendInterview(world);
  await scoreAttempt(world, sent);
  await until('a result arrives', () => putsOf(world, sent).length === 1);
  const { code } = await bridgeCommand(world, ['forget', erased.email, '--yes'], without as never);
  expect([code, world.smtp.mails]).toEqual([0, []]);

  await world.restart();
  await untilMailed(world, waiting);
  expect(world.smtp.mails).toHaveLength(1);
});

it('doctor says whether the mail server takes the log-in, and sends nothing', async ({ onTestFinished }) => {
  const world = await during(onTestFinished, openMailWorld());
  const findings = async () =>
    (await bridgeCommand(world, 'doctor')).lines.filter((line) => line.includes('mail server'));
  expect(await findings()).toEqual(['ok     default: the mail server can be reached and takes our log-in']);
  world.smtp.answer('auth', 535, 1);
  expect(await findings()).toEqual([
    'WRONG  default: the mail server refuses our log-in (535). Check user and password in SMTP_URL',
  ]);
  world.smtp.answer('connect', 'die', 1);
  expect(await findings()).toEqual([
    expect.stringMatching(/^WRONG {2}default: the mail server cannot be used \(.*SMTP_URL/),
  ]);
  expect(world.smtp.moments).not.toContain('from');
});

it('a create that is repeated after its mail was refused sends the mail again', async ({ onTestFinished }) => {
  const world = await during(onTestFinished, openMailWorld());
  world.smtp.answer('rcpt', 550, 1);
  const sent = await sendInterview(world);
  const isRefused = async () => (await bridgeCommand(world, `show ${sent.id}`)).text.includes('failed (550)');
  await until('it is refused', isRefused);
  const again = await Promise.all(Array.from({ length: 5 }, () => sendInterview(world, sent)));
  expect(new Set(again.map(({ id }) => id))).toEqual(new Set([sent.id]));
  await untilMailed(world, sent);
  expect((await sendInterview(world, sent)).id).toBe(sent.id);
  expect(world.smtp.mails).toHaveLength(1);
  expect((await bridgeCommand(world, 'doctor')).text).toContain('the callback token has not been used yet');
});
