import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { SandboxVendor } from '../../sandbox/vendor/server.ts';
import { startSandboxWorkable } from '../../sandbox/workable/server.ts';
import { openWorld, until } from '../../testing/world.ts';
import { register, vendorPerTest } from './call-vendor.ts';

let vendor: SandboxVendor;
let definitionId: string;
vendorPerTest((fresh, id) => {
  vendor = fresh;
  definitionId = id;
});

async function read(address: string | URL) {
  const answer = await fetch(new URL('/', address));
  return { text: await answer.text(), policy: answer.headers.get('content-security-policy') ?? '' };
}

/** Presses the button of the page's form with this action, as a browser would. */
async function press(url: string, page: string, action: string, typed: Record<string, string> = {}) {
  const form = page.split('<form ').find((each) => each.includes(`action="${action}"`)) ?? '';
  const given = [...form.split('</form>')[0]!.matchAll(/name="(\w+)"[^>]* value="([^"]*)"/g)];
  expect(given).not.toEqual([]);
  const fields = { ...Object.fromEntries(given.map(([, name, value]) => [name, value])), ...typed };
  const body = new URLSearchParams(fields);
  return fetch(new URL(action, url), { method: 'POST', body, redirect: 'manual' });
}

test('a candidate takes an interview by the buttons of the vendor’s page', async () => {
  expect((await read(vendor.url)).text).toContain('There is no invitation yet.');
  await register(vendor, definitionId, { name: 'Ana Novak', email: 'ana@example.test' });
  const invited = await read(vendor.url);
  expect(invited.text).toContain('<h3 dir="auto">Ana Novak</h3>');

  const started = await press(vendor.url, invited.text, '/play/start');
  expect([started.status, started.headers.get('location')]).toEqual([303, '/']);
  await press(vendor.url, (await read(vendor.url)).text, '/play/score', { score: '8.5' });
  const scored = await read(vendor.url);
  expect(scored.text).toContain('score 8.5 · undecided · no report');
  await press(vendor.url, scored.text, '/play/not-advance');
  expect((await read(vendor.url)).text).toContain('score 8.5 · not advance · no report');
});

test('a page of the sandbox has no script, one style, and forms that lead back to it', async () => {
  const name = '<script>alert(1)</script>';
  await register(vendor, definitionId, { name, email: 'ana@example.test' });
  const { text, policy } = await read(vendor.url);
  const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(policy).toContain(`style-src 'sha256-${hash}'; base-uri 'none'; form-action 'self'`);
  expect(text).not.toMatch(/<script| style=/);
  expect(text).toContain('&lt;script>alert(1)&lt;/script>');
});

test('the page of the sandbox’s Workable says when it cannot reach the bridge', async () => {
  const tokens = { providerToken: 'provider', callbackToken: 'callback' };
  const workable = await startSandboxWorkable({ bridgeUrl: 'http://127.0.0.1:9', ...tokens });
  const { text } = await read(workable.url);
  await workable.close();
  expect(text).toContain('The bridge did not list its templates: no answer');
  expect(text).toContain('No interview is sent yet.');
});

test('a recruiter sends an interview by the form of the sandbox’s Workable, and reads its result there', async () => {
  const world = await openWorld();
  const templates = await read(world.workable.url);
  const template = /<option value="([^"]+)"/.exec(templates.text)?.[1] ?? '';
  const email = 'ines.marlow@example.test';
  const { status } = await press(world.workable.url, templates.text, '/play/send', { template });
  expect(status).toBe(303);
  expect((await read(world.workable.url)).text).toContain('Waiting for the candidate.');

  const attempt = await world.vendor.control.start(email, template);
  await world.vendor.control.score(attempt, 8.7);
  const { text } = await until('its result is on the page', async () => {
    const page = await read(world.workable.url);
    return page.text.includes('<span class="score">87</span>') && page;
  });
  await world.close();
  expect(text).toContain('<strong>Video interview completed</strong>');
  expect(text).toMatch(/<a href="http[^"]+\/reports\/[^"]+" rel="noreferrer">See results<\/a>/);
});
