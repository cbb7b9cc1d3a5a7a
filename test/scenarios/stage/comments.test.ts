import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { SpiCandidate } from '../../../sandbox/workable-spi/types.ts';
import { limits } from '../../../src/limits.ts';
import { logged } from '../../../testing/operator.ts';
import {
  dragCandidate,
  inviteCandidate,
  passTime,
  scoreCandidate,
  untilNotes,
} from '../../../testing/stage-candidates.ts';
import { notesOf, openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';
import { until } from '../../../testing/world.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld();
});
afterAll(() => world.close());
afterEach(() => world.spi.behave());

/** What was posted about a candidate, whatever was answered. */
function postsOf({ id }: SpiCandidate) {
  return world.spi.requests
    .filter(({ method, path }) => method === 'POST' && path === `/candidates/${id}/comments`)
    .map(({ body, status }) => ({
      status,
      ...(body as { comment: { policy?: string[]; attachment?: unknown } }).comment,
    }));
}

/** The interview is scored once its vendor has a PDF. */
async function scoreWithPdf({ email }: SpiCandidate, score = 7.8) {
  const { control } = world.vendor;
  const attempt = await control.start(email ?? '', world.template);
  await control.makeReport(attempt);
  await control.score(attempt, score);
  return attempt;
}

test('a result has its PDF attached, and says who may see it', async () => {
  const candidate = await inviteCandidate(world);
  const attempt = await scoreWithPdf(candidate);
  const notes = await untilNotes(world, candidate, 2);
  expect(notes[1]).toMatch(/^AI interview: 78 %/);
  const [invited, result] = world.spi.comments(candidate.id);
  expect(invited?.file).toBeUndefined();
  expect(result?.file).toMatchObject({ name: 'ai-interview-report.pdf', type: 'application/pdf' });
  expect(result?.file?.data.subarray(0, 5).toString()).toBe('%PDF-');
  expect(invited?.policy).toEqual(['reviewer', 'simple', 'hiring_manager', 'recruiting_admin', 'admin']);
  expect(result?.policy).toEqual(['hiring_manager', 'recruiting_admin', 'admin']);

  await world.vendor.control.score(attempt, 6);
  const corrected = await untilNotes(world, candidate, 3);
  expect(corrected[2]).toMatch(/^Corrected: AI interview: 60 %[\s\S]*Ref \w{6} result 2$/);
  expect(world.spi.comments(candidate.id)[2]?.file).toBeUndefined();
});

test.each([413, 422] as const)('a PDF that is refused with %i is left out, once', async (attachmentRefusal) => {
  const candidate = await inviteCandidate(world);
  world.spi.switches({ attachmentLimit: 10, attachmentRefusal });
  await scoreWithPdf(candidate);
  await untilNotes(world, candidate, 2);
  expect(postsOf(candidate).map(({ status, attachment }) => [status, attachment !== undefined])).toEqual([
    [201, false],
    [attachmentRefusal, true],
    [201, false],
  ]);
});

test('a result without a PDF is written all the same', async () => {
  const candidate = await inviteCandidate(world);
  world.vendor.control.expireReportLinks();
  await scoreCandidate(world, candidate, 7.8);
  await untilNotes(world, candidate, 2);
  expect(world.spi.comments(candidate.id)[1]?.file).toBeUndefined();
});

test.for<[string, RequestListener]>([
  [
    'is larger than may be attached',
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/pdf' });
      response.end(Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(limits.attachmentBytes)]));
    },
  ],
  [
    'takes longer than a comment waits for it',
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/pdf' });
      const ending = setTimeout(() => response.end('%PDF-1.7\n'), 2 * limits.attachmentMs);
      response.on('close', () => clearTimeout(ending)).write('%PDF-1.7\n');
    },
  ],
])('a PDF that %s is left out', async ([, answer], { onTestFinished }) => {
  const candidate = await inviteCandidate(world);
  const storage = createServer(answer).listen(0, '127.0.0.1');
  await once(storage, 'listening');
  onTestFinished(() => {
    storage.closeAllConnections();
    storage.close();
  });
  const { port } = storage.address() as AddressInfo;
  const { control } = world.vendor;
  const attempt = await control.start(candidate.email ?? '', world.template);
  await control.score(attempt, 7.8, { pdf_export_url: `http://127.0.0.1:${port}/report.pdf` });
  await untilNotes(world, candidate, 2);
  expect(world.spi.comments(candidate.id)[1]?.file).toBeUndefined();
});

