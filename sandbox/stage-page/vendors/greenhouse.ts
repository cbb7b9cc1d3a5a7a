import { startGreenhouseVendor } from '../../greenhouse/server.ts';
import { secretOf } from '../../stage.ts';
import type { Fact } from '../score.ts';
import { sendUntilTaken } from './again.ts';
import { countInvitations, type VendorSide } from './vendor.ts';

/** A partner of Greenhouse. The contract knows no decision. */
export async function openGreenhouse(): Promise<VendorSide> {
  const apiKey = secretOf();
  const vendor = await startGreenhouseVendor({ apiKey });
  const { control, urls } = vendor;
  control.push.isOff = true;
  control.repeat = 'same';
  const rowOf = (email: string) => {
    const row = control.mails.findLast(({ invitation }) => invitation.candidate.email === email);
    if (!row) throw new Error(`${email} is not invited`);
    return row;
  };
  return {
    name: 'Acme Voice (partner of Greenhouse)',
    settings: (origin) => ({
      VENDOR: 'greenhouse',
      VENDOR_NAME: 'Acme Voice',
      GREENHOUSE_LIST_TESTS_URL: at(origin, urls.listTests),
      GREENHOUSE_SEND_TEST_URL: at(origin, urls.sendTest),
      GREENHOUSE_TEST_STATUS_URL: at(origin, urls.testStatus),
      GREENHOUSE_RESPONSE_ERROR_URL: at(origin, urls.responseError),
      GREENHOUSE_API_KEY: apiKey,
      GREENHOUSE_SCORE_MAX: '100',
      GREENHOUSE_REPEAT: 'same',
    }),
    target: vendor.url,
    template: String(control.tests[0]?.partner_test_id ?? ''),
    hasScore: true,
    hasDecision: false,
    mailsItself: true,
    people: () =>
      [...countInvitations(control.mails.map(({ invitation }) => invitation.candidate.email))].map(
        ([email, invitations]) => ({ email, invitations, fact: factOf(email) }),
      ),
    async finish(email, percent) {
      const { id, invitation } = rowOf(email);
      await control.change(id, {
        partner_status: 'complete',
        partner_score: percent,
        partner_profile_url: 'https://acme-voice.example.test/results',
        metadata: { 'First impression': 'calm and precise' },
      });
      void sendUntilTaken(() => control.ring(invitation.url));
    },
    decide: async () => undefined,
    close: vendor.close,
  };

  function at(origin: string, url: string): string {
    return url.replace(vendor.url, origin);
  }

  function factOf(email: string): Fact | undefined {
    const { partner_score: percent } = rowOf(email).status;
    return typeof percent === 'number' ? { percent } : undefined;
  }
}
