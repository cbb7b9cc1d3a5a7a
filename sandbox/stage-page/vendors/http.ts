import { startHttpVendor } from '../../http-vendor/server.ts';
import type { HttpInterview } from '../../http-vendor/types.ts';
import { secretOf } from '../../stage.ts';
import type { Fact } from '../score.ts';
import { sendUntilTaken } from './again.ts';
import { countInvitations, type VendorParts, type VendorSide } from './vendor.ts';

/** A vendor that serves the vendor contract. */
export async function openHttp({ now }: VendorParts): Promise<VendorSide> {
  const [token, webhookSecret] = [secretOf(), secretOf()];
  const vendor = await startHttpVendor({ token, webhookSecret });
  const { control } = vendor;
  control.now = now;
  control.push.proof = 'signature';
  control.push.isOff = true;
  const emailOf = (row: (typeof control.invitations)[number]) => row.invitation?.candidate.email ?? '';
  const rowOf = (email: string) => {
    const row = control.invitations.findLast((each) => emailOf(each) === email);
    if (!row) throw new Error(`${email} is not invited`);
    return row;
  };
  return {
    name: 'Acme Interviews (vendor contract)',
    settings: (origin) => ({
      VENDOR: 'http',
      VENDOR_URL: origin,
      VENDOR_TOKEN: token,
      VENDOR_WEBHOOK_SECRET: webhookSecret,
      VENDOR_NAME: 'Acme Interviews',
    }),
    target: vendor.url,
    template: control.templates[0]?.id ?? '',
    hasScore: true,
    hasDecision: true,
    mailsItself: true,
    people: () =>
      [...countInvitations(control.invitations.map(emailOf))].map(([email, invitations]) => ({
        email,
        invitations,
        fact: factOf(email),
      })),
    async finish(email, percent) {
      const { id } = rowOf(email);
      await change(id, {
        status: 'completed',
        score: { value: percent, max: 100 },
        summary: 'The candidate answered with concrete examples and kept to the point.',
        strengths: ['Explains decisions with numbers'],
        concerns: ['Little experience with shift work'],
        questions: [
          {
            question: 'Tell me about a difficult customer.',
            answer: 'I listened first, and offered two ways out.',
            score: { value: percent, max: 100 },
          },
        ],
        started_at: new Date(now() - 900_000).toISOString(),
        ended_at: new Date(now()).toISOString(),
      });
    },
    decide: (email, isAdvanced) => change(rowOf(email).id, { decision: isAdvanced }),
    close: vendor.close,
  };

  /** The webhook follows by itself. */
  async function change(id: string, changes: Partial<HttpInterview>): Promise<void> {
    await control.change(id, changes);
    void sendUntilTaken(() => control.notify(id));
  }

  function factOf(email: string): Fact | undefined {
    const { status, score, decision } = rowOf(email).interview;
    if (status !== 'completed' || !score) return undefined;
    return { percent: score.value, ...(typeof decision === 'boolean' ? { isAdvanced: decision } : {}) };
  }
}