test('a result that reads the same is not told again', async () => {
  const candidate = await inviteCandidate(world);
  const attempt = await scoreCandidate(world, candidate, 7.8);
  await untilNotes(world, candidate, 2);
  await world.vendor.control.score(attempt, 7.84, {
    ai_analysis_recruiter: 'Another analysis, which no comment has.',
  });
  await world.vendor.control.score(attempt, 4.2);
  const notes = await untilNotes(world, candidate, 3);
  expect(notes[2]).toMatch(/^Corrected: AI interview: 42 %/);
  expect(notes).toHaveLength(3);
});

test('the invitation is written first, and of results that could not be written the newest alone', async () => {
  world.spi.fault({ method: 'POST', path: '/comments', how: { status: 503 } });
  const candidate = await dragCandidate(world);
  await until('the invitation was tried', () => postsOf(candidate).length > 0);
  const attempt = await scoreCandidate(world, candidate, 5);
  await world.vendor.control.score(attempt, 9);
  world.spi.behave();
  const notes = await passTime(world, 'both are told', () => {
    const seen = notesOf(world, candidate);
    return seen.length === 2 && seen;
  });
  expect(notes[0]).toMatch(/^Invited/);
  expect(notes[1]).toMatch(/^AI interview: 90 %[\s\S]*result 1$/);
});

test('a candidate who is not found is looked at again, and told when found', async () => {
  world.spi.fault({ method: 'POST', path: '/comments', how: { status: 404 }, times: 1 });
  const candidate = await dragCandidate(world);
  await until('it was not found', () => postsOf(candidate).length === 1);
  await passTime(world, 'the invitation is told', () => notesOf(world, candidate).length === 1);
  const isErased = logged(world, 'erasure').length > 0;
  expect(isErased).toBe(false);
});

test('a candidate who is not found twice is erased', async () => {
  const candidate = await inviteCandidate(world);
  world.spi.switches({ lose: Number.POSITIVE_INFINITY });
  world.spi.people.delete(candidate.id);
  await scoreCandidate(world, candidate, 7.8);
  await until('the result was tried', () => postsOf(candidate).length === 2);
  await passTime(world, 'it is erased', () => logged(world, 'erasure').length === 1, 120_000);
});

test('what Workable refuses for its content fails, and is not tried again', async () => {
  const candidate = await inviteCandidate(world);
  world.spi.fault({ method: 'POST', path: '/comments', how: { status: 422 } });
  await scoreCandidate(world, candidate, 7.8);
  await until('it failed', () =>
    logged(world, 'delivery').some(({ outcome, level }) => outcome === 'failed' && level === 'error'),
  );
  expect(notesOf(world, candidate)).toHaveLength(1);
});

test('without STAGE_ATTACH_PDF no PDF is attached; the policies that are set are sent', async () => {
  world.later(10_000);
  await world.restart({
    STAGE_ATTACH_PDF: 'false',
    STAGE_COMMENT_POLICY: 'admin',
    STAGE_REPORT_POLICY: 'admin,recruiter',
  });
  world.spi.switches({ unknownPolicy: 422 });
  const candidate = await inviteCandidate(world);
  await scoreWithPdf(candidate);
  await untilNotes(world, candidate, 2);
  expect(postsOf(candidate).map(({ policy, attachment }) => [policy, attachment])).toEqual([
    [['admin'], undefined],
    [['recruiter', 'admin'], undefined],
  ]);
});
