import { expect } from 'vitest';
import { type Sent, sendInterview } from './interviews.ts';
import { openSmtpServer, type ReceivedMail, type SmtpServer } from './smtp-server.ts';
import { openWorld, until, type World } from './world.ts';

export type MailWorld = World & { smtp: SmtpServer };

export const company = 'Canary Café & Söhne';

/** A world whose vendor only gives links, and a mail server. */
export async function openMailWorld(overrides: Record<string, string> = {}): Promise<MailWorld> {
  const smtp = await openSmtpServer();
  const world = await openWorld({ ...mailSettings(smtp), DELIVERY_RETRY_SCHEDULE: '1h', ...overrides });
  return {
    ...world,
    smtp,
    async close() {
      await world.close();
      await smtp.close();
    },
  };
}

function mailSettings({ url }: Pick<SmtpServer, 'url'>): Record<string, string> {
  return {
    JOBMOJITO_SEND_EMAIL: 'false',
    SMTP_URL: url,
    MAIL_FROM: 'Canary Talent <jobs@canary.example>',
    MAIL_REPLY_TO: 'talent@canary.example',
    COMPANY_NAME: company,
  };
}

/** The mails to a candidate that the server has taken, oldest first. */
export function mailsTo({ smtp }: Pick<MailWorld, 'smtp'>, { email }: Pick<Sent, 'email'>): ReceivedMail[] {
  return smtp.mails.filter(({ to }) => to.includes(email));
}

export async function untilMailed(world: MailWorld, sent: Sent, count = 1): Promise<ReceivedMail> {
  const mails = await until(`mail number ${count} arrives`, () => {
    const found = mailsTo(world, sent);
    return found.length >= count && found;
  });
  return mails[count - 1] ?? expect.fail('there is no mail');
}

/** An interview whose candidate has the mail. */
export async function mailed(
  world: MailWorld,
  given: Parameters<typeof sendInterview>[1] = {},
): Promise<Sent & { mail: ReceivedMail }> {
  const sent = await sendInterview(world, given);
  return { ...sent, mail: await untilMailed(world, sent) };
}

/** The address of the candidate's page, as the text of the mail has it. */
export function pageIn({ parsed }: ReceivedMail): string {
  return /^https?:\S+$/m.exec(parsed.text ?? '')?.[0] ?? expect.fail('there is no link in the text');
}
