import { afterAll, beforeAll, expect, it } from 'vitest';
import { limits } from '../../src/limits.ts';
import { scoreAttempt, sendInterview } from '../../testing/interviews.ts';
import { bridgeCommand, logged } from '../../testing/operator.ts';
import { openWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
});
afterAll(() => world.close());

/** The vendor's paths that are reached and never answered. */
const silent = ['job-interview-details', 'silent.pdf', 'job-interview-pdf'];

async function read(url: string) {
  const answer = await fetch(url);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

it('readers of a vendor that is silent for 15 s and more have a page that says so, and the report at once', async () => {
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent, 7.8, { pdf_export_url: `${world.vendor.url}/silent.pdf` });
  const { results_url: reportUrl = '' } = await world.workable.control.waitFor(sent.callbackUrl);
  for (const path of silent) world.vendor.control.misbehave({ path, how: 'hang' });

  const transcript = read(`${reportUrl}/transcript`);
  const pdf = read(`${reportUrl}/report.pdf`);
  let areWaiting = true;
  void Promise.race([transcript, pdf]).finally(() => {
    areWaiting = false;
  });
  expect((await read(reportUrl)).text).toContain('Read what was said');
  expect((await bridgeCommand(world, `show ${sent.id}`)).code).toBe(0);
  expect(areWaiting).toBe(true);

  const said = await transcript;
  expect([said.status, said.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
  expect(said.text).toContain('The transcript cannot be shown at the moment: JobMojito does not answer.');
  expect(said.text).toContain('Back to the report');
  const printed = await pdf;
  expect([printed.status, printed.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
  expect(printed.headers.get('content-disposition')).toBeNull();
  expect(printed.text).toContain('The report is not available right now');

  // First the link that was sent, then a new one.
  const asked = world.vendor.control.requests.map(({ path }) => path).filter((path) => silent.includes(path));
  expect(asked.filter((path) => path !== silent[0])).toEqual(['silent.pdf', 'job-interview-pdf']);
  expect(logged(world, 'transcript').at(-1)).toMatchObject({ outcome: 'unanswered' });
  expect(logged(world, 'report').at(-1)).toMatchObject({ outcome: 'unavailable' });

  world.vendor.control.behave();
  world.clock.advance(limits.transcriptAgainMs);
  expect((await read(`${reportUrl}/transcript`)).status).toBe(200);
}, 180_000);
