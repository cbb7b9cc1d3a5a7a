import MailComposer from 'nodemailer/lib/mail-composer';
import { invitationHtml } from './invitation-html.tsx';
import { invitationText, wordsOf } from './invitation-text.ts';
import type { Letter } from './letter.ts';
import type { Mailbox, MailSettings } from './settings.ts';

type About = {
  settings: Pick<MailSettings, 'from' | 'replyTo'>;
  to: Mailbox;
  /** The candidate's page. */
  url: string;
  messageId: string;
  sentAt: number;
};

/** The invitation as it goes over the wire: both forms, and headers in which nothing foreign can begin a new line. */
export async function invitationMessage(letter: Letter, about: About): Promise<Buffer> {
  const { settings, to, url, messageId, sentAt } = about;
  const composer = new MailComposer({
    from: settings.from,
    to,
    ...(settings.replyTo === undefined ? {} : { replyTo: settings.replyTo }),
    subject: wordsOf(letter).subject,
    text: invitationText(letter, url),
    html: invitationHtml(letter, url),
    messageId,
    date: new Date(sentAt),
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': letter.language },
    // A try after an unknown outcome is the same mail.
    baseBoundary: messageId.replaceAll(/[^\w]/g, ''),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** The same for every try of the same invitation: so a server or a mail program can see that it has it. */
export function messageIdOf(interviewId: string, number: number, publicUrl: string): string {
  return `<invitation.${number}.${interviewId}@${new URL(publicUrl).hostname}>`;
}
