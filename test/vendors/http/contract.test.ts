import { startHttpVendor } from '../../../sandbox/http-vendor/server.ts';
import type { HttpTrouble } from '../../../sandbox/http-vendor/types.ts';
import { openHttpClient } from '../../../src/http/request.ts';
import { capabilities } from '../../../src/vendors/http/capabilities.ts';
import { createHttpVendor } from '../../../src/vendors/http/index.ts';
import { describeVendor, type Trouble, type VendorTraits, type VendorWorld } from '../../contracts/vendor.ts';

const troubles: Record<Trouble, HttpTrouble> = {
  'rejects-key': { how: 'status', status: 401 },
  refuses: { how: 'status', status: 422, message: 'No invitations left' },
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
  collected: 'running',
  scored: { score: { points: 6.4, of: 10 } },
  sendsResults: true,
};

describeVendor('a vendor of the vendor contract', traits, async () => {
  const sandbox = await startHttpVendor({ token: 'the-token', webhookSecret: 'the-secret' });
  // Nothing listens there: what would have been sent is read from the log.
  const publicUrl = 'http://127.0.0.1:9';
  sandbox.control.push.isFull = true;
  const http = openHttpClient({ connectTimeoutMs: 3000, maxSockets: 8 });
  const settings = { url: sandbox.url, token: 'the-token', webhookSecrets: ['the-secret'], title: 'Vendor' };
  const close = async () => {
    http.close();
    await sandbox.close();
  };
  const vendor = createHttpVendor(settings, { http, account: 'main', publicUrl, now: Date.now });
  return { vendor, world: worldOf(sandbox.control, close) };
});

function worldOf(
  control: Awaited<ReturnType<typeof startHttpVendor>>['control'],
  close: () => Promise<void>,
): VendorWorld {
  return {
    templates: [...control.templates],
    jobs: [],
    invitations: () =>
      control.invitations.map(({ id, invitation: { template_id, candidate } }) => ({
        templateId: template_id,
        email: candidate.email,
        interviewId: id,
      })),
    async start(email, templateId) {
      const { id } = control.invitationOf(email, templateId);
      await control.change(id, { status: 'started', started_at: new Date(0).toISOString() });
      return id;
    },
    collect: (id) => control.change(id, { status: 'processing' }),
    score: (id, points) => control.change(id, { status: 'completed', score: { value: points, max: 10 } }),
    decide: (id, decision) => control.change(id, { decision }),
    fail: (id) => control.change(id, { status: 'failed' }),
    lastWebhook() {
      const { headers, body } = control.webhooks.at(-1) ?? { headers: {}, body: '' };
      return { headers, path: '', bytes: Buffer.from(body) };
    },
    trouble: (trouble) => control.trouble(troubles[trouble]),
    close,
  };
}
