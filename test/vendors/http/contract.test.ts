import { expect } from 'vitest';
import { type HttpVendor, startHttpVendor } from '../../../sandbox/http-vendor/server.ts';
import type { HttpTrouble } from '../../../sandbox/http-vendor/types.ts';
import { openHttpClient } from '../../../src/http/request.ts';
import { capabilitiesOf } from '../../../src/vendors/http/capabilities.ts';
import { createHttpVendor } from '../../../src/vendors/http/index.ts';
import type { HttpSettings } from '../../../src/vendors/http/settings.ts';
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

const common = { webhookSecrets: ['the-secret', 'whsec_b2xk'] };
const templates = [
  { id: 'sales', name: 'Sales' },
  { id: 'support', name: 'Support' },
];
const called = (canAsk: boolean) => (url: string) => ({ ...common, url, token: 'the-token', canAsk });

describeMode('of the vendor contract', called(true), () => {});
describeMode('that cannot be asked', called(false), ({ control }) => {
  control.lacks.add('ask');
});
describeMode('of which the bridge makes links', linked, ({ control }) => {
  for (const call of ['list', 'invite', 'ask', 'cancel'] as const) control.lacks.add(call);
});

function linked(url: string): HttpSettings {
  return { ...common, link: `${url}/start/{interview_id}?template={template_id}&signature={signature}`, templates };
}

function describeMode(
  name: string,
  settingsFor: (url: string) => HttpSettings,
  prepare: (sandbox: HttpVendor) => void,
): void {
  const traits: VendorTraits = {
    capabilities: capabilitiesOf(settingsFor('https://vendor.example')),
    hasDetails: false,
    started: 'running',
    collected: 'running',
    scored: { score: { points: 6.4, of: 10 } },
    sendsResults: true,
  };
  describeVendor(`a vendor ${name}`, traits, async () => {
    // Nothing listens there: what would have been sent is read from the log.
    const publicUrl = 'http://127.0.0.1:9';
    const sandbox = await startHttpVendor({ token: 'the-token', webhookSecret: 'the-secret' });
    sandbox.control.notifyUrl = `${publicUrl}/webhooks/http`;
    prepare(sandbox);
    sandbox.control.push.isFull = true;
    const http = openHttpClient({ connectTimeoutMs: 3000, maxSockets: 8 });
    const settings = settingsFor(sandbox.url);
    const close = async () => {
      http.close();
      await sandbox.close();
    };
    const parts = { http, account: 'main', publicUrl, canMail: false, now: () => 1_000_000 };
    return { vendor: createHttpVendor(settings, parts), world: worldOf(sandbox, settings, close) };
  });
}

function worldOf({ control }: HttpVendor, settings: HttpSettings, close: () => Promise<void>): VendorWorld {
  let visited = '';
  return {
    templates: [...('link' in settings ? settings.templates : control.templates)],
    jobs: [],
    invitations: () =>
      control.invitations.map(({ id, templateId, invitation }) => ({
        templateId,
        email: invitation?.candidate.email ?? '',
        interviewId: id,
      })),
    async visit(link) {
      if (!('link' in settings)) return;
      expect((await fetch(link)).status).toBe(200);
      visited = new URL(link).pathname.split('/').at(-1) ?? '';
    },
    async start(email, templateId) {
      const id = visited || control.invitationOf(email, templateId).id;
      expect(control.find(id).templateId).toBe(templateId);
      await control.change(id, { status: 'started', started_at: new Date(0).toISOString() });
      return id;
    },
    collect: (id) => control.change(id, { status: 'processing' }),
    score: (id, points) =>
      control.change(id, {
        status: 'completed',
        score: { value: points, max: 10 },
        transcript: [
          { at_seconds: 0, speaker: 'interviewer', text: 'Why support?' },
          { at_seconds: 2.5, speaker: 'candidate', text: 'I listen first.' },
        ],
      }),
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
