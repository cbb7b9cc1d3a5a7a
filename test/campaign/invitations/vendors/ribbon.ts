import { startRibbon } from '../../../../sandbox/ribbon/server.ts';
import { openSmtpServer } from '../../../../testing/smtp-server.ts';
import type { InvitingVendor } from '../vendor.ts';
import { apiKey, webhookSecret } from './secrets.ts';

/** Invites no one, so the mails of the bridge are what counts. Any number of interviews may be made for them. */
export const ribbon: InvitingVendor = {
  name: 'ribbon',
  settings: (origin) => ({
    ROLES: 'web,worker',
    RIBBON_API_KEY: apiKey,
    RIBBON_API_URL: `${origin}/be-api`,
    RIBBON_WEBHOOK_SECRET: webhookSecret,
    DELIVERY_RETRY_SCHEDULE: '1s',
  }),
  isInvitation: ({ method, path }) => method === 'POST' && path.endsWith('/v1/interviews'),
  isSearch: () => false,
  refusal: () => ({ status: 422, body: JSON.stringify({ code: 422, status: 'Unprocessable Entity', message: 'No' }) }),

  async open() {
    const [{ control, url, close }, smtp] = await Promise.all([startRibbon({ apiKey }), openSmtpServer()]);
    const flows = [control.addFlow(), control.addFlow()];
    return {
      origin: new URL(url).origin,
      settings: { SMTP_URL: smtp.url, MAIL_FROM: 'interviews@acme.example', COMPANY_NAME: 'Acme' },
      templateIds: flows.map(({ interview_flow_id: id }) => id),
      invitationsOf(person) {
        const mails = smtp.mails.filter(({ to }) => to.includes(person));
        // Copies of a mail whose outcome was unknown have the same id.
        const ids = new Set(mails.map(({ parsed }) => parsed.messageId ?? ''));
        return [...ids].map((to) => ({ to, isOurId: false }));
      },
      async close() {
        await close();
        await smtp.close();
      },
    };
  },
};
