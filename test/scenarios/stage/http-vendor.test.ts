import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HttpVendor, startHttpVendor } from '../../../sandbox/http-vendor/server.ts';
import { passTime } from '../../../testing/stage-candidates.ts';
import { noteOf, standInStage } from '../../../testing/stage-stays.ts';
import { notesOf, openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';
import { minute } from '../../../testing/times.ts';

const [token, webhookSecret] = ['the-token-of-the-bridge', 'the-secret-of-the-vendor'];
let http: HttpVendor;
let world: StageWorld;
beforeAll(async () => {
  http = await startHttpVendor({ token, webhookSecret });
  world = await openStageWorld({
    VENDOR: 'http',
    VENDOR_URL: http.url,
    VENDOR_TOKEN: token,
    VENDOR_WEBHOOK_SECRET: webhookSecret,
    VENDOR_NAME: 'Acme Interviews',
    STAGE_TRIGGERS: JSON.stringify([{ job: '9CD658E13E', stage: 'ai-interview', template: 'support' }]),
  });
  http.control.now = world.clock.now;
});
afterAll(async () => {
  await world.close();
  await http.close();
});

it('a vendor of the contract that answers 402 has no credits: that is reported, and tried again each hour', async () => {
  http.control.trouble({ how: 'status', status: 402, message: 'No credits are left' });
  const candidate = await standInStage(world);
  const note = await noteOf(world, candidate, /^Not invited: no interview credits are left/);
  expect(note).toContain('Please ask the person who buys credits at Acme Interviews.');
  const puts = () => http.control.requests.filter(({ method }) => method === 'PUT').length;
  expect(puts()).toBe(1);
  await passTime(world, 'it is invited', () => notesOf(world, candidate).length === 2, 20 * minute);
  expect(notesOf(world, candidate)[1]).toMatch(/^Invited/);
  expect(puts()).toBe(2);
});
