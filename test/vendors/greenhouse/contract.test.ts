import { type GreenhouseVendor, startGreenhouseVendor } from '../../../sandbox/greenhouse/server.ts';
import type { GreenhouseTrouble } from '../../../sandbox/greenhouse/types.ts';
import { openHttpClient } from '../../../src/http/request.ts';
import { capabilitiesOf } from '../../../src/vendors/greenhouse/capabilities.ts';
import { createGreenhouseVendor } from '../../../src/vendors/greenhouse/index.ts';
import type { GreenhouseSettings } from '../../../src/vendors/greenhouse/settings.ts';
import { describeVendor, type Trouble, type VendorTraits, type VendorWorld } from '../../contracts/vendor.ts';
import { settingsAt } from './settings-at.ts';

const troubles: Record<Trouble, GreenhouseTrouble> = {
  'rejects-key': { how: 'status', status: 401 },
  refuses: { how: 'status', status: 400, error: 'No interviews left' },
  'asks-to-wait': { how: 'status', status: 429, retryAfterSeconds: 2 },
  fails: { how: 'status', status: 500 },
  'talks-nonsense': { how: 'garbage' },
  'hangs-up': { how: 'drop' },
  'says-nothing': { how: 'hang' },
  'invites-and-hangs-up': { how: 'accept-then-drop' },
};

const given = { scoreMax: 10, failedStatuses: ['failed'] };

for (const [repeat, hasNumericIds] of [
  ['mails-twice', false],
  ['same', true],
] as const) {
  const traits: VendorTraits = {
    capabilities: capabilitiesOf({ ...given, repeat }),
    hasDetails: false,
    started: 'running',
    collected: 'running',
    scored: { state: 'finished', final: 'completed', score: { points: 6.4, of: 10 } },
    sendsResults: false,
  };

  describeVendor(`a Greenhouse partner (repeat: ${repeat})`, traits, async () => {
    const sandbox = await startGreenhouseVendor({ apiKey: 'the-key' });
    Object.assign(sandbox.control, { repeat, hasNumericIds });
    const http = openHttpClient({ connectTimeoutMs: 3000, maxSockets: 8 });
    const settings: GreenhouseSettings = { ...settingsAt(sandbox), ...given, repeat };
    // Nothing listens there: what would have been sent is read from the log.
    const publicUrl = 'http://127.0.0.1:9';
    const vendor = createGreenhouseVendor(settings, { http, account: 'main', publicUrl, now: Date.now });
    const close = async () => {
      http.close();
      await sandbox.close();
    };
    return { vendor, world: worldOf(sandbox.control, close) };
  });
}

function worldOf(control: GreenhouseVendor['control'], close: () => Promise<void>): VendorWorld {
  return {
    templates: control.tests.map(({ partner_test_id, partner_test_name }) => ({
      id: String(partner_test_id),
      name: partner_test_name,
    })),
    jobs: [],
    invitations: () =>
      control.mails.map(({ invitation: { partner_test_id, candidate } }) => ({
        templateId: partner_test_id,
        email: candidate.email,
      })),
    async start(email, templateId) {
      const { id } = control.rowOf(email, templateId);
      await control.change(id, { partner_status: 'in_progress' });
      return String(id);
    },
    collect: (id) => control.change(id, { partner_status: 'Under review' }),
    score: (id, points) =>
      control.change(id, {
        partner_status: 'complete',
        partner_score: points,
        partner_profile_url: `https://vendor.example/interviews/${id}`,
      }),
    fail: (id) => control.change(id, { partner_status: 'failed' }),
    lastWebhook() {
      const { headers, path } = control.webhooks.at(-1) ?? { headers: {}, path: '' };
      return { headers, path: path.replace('/webhooks/greenhouse/', ''), bytes: Buffer.alloc(0) };
    },
    trouble: (trouble) => control.trouble(troubles[trouble]),
    close,
  };
}
