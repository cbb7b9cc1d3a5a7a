import { mkdtemp, writeFile } from 'node:fs/promises';
import { request as ask } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../../sandbox/listen.ts';
import { checkVendor } from '../../../src/checks/vendor/check-vendor.ts';
import { outputTo } from '../../../testing/check-output.ts';
import { exampleSecret, examples, exampleToken, openExample } from '../../../testing/example-vendor.ts';
import { freePort } from '../../../testing/free-port.ts';
import { until } from '../../../testing/world.ts';

/** What the candidate posts, one after the other. */
const sitting = (pdfUrl: string) => {
  const result = {
    score: { value: 78, max: 100 },
    ratings: [{ label: 'Language', word: 'B2' }],
    summary: 'Calm and precise — she listens.',
    strengths: ['Listens'],
    concerns: ['Has not led a team'],
    questions: [{ question: 'How do you begin?', answer: 'I listen.', score: { value: 4, max: 5 } }],
    transcript: [{ at_seconds: 3, speaker: 'candidate', text: 'Hello' }],
    reschedule: { from: minutesAgo(120), to: minutesAgo(60) },
    duration_seconds: 1500,
    page_url: 'https://vendor.example/results/1',
    pdf_url: pdfUrl,
  };
  return [
    { status: 'started', started_at: minutesAgo(60) },
    { status: 'processing', ended_at: minutesAgo(35) },
    { status: 'completed', ...result },
    { status: 'completed', decision: true },
  ];
};

function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

/** The kit's way to the vendor, which carries everything as it is and counts what is asked. */
async function openFront(url: string) {
  const { server, origin, close } = await listen({});
  let asked = 0;
  server.on('request', (request, response) => {
    const { method, headers, url: path = '' } = request;
    const onward = ask(`${url}${path}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response).once('finish', () => {
        if (method === 'GET') asked += 1;
      });
    });
    request.pipe(onward);
  });
  return { url: origin, asked: () => asked, close };
}

test.concurrent.each(examples)('the example $name passes every clause', async (which) => {
  const example = await openExample(which);
  const front = await openFront(example.url);
  const reports = await listen({});
  reports.server.on('request', (_, response) => response.end('%PDF-1.7'));
  onTestFinished(async () => void (await Promise.all([example.close(), front.close(), reports.close()])));
  const port = String(await freePort());
  const webhookSecretFile = join(await mkdtemp(join(tmpdir(), 'bridge-check-')), 'secret');
  await writeFile(webhookSecretFile, exampleSecret);
  const lines: string[] = [];
  const told: string[] = [];
  const options = { url: front.url, token: exampleToken, notifyUrl: `http://127.0.0.1:${port}`, port };
  const checking = checkVendor(
    { ...options, userAgent: 'interview-bridge/test', webhookSecretFile, wait: '60', json: true },
    outputTo(lines, told),
    { callMs: 10_000, pollMs: 20, settleMs: 2_000 },
  );
  const linkOf = () => told.join('\n').match(/Take the interview now, at (\S+):/)?.[1];
  const link = await until('the candidate is asked to begin', linkOf);
  for (const changes of sitting(`${reports.origin}/report.pdf`)) {
    const before = front.asked();
    await until('the kit has asked again', () => front.asked() >= before + 2);
    const answer = await fetch(link, { method: 'POST', body: JSON.stringify(changes) });
    expect(answer.status).toBe(200);
  }
  const code = await checking;
  const { clauses } = JSON.parse(lines.join('\n'));
  const isOther = ({ result }: { result: string }) => result !== 'pass';
  // No interview is named with --interview.
  expect(clauses.filter(isOther)).toMatchObject([{ id: 'V58', result: 'not applicable' }]);
  expect(code).toBe(0);
});
