import { afterEach, expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { putsOf, type Sent, scoreAttempt, scoreMany, sendInterview } from '../../testing/interviews.ts';
import { openWorld, until, type World } from '../../testing/world.ts';

let world: World;
const leaving = new Set<AbortController>();
afterEach(async () => {
  for (const reader of leaving) reader.abort();
  leaving.clear();
  await world.close();
});

/** Readers wait 15 s and longer: who waits for them is later than this. */
const soonMs = 5_000;

async function reportOf({ id }: Sent): Promise<string> {
  const { body } = await world.ask('GET', `/interviews/${id}`);
  const url = /http[^"]*\/reports\/[^"/]+/.exec(JSON.stringify(body))?.[0];
  if (url === undefined) throw new Error(`Interview ${id} has no report`);
  return `${url}/report.pdf`;
}

function read(url: string): void {
  const reader = new AbortController();
  leaving.add(reader);
  fetch(url, { signal: reader.signal }).catch(() => undefined);
}

async function expectWorkGoesOn(): Promise<void> {
  const startedAt = performance.now();
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent);
  await world.workable.control.waitFor(sent.callbackUrl);
  expect(putsOf(world, sent)).toHaveLength(1);
  expect(performance.now() - startedAt).toBeLessThan(soonMs);
}

function asked(path: string): number {
  return world.vendor.control.requests.filter((request) => request.path === path).length;
}

test('readers of PDFs that do not come hold no connection that an invitation or a result needs', async () => {
  world = await openWorld({ DELIVERY_CONCURRENCY: '4' });
  // Where the vendor's API is, too.
  world.vendor.control.misbehave({ path: 'slow.pdf', how: 'hang' });
  const sent = await Promise.all(Array.from({ length: 3 }, () => sendInterview(world)));
  for (const each of sent) {
    await scoreAttempt(world, each, 7.8, { pdf_export_url: `${world.vendor.url}/slow.pdf` });
    await world.workable.control.waitFor(each.callbackUrl);
    const url = await reportOf(each);
    for (let i = 0; i < 10; i += 1) read(url);
  }
  await until('the storage is asked', () => asked('slow.pdf') === limits.relaysOfAccount);
  await expectWorkGoesOn();
});

test('readers whose reports have to be made hold no place that an invitation needs', async () => {
  world = await openWorld({ JOBMOJITO_REPORTS: 'on-demand' });
  world.vendor.control.misbehave({ path: 'job-interview-pdf', how: 'hang' });
  const sent = await scoreMany(world, 12);
  for (const each of sent) await world.workable.control.waitFor(each.callbackUrl);
  for (const each of sent) read(await reportOf(each));
  await until('the vendor makes reports', () => asked('job-interview-pdf') === limits.reportsMadeOfAccount);
  await expectWorkGoesOn();
  expect(asked('job-interview-pdf')).toBe(limits.reportsMadeOfAccount);
});
