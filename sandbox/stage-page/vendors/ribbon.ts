import { startRibbon } from '../../ribbon/server.ts';
import { secretOf } from '../../stage.ts';
import { openMailbox } from '../mailbox.ts';
import type { Fact } from '../score.ts';
import { sendUntilTaken } from './again.ts';
import { countInvitations, type VendorParts, type VendorSide } from './vendor.ts';

/** Ribbon mails no candidate, so the bridge does. It has no score for the whole interview. */
export async function openRibbon({ webhookOrigin }: VendorParts): Promise<VendorSide> {
  const [apiKey, secret] = [secretOf(), secretOf()];
  const mailbox = await openMailbox();
  const ribbon = await startRibbon({ apiKey });
  const { control } = ribbon;
  const { interview_flow_id: template } = control.addFlow({
    webhook_url: `${webhookOrigin}/webhooks/ribbon`,
    webhook_secret_key: secret,
  });
  const decisions = new Map<string, boolean>();
  const { origin: target, pathname } = new URL(ribbon.url);

  return {
    name: 'Ribbon',
    settings: (origin) => ({
      VENDOR: 'ribbon',
      RIBBON_API_KEY: apiKey,
      RIBBON_API_URL: `${origin}${pathname}`,
      RIBBON_WEBHOOK_SECRET: secret,
      SMTP_URL: mailbox.url,
      MAIL_FROM: 'jobs@acme.example',
      COMPANY_NAME: 'Acme',
    }),
    target,
    template,
    hasScore: false,
    hasDecision: true,
    mailsItself: false,
    people: () =>
      [...countInvitations(mailbox.mails.map(({ to }) => to))].map(([email, invitations]) => ({
        email,
        invitations,
        fact: factOf(email),
      })),
    finish: (email) => withWebhook(() => control.finish(control.newestOf(email, template).id)),
    async decide(email, isAdvanced) {
      decisions.set(email, isAdvanced);
      await withWebhook(() => control.move(email, template, isAdvanced ? 'accepted' : 'rejected'));
    },
    async close() {
      await Promise.all([ribbon.close(), mailbox.close()]);
    },
  };

  /** Ribbon's own first try is followed by others. */
  async function withWebhook(happen: () => Promise<void>): Promise<void> {
    await happen();
    const webhook = control.webhooks.at(-1);
    const isTaken = webhook?.status !== undefined && webhook.status >= 200 && webhook.status < 300;
    if (webhook && !isTaken) void sendUntilTaken(() => control.replay(webhook, `${webhookOrigin}/webhooks/ribbon`));
  }

  function factOf(email: string): Fact | undefined {
    if (control.newestOf(email, template).status !== 'completed') return undefined;
    const isAdvanced = decisions.get(email);
    return isAdvanced === undefined ? {} : { isAdvanced };
  }
}
