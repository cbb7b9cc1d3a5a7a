import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HttpWorld, openHttpWorld } from '../../../testing/http-vendor.ts';
import { pageIn } from '../../../testing/mail-world.ts';
import { openSmtpServer, type SmtpServer } from '../../../testing/smtp-server.ts';
import { until } from '../../../testing/world.ts';

/** A vendor of the vendor contract, which may leave the mail to the bridge. */
let world: HttpWorld;
let smtp: SmtpServer;
beforeAll(async () => {
  smtp = await openSmtpServer();
  const mail = { SMTP_URL: smtp.url, MAIL_FROM: 'jobs@acme.example', COMPANY_NAME: 'Acme' };
  world = await openHttpWorld(({ url }) => ({ ...mail, VENDOR_URL: url, VENDOR_TOKEN: 'the-token-of-the-bridge' }));
});
afterAll(async () => {
  await world.close();
  await smtp.close();
});

const mailAbout = (id: string) => smtp.mails.find(({ raw }) => raw.includes(id));

it('a candidate whom the vendor leaves to the bridge is mailed, and led to its link', async () => {
  world.http.control.invitedBy = 'bridge';
  const { status, id } = await world.create();
  expect(status).toBe(201);
  const mail = await until('the mail arrives', () => mailAbout(id));
  expect(mail.parsed.subject).toBe('Acme invites you to an interview: Operations Manager');
  expect(mail.parsed.text).toContain('AI interviewer: Acme Interviews');
  const opened = await fetch(pageIn(mail), { method: 'POST', redirect: 'manual' });
  expect(opened.headers.get('location')).toBe(world.http.control.find(id).link);
});

it('a candidate whom the vendor mails itself gets nothing from the bridge', async () => {
  world.http.control.invitedBy = 'vendor';
  const { id } = await world.create();
  world.http.control.invitedBy = 'bridge';
  const { id: later } = await world.create();
  await until('the mail of a later one arrives', () => mailAbout(later));
  expect(mailAbout(id)).toBeUndefined();
});
