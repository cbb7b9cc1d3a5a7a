import { type Ribbon, startRibbon } from '../../../sandbox/ribbon/server.ts';
import type { RibbonTrouble } from '../../../sandbox/ribbon/types.ts';
import { openHttpClient } from '../../../src/http/request.ts';
import { capabilities } from '../../../src/vendors/ribbon/capabilities.ts';
import { createRibbon } from '../../../src/vendors/ribbon/index.ts';
import { describeVendor, type Trouble, type VendorTraits, type VendorWorld } from '../../contracts/vendor.ts';

const troubles: Record<Trouble, RibbonTrouble> = {
  'rejects-key': { how: 'status', status: 401 },
  refuses: { how: 'status', status: 422, message: 'No interviews left' },
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
  started: undefined,
  collected: undefined,
  scored: {
    state: 'finished',
    final: 'completed',
    ratings: [
      { label: 'Communication', score: { points: 4, of: 5 } },
      { label: 'Motivation', score: { points: 3, of: 5 } },
      { label: 'Skills', score: { points: 3, of: 5 } },
    ],
  },
  sendsResults: false,
};

describeVendor('Ribbon', traits, async () => {
  const sandbox = await startRibbon({ apiKey: 'the-key' });
  // Nothing listens there: what would have been sent is read from the log.
  const publicUrl = 'http://127.0.0.1:9';
  const hook = { webhook_url: `${publicUrl}/webhooks/ribbon`, webhook_secret_key: 'the-secret' };
  sandbox.control.addFlow({ title: 'Customer support', ...hook });
  sandbox.control.addFlow({ title: 'Software engineer', ...hook });
  sandbox.control.addFlow({ title: 'A survey', interview_type: 'general' });
  const http = openHttpClient({ connectTimeoutMs: 3000, maxSockets: 8 });
  const decisions = new Map([['accepted', true]]);
  const settings = { apiKey: 'the-key', apiUrl: sandbox.url, webhookSecrets: ['the-secret'], decisions };
  const close = async () => {
    http.close();
    await sandbox.close();
  };
  return { vendor: createRibbon(settings, { http, publicUrl }), world: worldOf(sandbox.control, close) };
});

function worldOf(control: Ribbon['control'], close: () => Promise<void>): VendorWorld {
  const offered = [...control.flows.values()].filter(({ flow }) => flow.interview_type === 'recruitment');
  return {
    templates: offered.map(({ flow }) => ({ id: flow.interview_flow_id, name: flow.title })),
    jobs: [],
    invitations: () =>
      [...control.interviews.values()].map(({ flowId, person }) => ({ templateId: flowId, email: person.email ?? '' })),
    async start(email, templateId) {
      const { id } = control.newestOf(email, templateId);
      control.start(id);
      return id;
    },
    // Ribbon does not say that an interview is over before it is analysed.
    collect: async (id) => control.start(id),
    score: (id, score) => control.finish(id, { scores: { skills: Math.round(score / 2) } }),
    lastWebhook() {
      const { headers, body } = control.webhooks.at(-1) ?? { headers: {}, body: '' };
      return { headers, path: '', bytes: Buffer.from(body) };
    },
    trouble: (trouble) => void control.troubles.push(troubles[trouble]),
    close,
  };
}
