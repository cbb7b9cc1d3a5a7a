import { secretOf } from '../../stage.ts';
import { payloadOf } from '../../vendor/payload.ts';
import { startSandboxVendor } from '../../vendor/server.ts';
import type { Fact } from '../score.ts';
import { countInvitations, type VendorParts, type VendorSide } from './vendor.ts';

export async function openJobMojito({ webhookOrigin, now }: VendorParts): Promise<VendorSide> {
  const [apiKey, secret] = [secretOf(), secretOf()];
  const vendor = await startSandboxVendor({
    apiKey,
    webhook: { url: `${webhookOrigin}/webhooks/jobmojito`, secret },
  });
  const { control } = vendor;
  control.now = now;
  const template = control.definitions.find(({ status, type, is_ats }) => {
    return status === 'active' && type === 'interview' && !is_ats;
  });
  if (!template) throw new Error('The sandbox vendor has no interview to offer');
  const { origin: target, pathname } = new URL(vendor.url);
  const attemptOf = (email: string) => control.attempts.findLast(({ profile }) => profile.email === email);

  return {
    name: 'JobMojito',
    settings: (origin) => ({
      JOBMOJITO_API_KEY: apiKey,
      JOBMOJITO_API_URL: `${origin}${pathname}`,
      JOBMOJITO_WEBHOOK_SECRET: secret,
    }),
    target,
    template: template.id,
    pageUrl: vendor.pageUrl,
    hasScore: true,
    hasDecision: true,
    mailsItself: true,
    people: () =>
      [...countInvitations(control.invitations.map(({ email }) => email))].map(([email, invitations]) => ({
        email,
        invitations,
        fact: factOf(email),
      })),
    async finish(email, percent) {
      const invited = control.invitations.findLast((each) => each.email === email);
      const id = attemptOf(email)?.id ?? (await control.start(email, invited?.definitionId ?? template.id));
      await control.collect(id);
      await control.score(id, percent / 10);
    },
    async decide(email, isAdvanced) {
      const attempt = attemptOf(email);
      if (attempt) await control.decide(attempt.id, isAdvanced);
    },
    setCredits(hasCredits) {
      control.invitationsLeft = hasCredits ? null : 0;
    },
    close: vendor.close,
  };

  function factOf(email: string): Fact | undefined {
    const attempt = attemptOf(email);
    const { score, recruiter_go_next_round: decision } = attempt ? payloadOf(attempt) : {};
    if (typeof score !== 'number') return undefined;
    return { percent: Math.round(score * 10), ...(typeof decision === 'boolean' ? { isAdvanced: decision } : {}) };
  }
}
