import http from 'node:http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { limits } from '../../src/limits.ts';
import { scoreAttempt, sendInterview } from '../../testing/interviews.ts';
import { openWorld, type World } from '../../testing/world.ts';

const deliveries = 7;

let world: World;
beforeAll(async () => {
  world = await openWorld({ DELIVERY_CONCURRENCY: String(deliveries) });
});
afterAll(() => world.close());

test('the vendor, Workable and the storage of reports have separate sockets, so many each', async ({
  onTestFinished,
}) => {
  const asked = vi.spyOn(http, 'request');
  onTestFinished(() => asked.mockRestore());
  /** Of requests whose path ends so: how many sockets they might have had together. */
  function socketsFor(path: string): Set<number> {
    const all = asked.mock.calls.map(([options]) => options as unknown as http.RequestOptions);
    const those = all.filter((each) => each.path?.endsWith(path));
    return new Set(those.map(({ agent }) => (agent as http.Agent).maxSockets));
  }

  const sent = await sendInterview(world);
  await scoreAttempt(world, sent, 7.8, { pdf_export_url: `${world.vendor.url}/any.pdf` });
  await world.workable.control.waitFor(sent.callbackUrl);
  const { body } = await world.ask('GET', `/interviews/${sent.id}`);
  const page = /http[^"]*\/reports\/[^"/]+/.exec(JSON.stringify(body))?.[0];
  await (await fetch(`${page}/report.pdf`)).arrayBuffer();

  expect(socketsFor('/job-interview-register-users')).toEqual(new Set([limits.vendorSockets]));
  expect(socketsFor(new URL(sent.callbackUrl).pathname)).toEqual(new Set([deliveries]));
  expect(socketsFor('/any.pdf')).toEqual(new Set([limits.relays]));
});
