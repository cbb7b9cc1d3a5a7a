import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type SandboxVendor, startSandboxVendor } from '../../sandbox/vendor/server.ts';
import { callVendor, register, vendorPerTest } from './call-vendor.ts';

const text = z.string().nullable();
const Pagination = z.strictObject({ total: z.int(), limit: z.int(), offset: z.int(), has_more: z.boolean() });
const Definitions = z.object({
  data: z.array(
    z.object({ id: z.uuid(), name: text, type: text, status: text, is_ats: z.boolean(), is_multi_stage: z.boolean() }),
  ),
  pagination: Pagination,
});
const Results = z.object({
  data: z.array(
    z.object({
      id: z.uuid(),
      interview_result_id: z.uuid(),
      profile_interview_id: z.uuid(),
      definition_id: z.uuid(),
      external_id: text,
      candidate_email: text,
      status: text,
      coach_status: text,
      processing_status: text,
      decision_status: text,
      duration_ds: z.number().nullable(),
      score: z.number().nullable(),
      created_at: z.iso.datetime(),
      updated_at: z.iso.datetime(),
    }),
  ),
  pagination: Pagination,
});
const Candidates = z.object({
  data: z.array(z.object({ id: z.uuid(), email: text, external_id: text, interview_count: z.int() })),
  pagination: Pagination,
});

let vendor: SandboxVendor;
let definitionId: string;

vendorPerTest((opened, first) => {
  vendor = opened;
  definitionId = first;
});

describe('lists', () => {
  test('hold interviews only, by default', async () => {
    const interviews = Definitions.parse((await callVendor(vendor, 'merchant-interview-list')).body);
    const assessments = Definitions.parse((await callVendor(vendor, 'merchant-interview-list?type=assessment')).body);

    expect(interviews.pagination.total).toBe(6);
    expect(assessments.data.map((row) => row.name)).toEqual(['Written English']);
  });

  test('have pages that say whether more follows', async () => {
    const first = Definitions.parse((await callVendor(vendor, 'merchant-interview-list?limit=4')).body);
    const last = Definitions.parse((await callVendor(vendor, 'merchant-interview-list?limit=4&offset=4')).body);

    expect(first.pagination).toEqual({ total: 6, limit: 4, offset: 0, has_more: true });
    expect(last.pagination).toEqual({ total: 6, limit: 4, offset: 4, has_more: false });
    expect(new Set([...first.data, ...last.data].map((row) => row.id)).size).toBe(6);
  });

  test('show a result under its own id and the id of the sitting', async () => {
    await register(vendor, definitionId, { email: 'ana@example.test', external_id: 'one' });
    const attemptId = await vendor.control.start('ana@example.test', definitionId);
    await vendor.control.score(attemptId, 6.4);

    const [row] = Results.parse(
      (await callVendor(vendor, `merchant-result-list?interview_id=${definitionId}`)).body,
    ).data;
    expect(row).toMatchObject({ interview_result_id: attemptId, external_id: 'one', score: 6.4, status: 'active' });
    expect(row?.id).not.toBe(attemptId);
  });

  test('show the newest change first on request', async () => {
    const older = await vendor.control.start('ana@example.test', definitionId);
    const newer = await vendor.control.start('ben@example.test', definitionId);
    await vendor.control.collect(older);

    const created = Results.parse((await callVendor(vendor, 'merchant-result-list')).body);
    const updated = Results.parse((await callVendor(vendor, 'merchant-result-list?order_by=updated_at_newest')).body);
    expect(created.data.map((row) => row.interview_result_id)).toEqual([newer, older]);
    expect(updated.data.map((row) => row.interview_result_id)).toEqual([older, newer]);
  });
});

