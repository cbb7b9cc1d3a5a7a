import { type SampleVendorTrouble, startSampleVendor } from '../../../sandbox/sample-vendor/server.ts';
import { openHttpClient } from '../../../src/http/request.ts';
import { capabilities } from '../../../src/vendors/sample-vendor/capabilities.ts';
import { createSampleVendor } from '../../../src/vendors/sample-vendor/index.ts';
import { describeVendor, type Trouble, type VendorTraits } from '../../contracts/vendor.ts';

const troubles: Record<Trouble, SampleVendorTrouble> = {
  'rejects-key': { how: 'status', status: 401 },
  refuses: { how: 'status', status: 422 },
  'asks-to-wait': { how: 'status', status: 429, retryAfterSeconds: 2 },
  fails: { how: 'status', status: 500 },
  'talks-nonsense': { how: 'garbage' },
  'hangs-up': { how: 'drop' },
  'says-nothing': { how: 'hang' },
  'invites-and-hangs-up': { how: 'accept-then-drop' },
};

const traits: VendorTraits = {
  capabilities,
  hasDetails: false,
  started: 'running',
  collected: 'finished',
  scored: { score: { points: 6.4, of: 10 } },
  sendsResults: true,
};

describeVendor('Sample Vendor', traits, async () => {
  const secrets = { apiKey: 'the-key', webhookSecret: 'the-secret' };
  const { url, control, close } = await startSampleVendor(secrets);
  const http = openHttpClient({ connectTimeoutMs: 3000, maxSockets: 8 });
  const settings = { apiUrl: url, apiKey: secrets.apiKey, webhookSecrets: [secrets.webhookSecret] };
  const world = {
    templates: [...control.templates],
    jobs: [],
    invitations: () =>
      control.invitations().map(({ template_id, candidate, reference }) => ({
        templateId: template_id,
        email: candidate.email,
        interviewId: reference,
      })),
    async start(email: string, templateId: string) {
      const id = control.idOf(email, templateId);
      await control.change(id, { status: 'started' });
      return id;
    },
    collect: (id: string) => control.change(id, { status: 'collected' }),
    score: (id: string, score: number) => control.change(id, { status: 'done', score }),
    decide: (id: string, decision: boolean) => control.change(id, { decision }),
    fail: (id: string) => control.change(id, { status: 'failed' }),
    lastWebhook() {
      const { headers, body } = control.webhooks.at(-1) ?? { headers: {}, body: '' };
      return { headers, path: '', bytes: Buffer.from(body) };
    },
    trouble: (trouble: Trouble) => control.trouble(troubles[trouble]),
    async close() {
      http.close();
      await close();
    },
  };
  return { vendor: createSampleVendor(settings, { http }), world };
});
