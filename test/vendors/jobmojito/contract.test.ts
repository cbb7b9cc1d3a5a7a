import { type SandboxVendor, startSandboxVendor } from '../../../sandbox/vendor/server.ts';
import type { Misbehaviour } from '../../../sandbox/vendor/types.ts';
import { openHttpClient } from '../../../src/http/request.ts';
import { capabilitiesOf } from '../../../src/vendors/jobmojito/capabilities.ts';
import { createJobMojito } from '../../../src/vendors/jobmojito/index.ts';
import { describeVendor, type Trouble, type VendorTraits, type VendorWorld } from '../../contracts/vendor.ts';

const misbehaviours: Record<Trouble, Misbehaviour['how']> = {
  'rejects-key': 'unauthorised',
  refuses: 'row-error',
  'asks-to-wait': 'rate-limit',
  fails: 'error',
  'talks-nonsense': 'garbage',
  'hangs-up': 'drop',
  'says-nothing': 'hang',
  'invites-and-hangs-up': 'accept-then-drop',
};

const traits: VendorTraits = {
  capabilities: capabilitiesOf({ sendsEmail: true }),
  hasDetails: true,
  started: 'running',
  collected: 'finished',
  scored: { score: { points: 6.4, of: 10 } },
  sendsResults: true,
};

describeVendor('JobMojito', traits, async () => {
  const keys = { apiKey: 'the-api-key', anonKey: 'the-anon-key' };
  const sandbox = await startSandboxVendor(keys);
  const http = openHttpClient({ connectTimeoutMs: 3000, maxSockets: 8 });
  const settings = { ...keys, apiUrl: sandbox.url, webhookSecrets: ['the-secret'], sendsEmail: true, scoreMax: 10 };
  const close = async () => {
    http.close();
    await sandbox.close();
  };
  return { vendor: createJobMojito(settings, { http }), world: worldOf(sandbox, close) };
});

function worldOf({ control }: SandboxVendor, close: () => Promise<void>): VendorWorld {
  const active = control.definitions.filter((row) => row.status === 'active' && !row.is_ats);
  const named = (rows: typeof active) => rows.map(({ id, name }) => ({ id, name: name ?? id }));
  return {
    templates: named(active.filter((row) => !row.is_multi_stage)),
    jobs: named(active.filter((row) => row.is_multi_stage)),
    invitations: () =>
      control.invitations.map(({ definitionId, email, externalId }) => ({
        templateId: definitionId,
        email,
        interviewId: externalId,
      })),
    start: (email, templateId) => control.start(email, templateId),
    collect: (attemptId) => control.collect(attemptId),
    score: (attemptId, score) => control.score(attemptId, score),
    decide: (attemptId, decision) => control.decide(attemptId, decision),
    fail: (attemptId) => control.fail(attemptId),
    lastWebhook: () => ({
      headers: { authorization: 'Bearer the-secret' },
      path: '',
      bytes: Buffer.from(JSON.stringify(control.webhooks.at(-1)?.body)),
    }),
    trouble: (trouble) =>
      control.misbehave({ path: 'job-interview-register-users', how: misbehaviours[trouble], times: 1 }),
    close,
  };
}
