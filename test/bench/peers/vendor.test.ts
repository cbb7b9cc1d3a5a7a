import { expect, onTestFinished, test } from 'vitest';
import { openHttpClient } from '../../../src/http/request.ts';
import { createJobMojito } from '../../../src/vendors/jobmojito/index.ts';
import { unlimited } from '../../../testing/unlimited.ts';
import { openVendor } from './vendor.ts';

test('the vendor of the measurements offers, invites and counts in words that the adapter understands', async () => {
  const { port, invitations, forget } = await openVendor();
  const http = openHttpClient({ connectTimeoutMs: 1000, maxSockets: 1 });
  onTestFinished(() => http.close());
  const settings = {
    apiKey: 'key',
    apiUrl: `http://127.0.0.1:${port}`,
    webhookSecrets: [],
    sendsEmail: true,
    scoreMax: 10,
  };
  const vendor = createJobMojito(settings, { http });
  const invitation = { interviewId: 'id', templateId: 'template-1', expiresAt: Date.now() };
  const invite = (email: string) =>
    vendor.invite({ ...invitation, candidate: { firstName: 'Lakita', email } }, unlimited);

  expect((await vendor.listTemplates(unlimited)).templates).toEqual([{ id: 'template-1', name: 'Operations Manager' }]);
  for (const email of ['a@example.test', 'b@example.test', 'b@example.test']) await invite(email);
  expect(invitations()).toEqual({ 'a@example.test': 1, 'b@example.test': 2 });
  forget();
  expect(invitations()).toEqual({});
});