describe('registration', () => {
  test('answers a bare array with one row for each user, and fails rows inside HTTP 200', async () => {
    const { status, body } = await register(vendor, definitionId, { email: 'ana@example.test' }, { email: null });

    expect(status).toBe(200);
    expect(body).toEqual([
      expect.objectContaining({ email: 'ana@example.test', result: 'ok', interview_url: expect.any(String) }),
      { name: null, email: null, external_id: null, result: expect.stringMatching(/^Error: /) },
    ]);
  });

  test('wraps its rows on request', async () => {
    vendor.control.registrationShape = 'results';
    const { body } = await register(vendor, definitionId, { email: 'ana@example.test' });

    expect(body).toEqual({ results: [expect.objectContaining({ result: 'ok' })] });
  });

  test('knows a candidate by the e-mail and overwrites the external id', async () => {
    await register(vendor, definitionId, { email: 'ana@example.test', external_id: 'one' });
    await register(vendor, vendor.control.definitions[1]!.id, { email: ' Ana@Example.test', external_id: 'two' });

    const candidates = Candidates.parse((await callVendor(vendor, 'merchant-candidate-list')).body);
    expect(candidates.data).toEqual([expect.objectContaining({ email: 'ana@example.test', external_id: 'two' })]);
    expect(vendor.control.invitations.map((each) => each.externalId)).toEqual(['one', 'two']);
  });
});

describe('reports', () => {
  test('are PDFs behind a link that expires', async () => {
    const attemptId = await vendor.control.start('ana@example.test', definitionId);
    const { body } = await callVendor(vendor, 'job-interview-pdf', {
      export_type: 'pdf',
      interview_result_id: attemptId,
      store_file: true,
    });
    const link = z.object({ pdf_export_url: z.url(), pdf_export_valid_until: z.iso.datetime() }).parse(body);

    const valid = await fetch(link.pdf_export_url);
    expect(valid.headers.get('content-type')).toBe('application/pdf');
    expect(await valid.text()).toMatch(/^%PDF-1\.4\n[\s\S]*%%EOF\n$/);

    const { now } = vendor.control;
    vendor.control.now = () => now() + 3_600_000;
    expect((await fetch(link.pdf_export_url)).status).toBe(403);
  });
});

const stranger = '00000000-0000-4000-8000-000000000000';

test.each([
  ['a call without the key', 'merchant-interview-list', undefined, { authorization: '' }, 401],
  ['an unknown path', 'no-such-function', undefined, {}, 404],
  ['a limit above 1000', 'merchant-interview-list?limit=1001', undefined, {}, 422],
  ['an unknown type', 'merchant-interview-list?type=all', undefined, {}, 422],
  ['an id that is no UUID', 'job-interview-details?interview_result_id=7', undefined, {}, 422],
  ['the details of an unknown result', `job-interview-details?interview_result_id=${stranger}`, undefined, {}, 404],
  ['an unknown definition', `job-interview-get?position_id=${stranger}`, undefined, {}, 404],
  [
    'an invitation to an unknown definition',
    'job-interview-register-users',
    { users: [], interview_id: stranger },
    {},
    422,
  ],
  [
    'another attempt for an unknown result',
    'job-interview-result-request-another-attempt',
    { interview_result_id: stranger },
    {},
    422,
  ],
])('%s is refused in the error envelope', async (_case, path, body, headers, status) => {
  const answer = await callVendor(vendor, path, body, headers);

  expect(answer.status).toBe(status);
  expect(answer.body).toEqual(expect.objectContaining({ error: expect.any(String) }));
});

test('the anonymous key is required once there is one', async () => {
  const strict = await startSandboxVendor({ apiKey: 'key', anonKey: 'anon' });
  try {
    expect((await callVendor(strict, 'merchant-interview-list')).status).toBe(401);
    expect((await callVendor(strict, 'merchant-interview-list', undefined, { apikey: 'anon' })).status).toBe(200);
  } finally {
    await strict.close();
  }
});

test('the token call answers a bare JSON string', async () => {
  const { body } = await callVendor(vendor, 'job-interview-token', {
    type: 'interview-results-for-position',
    interview_id: definitionId,
  });

  expect(body).toEqual(expect.stringContaining('http://'));
});

test('a definition is returned without its own id', async () => {
  const { body } = await callVendor(vendor, `job-interview-get?position_id=${definitionId}`);

  expect(body).toMatchObject({ is_multistage: false, status: 'active', interview_available_till: null });
  expect(body).not.toHaveProperty('id');
});

test('details count time in deciseconds and can be laid over', async () => {
  const attemptId = await vendor.control.start('ana@example.test', definitionId);
  await vendor.control.score(attemptId, 6.4);
  vendor.control.detailsExtra = { ai_interview_coverage_percentage: 12 };

  const { body } = await callVendor(vendor, `job-interview-details?interview_result_id=${attemptId}`);
  expect(body).toMatchObject({ status: 'completed', duration: 9_324, ai_interview_coverage_percentage: 12 });
});
