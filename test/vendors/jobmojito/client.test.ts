import { brotliCompressSync, gzipSync } from 'node:zlib';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Failure, FailureKind } from '../../../src/errors.ts';
import { type HttpClient, openHttpClient, RequestError } from '../../../src/http/request.ts';
import type { CallOptions } from '../../../src/interviews/ports/vendor.ts';
import { limits } from '../../../src/limits.ts';
import { createJobMojito } from '../../../src/vendors/jobmojito/index.ts';
import { withoutNetwork } from '../../../testing/no-network.ts';
import { unlimited } from '../../../testing/unlimited.ts';
import candidateList from '../../fixtures/jobmojito/candidate-list.json' with { type: 'json' };
import detailsAnswer from '../../fixtures/jobmojito/details.json' with { type: 'json' };
import interviewList from '../../fixtures/jobmojito/interview-list.json' with { type: 'json' };
import registered from '../../fixtures/jobmojito/registered.json' with { type: 'json' };
import resultList from '../../fixtures/jobmojito/result-list.json' with { type: 'json' };

type JobMojito = ReturnType<typeof createJobMojito>;

const settings = {
  apiKey: 'the-api-key',
  apiUrl: 'https://vendor.test/functions/v1',
  anonKey: 'the-anon-key',
  webhookSecrets: ['the-secret'],
  sendsEmail: true,
  scoreMax: 10,
};
const templateId = '8a1d0000-0000-4000-8000-0000000000aa';
const attemptId = '3f0c7a52-0000-4000-8000-000000000001';
const invitation = {
  interviewId: 'interview-1',
  expiresAt: 0,
  templateId,
  candidate: { firstName: 'Ana', lastName: 'Novak', email: 'ana@example.test' },
};
const question = { interviewId: 'interview-1', templateId, email: 'ana@example.test' };
const empty = { data: [], pagination: { total: 0, limit: 1000, offset: 0, has_more: false } };
const pageOf = (data: unknown[], has_more = false) => ({ data, pagination: { has_more } });

let http: HttpClient;
let vendor: JobMojito;
/** Names of fields that were not taken, but for those of observations. */
let heard: Set<string>;

withoutNetwork();

beforeEach(() => {
  http = openHttpClient({ connectTimeoutMs: 3000, maxSockets: 8 });
  heard = new Set();
  const onIgnored = (fields: readonly string[]) => {
    for (const field of fields) heard.add(field);
  };
  vendor = createJobMojito(settings, { http, onIgnored });
});

afterEach(() => http.close());

const api = () => nock(settings.apiUrl);
const register = () => api().post('/job-interview-register-users');
const list = (path: string, query: Record<string, string> = {}) =>
  api()
    .get(`/${path}`)
    .query((asked) => Object.entries(query).every(([key, value]) => asked[key] === value));

function failureOf(calling: Promise<unknown>): Promise<Failure> {
  return calling.then(
    () => expect.fail('the call succeeds'),
    (error) => error,
  );
}

/** A vendor behind a network that fails in a way nock cannot play. */
function vendorBehind(failing: RequestError): { vendor: JobMojito; calls: string[] } {
  const calls: string[] = [];
  const broken: HttpClient = {
    ...http,
    request: async ({ method }) => {
      calls.push(method);
      throw failing;
    },
  };
  return { vendor: createJobMojito(settings, { http: broken }), calls };
}

describe('where it does not mail', () => {
  const quiet = () => createJobMojito({ ...settings, sendsEmail: false }, { http });

  test('an answer without a link does not say that the candidate is invited', async () => {
    register().reply(200, [{ ...registered[0], interview_url: null }]);
    const failure = await failureOf(quiet().invite(invitation, unlimited));
    expect(failure).toMatchObject({ kind: 'vendor-unclear', message: 'The vendor gave no link for the candidate' });
  });

  test('an invitation is not searched for, since what is found has no link', () => {
    expect(quiet().find).toBeUndefined();
    expect(quiet().capabilities).toMatchObject({ canFind: 'never', createTwice: 'harmless' });
  });
});

describe('templates', () => {
  test('are the active definitions of both types that were not imported', async () => {
    list('merchant-interview-list', { type: 'interview', status: 'active' }).reply(200, interviewList);
    list('merchant-interview-list', { type: 'assessment', status: 'active' }).reply(200, {
      data: [{ id: 'd-6', name: 'Written English' }, interviewList.data[0]],
    });
    expect((await vendor.listTemplates(unlimited)).templates).toEqual([
      { id: 'd-1', name: 'Customer support' },
      { id: 'd-2', name: 'd-2' },
      { id: 'd-6', name: 'Written English' },
    ]);
  });

  test('come from every page', async () => {
    list('merchant-interview-list', { type: 'assessment' }).reply(200, empty);
    list('merchant-interview-list', { type: 'interview', offset: '0' }).reply(200, pageOf([{ id: 'd-1' }], true));
    list('merchant-interview-list', { type: 'interview', offset: '1' }).reply(200, pageOf([{ id: 'd-2' }]));
    expect((await vendor.listTemplates(unlimited)).templates.map(({ id }) => id)).toEqual(['d-1', 'd-2']);
  });

  test('end where the vendor repeats itself', async () => {
    list('merchant-interview-list', { type: 'assessment' }).reply(200, empty);
    list('merchant-interview-list', { type: 'interview' })
      .twice()
      .reply(200, pageOf([{ id: 'd-1' }], true));
    expect((await vendor.listTemplates(unlimited)).templates).toHaveLength(1);
  });

  describe('on so many pages', () => {
    /** Pages of one template each, of which the last says whether there are more. */
    function pages(isMoreAfterLast: boolean) {
      list('merchant-interview-list', { type: 'assessment' }).reply(200, empty);
      for (let i = 0; i < limits.vendorListPages; i += 1) {
        const isMore = isMoreAfterLast || i < limits.vendorListPages - 1;
        list('merchant-interview-list', { type: 'interview', offset: `${i}` }).reply(
          200,
          pageOf([{ id: `d-${i}` }], isMore),
        );
      }
    }

    test('as a list may have are read', async () => {
      pages(false);
      const { templates, missing } = await vendor.listTemplates(unlimited);
      expect([templates.length, missing]).toEqual([limits.vendorListPages, []]);
    });

    test('that there are more are none, and are not looked for without end', async () => {
      pages(true);
      expect((await vendor.listTemplates(unlimited)).missing).toMatchObject([
        { kind: 'interview', failure: { kind: 'vendor-unclear' } },
      ]);
    });
  });

  test.each([5_000, 100_000])('are read beside rows that are nested %i deep', async (depth) => {
    const deep = '['.repeat(depth) + ']'.repeat(depth);
    const more = '{"id":"d-2","name":{"a":1},"is_ats":[]}';
    const json = `{"data":[${deep},{"id":"d-1","name":"One","extra":${deep}},{"id":${deep}},${more}],"more":${deep}}`;
    list('merchant-interview-list', { type: 'assessment' }).reply(200, empty);
    list('merchant-interview-list', { type: 'interview' }).reply(200, json);
    expect(await vendor.listTemplates(unlimited)).toMatchObject({
      templates: [
        { id: 'd-1', name: 'One' },
        { id: 'd-2', name: 'd-2' },
      ],
      missing: [],
    });
    expect([...heard].toSorted()).toEqual(['is_ats', 'name', 'row']);
  });

  test.each([
    ['all', limits.templatesOfAccount, false],
    ['the newest that an account may have, and it is said that there are more', limits.templatesOfAccount + 1, true],
  ])('are %s of %i', async (_what, length, isCutThere) => {
    const rows = Array.from({ length }, (_, i) => ({ id: `d-${i}` }));
    list('merchant-interview-list', { type: 'assessment' }).reply(200, empty);
    list('merchant-interview-list', { type: 'interview' }).reply(200, pageOf(rows));
    const { templates, isCut } = await vendor.listTemplates(unlimited);
    const most = limits.templatesOfAccount;
    expect([templates.length, templates.at(-1)?.id, isCut]).toEqual([most, `d-${most - 1}`, isCutThere]);
  });

  test.each([false, true])('of both types together are limited for an account (jobs: %s)', async (isJob) => {
    const most = limits.templatesOfAccount;
    const rows = Array.from({ length: most }, (_, i) => ({ id: `d-${i}`, is_multi_stage: isJob }));
    list('merchant-interview-list', { type: 'interview' }).reply(200, pageOf(rows));
    list('merchant-interview-list', { type: 'assessment' }).reply(200, pageOf([{ id: 'a-1', is_multi_stage: isJob }]));
    if (isJob) expect(await vendor.listJobs(unlimited)).toHaveLength(most);
    else expect(await vendor.listTemplates(unlimited)).toMatchObject({ templates: { length: most }, isCut: true });
  });

  describe('are looked for', () => {
    const drafts = (length: number) => pageOf(Array.from({ length }, (_, i) => ({ id: `d-${i}`, status: 'draft' })));

    test('in a page of as many rows as a list may have', async () => {
      list('merchant-interview-list').twice().reply(200, drafts(limits.vendorListRows));
      expect(await vendor.listTemplates(unlimited)).toEqual({ templates: [], missing: [], isCut: false });
    });

    test('but not in one of more rows', async () => {
      list('merchant-interview-list')
        .twice()
        .reply(200, drafts(limits.vendorListRows + 1));
      expect(await failureOf(vendor.listTemplates(unlimited))).toMatchObject({ kind: 'vendor-unclear' });
    });
  });

  test('have names of a length that people read', async () => {
    const rows = Array.from({ length: 7 }, (_, i) => ({ id: `d-${i}`, name: `${i} ${'word '.repeat(200_000)}` }));
    list('merchant-interview-list', { type: 'assessment' }).reply(200, empty);
    list('merchant-interview-list', { type: 'interview' }).reply(200, pageOf(rows));
    const { templates } = await vendor.listTemplates(unlimited);
    expect(templates.map(({ name }) => name.length)).toEqual(Array(7).fill(limits.titleCharacters));
  });

  test('have names on one line and ids without invisible characters', async () => {
    list('merchant-interview-list', { type: 'assessment' }).reply(200, empty);
    list('merchant-interview-list', { type: 'interview' }).reply(
      200,
      pageOf([{ id: 'd-1\u200b', name: 'Customer\r\n\u2028support\u202e' }]),
    );
    expect((await vendor.listTemplates(unlimited)).templates).toEqual([{ id: 'd-1', name: 'Customer support' }]);
  });

  test('are distinguished by the fields that are read, however often they come', async () => {
    const rows = [
      { id: 'd-1', calc_duration: 1 },
      { id: 'd-1', calc_duration: 2 },
    ];
    list('merchant-interview-list', { type: 'assessment' }).reply(200, empty);
    list('merchant-interview-list', { type: 'interview' }).reply(200, pageOf(rows));
    expect((await vendor.listTemplates(unlimited)).templates).toHaveLength(1);
  });

  test('are no jobs: those are the positions of several stages', async () => {
    list('merchant-interview-list', { type: 'interview' }).reply(200, interviewList);
    list('merchant-interview-list', { type: 'assessment' }).reply(200, empty);
    expect(await vendor.listJobs(unlimited)).toEqual([{ id: 'd-4', name: 'Three rounds' }]);
  });
});

describe('an invitation', () => {
  test('names the candidate, carries our id and both keys', async () => {
    nock(settings.apiUrl, {
      reqheaders: { authorization: 'Bearer the-api-key', apikey: 'the-anon-key', 'content-type': 'application/json' },
    })
      .post('/job-interview-register-users', {
        users: [{ name: 'Ana Novak', email: 'ana@example.test', external_id: 'interview-1' }],
        interview_id: templateId,
        send_email: true,
      })
      .reply(200, registered);
    expect(await vendor.invite(invitation, unlimited)).toEqual({
      isEmailed: true,
      link: registered[0]?.interview_url,
    });
  });

  test.each([
    ['rows that are none', { results: [7, ...registered] }, ['row']],
    ['a pagination that is none', { results: registered, pagination: 'all' }, ['pagination']],
    ['a flag for an address', [{ ...registered[0], email: true }], ['email']],
  ])('names %s in an answer as not taken', async (_what, answer, names) => {
    register().reply(200, answer);
    await vendor.invite(invitation, unlimited);
    expect([...heard]).toEqual(names);
  });

  test.each([
    ['in a results array', { results: registered }],
    ['in a data array', { data: registered }],
    ['in capitals', [{ ...registered[0], result: 'OK', interview_url: undefined }]],
    ['by its address alone', [{ ...registered[0], result: null }]],
    ['in a row found by our id', [{ result: 'Error: no' }, { external_id: 'interview-1', result: 'ok' }]],
    ['in a row found by the e-mail', [{ result: 'Error: no' }, { email: 'ANA@example.test', result: 'ok' }]],
  ])('is accepted %s', async (_case, answer) => {
    register().reply(200, answer);
    await vendor.invite(invitation, unlimited);
  });

  test.each([
    ['is accepted in the last row that is looked at', limits.vendorListRows, undefined],
    ['is unclear where only a row beyond those has our id', limits.vendorListRows + 1, 'vendor-unclear'],
  ])('%s', async (_what, row, kind) => {
    const others = Array.from({ length: row - 1 }, () => ({ result: 'ok' }));
    register().reply(200, [...others, { external_id: 'interview-1', result: 'ok' }]);
    const outcome = await vendor.invite(invitation, unlimited).then(
      () => undefined,
      (failure: Failure) => failure.kind,
    );
    expect(outcome).toBe(kind);
  });

  test.each<[string, FailureKind, number, unknown]>([
    ['a row with an error', 'vendor-refused', 200, [{ ...registered[0], result: 'Error: No credits left' }]],
    ['a row without a result', 'vendor-unclear', 200, [{ external_id: 'interview-1' }]],
    ['a row with a new word', 'vendor-unclear', 200, [{ external_id: 'interview-1', result: 'Skipped' }]],
    ['no row', 'vendor-unclear', 200, []],
    ['rows of others', 'vendor-unclear', 200, [{ result: 'ok' }, { result: 'ok' }]],
    ['no list', 'vendor-unclear', 200, { error: 'odd' }],
    ['no JSON', 'vendor-unclear', 200, '<html>'],
    ['nothing', 'vendor-unclear', 204, ''],
    ['a redirect', 'vendor-unclear', 302, ''],
    ['a refusal', 'vendor-refused', 422, { error: 'Interview not found', name: 'interview_id' }],
    ['an unknown key', 'vendor-key-rejected', 401, { error: 'ana@example.test is not allowed' }],
    ['a key without the right', 'vendor-refused', 403, { error: 'Merchant not permitted' }],
    ['too many calls', 'vendor-not-reached', 429, {}],
    ['a time-out', 'vendor-unclear', 408, {}],
    ['a fault', 'vendor-unclear', 500, {}],
    ['a gateway', 'vendor-unclear', 503, {}],
  ])('that meets %s is %s, and sent once', async (_case, kind, status, answer) => {
    register().reply(status, answer as nock.Body);
    expect(await failureOf(vendor.invite(invitation, unlimited))).toMatchObject({ kind });
  });

  test.each<[string, number, nock.Body, boolean]>([
    ['no invitations left', 200, { invitations_available: 0 }, true],
    ['fewer than none', 200, { invitations_available: '-2' }, true],
    ['some left', 200, { invitations_available: 3 }, false],
    ['no limit', 200, { invitations_available: null }, false],
    ['nothing of it', 200, {}, false],
    ['that we may not know', 403, {}, false],
  ])('that is refused while the account has %s is for want of credits: %#', async (_case, status, answer, lacks) => {
    register().reply(200, [{ ...registered[0], result: 'Error: No more candidates' }]);
    api().get('/merchant-status').reply(status, answer);
    const failure = await failureOf(vendor.invite(invitation, unlimited));
    expect([failure.kind, failure.lacksCredits]).toEqual(['vendor-refused', lacks]);
    expect(failure.message).toBe('The vendor refused: No more candidates');
  });

  test.each([
    [true, 'vendor-unclear'],
    [false, 'vendor-not-reached'],
  ])('on a connection that breaks is sent once, and if it was sent (%s) the outcome is %s', async (wasSent, kind) => {
    const { vendor, calls } = vendorBehind(new RequestError('network', wasSent, 'broken'));
    expect(await failureOf(vendor.invite(invitation, unlimited))).toMatchObject({ kind });
    expect(calls).toEqual(['POST']);
  });
});

describe('the words of a refusal', () => {
  const words = async (error: string) => {
    register().reply(422, { error });
    return (await failureOf(vendor.invite(invitation, unlimited))).message;
  };

  test("are the vendor's", async () => {
    expect(await words('Interview not found')).toBe('The vendor refused: Interview not found');
  });

  test('hold no key, no secret, no address and no line break', async () => {
    const told = await words(
      'bad the-api-key,\r\n\u001b[31mthe-anon-key the-secret\u0000 of ana@example.test at https://x.test/?token=1',
    );
    expect(told).toBe('The vendor refused: bad [secret], [31m[secret] [secret] of [e-mail] at [link]');
  });

  test('are few', async () => {
    const few = 'x'.repeat(limits.refusalCharacters);
    for (const more of ['', 'x', few.repeat(25)]) {
      expect(await words(few + more)).toBe(`The vendor refused: ${few}`);
    }
  });

  test('may be missing', async () => {
    register().reply(404, '<html>');
    expect((await failureOf(vendor.invite(invitation, unlimited))).message).toBe('The vendor refused: status 404');
  });

  test('do not blame the candidate for our key', async () => {
    register().reply(401, { error: 'Invalid JWT' });
    expect((await failureOf(vendor.invite(invitation, unlimited))).message).toBe('The vendor refused the API key');
  });
});

describe('how long to wait', () => {
  test.each([
    [429, '7', 7000],
    [503, '7', 7000],
    [429, undefined, undefined],
    [429, 'soon', undefined],
    [503, '0', 1_000],
    [429, '99999999999', 7 * 86_400_000],
    [429, 'Friday, 01-Jan-99 00:00:00 GMT', 1_000],
    [429, 'Fri Jan  1 00:00:00 2999', 7 * 86_400_000],
  ])('is taken from a %i with Retry-After %j', async (status, header, retryAfterMs) => {
    list('job-interview-details').reply(status, {}, header === undefined ? {} : { 'retry-after': header });
    // A read without a time to wait may be repeated at once after a fault, which is another test's matter.
    expect(await failureOf(vendor.fetchDetails(attemptId, 1, unlimited))).toMatchObject({ retryAfterMs });
  });

  test('may be a date', async () => {
    const at = new Date(Date.now() + 60_000).toUTCString();
    list('job-interview-details').reply(429, {}, { 'retry-after': at });
    const { retryAfterMs } = await failureOf(vendor.fetchDetails(attemptId, 1, unlimited));
    expect(retryAfterMs).toBeGreaterThan(50_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  });
});

describe('a read', () => {
  test('is tried a second time after a fault', async () => {
    list('job-interview-details').reply(500, {});
    list('job-interview-details').reply(200, detailsAnswer);
    expect(await vendor.fetchDetails(attemptId, 1, unlimited)).toMatchObject({ durationSeconds: 932 });
  });

  test('is not tried a third time', async () => {
    list('job-interview-details').twice().reply(502, {});
    expect(await failureOf(vendor.fetchDetails(attemptId, 1, unlimited))).toMatchObject({ kind: 'vendor-unclear' });
  });

  test.each([
    ['network', 2],
    ['connect', 2],
    ['timeout', 1],
    ['too-large', 1],
  ] as const)('after a failure of the kind %s is tried %i times', async (reason, times) => {
    const { vendor, calls } = vendorBehind(new RequestError(reason, false, 'broken'));
    await failureOf(vendor.fetchDetails(attemptId, 1, unlimited));
    expect(calls).toHaveLength(times);
  });

  test.each<[string, Record<string, string>, Buffer]>([
    ['packed', { 'content-encoding': 'gzip' }, gzipSync(JSON.stringify(detailsAnswer))],
    ['with a byte order mark', {}, Buffer.from(`\uFEFF${JSON.stringify(detailsAnswer)}`)],
    ['packed with a byte order mark', { 'content-encoding': 'br' }, brotliCompressSync(`\uFEFF{"transcript":[]}`)],
    ['packed in its header alone', { 'content-encoding': 'br' }, Buffer.from(JSON.stringify(detailsAnswer))],
    ['called packed for its character set', { 'content-encoding': 'utf-8' }, Buffer.from('{"transcript":[]}')],
  ])('is understood %s', async (_what, headers, answer) => {
    list('job-interview-details').reply(200, answer, headers);
    expect(await vendor.fetchDetails(attemptId, 1, unlimited)).toMatchObject({ attemptId, source: 'details' });
  });

  test.each([
    ['gzip', gzipSync('{}').subarray(0, -9)],
    ['br', brotliCompressSync('{"transcript":[]}').subarray(0, -5)],
    ['zstd', Buffer.from('28b52ffd04001100007b7d', 'hex')],
  ])('that cannot be decompressed (%s) is unclear', async (packing, answer) => {
    list('job-interview-details').reply(200, answer, { 'content-encoding': packing });
    expect(await failureOf(vendor.fetchDetails(attemptId, 1, unlimited))).toMatchObject({
      kind: 'vendor-unclear',
      message: 'The vendor gave an unreadable answer (of no type)',
    });
  });

  test('that refuses the key and cannot be decompressed still counts as a refusal of the key', async () => {
    list('job-interview-details').reply(401, 'odd', { 'content-encoding': 'br' });
    expect(await failureOf(vendor.fetchDetails(attemptId, 1, unlimited))).toMatchObject({
      kind: 'vendor-key-rejected',
    });
  });

  test('is never tried again after a refusal', async () => {
    list('job-interview-details').reply(404, { error: 'Not found' });
    expect(await failureOf(vendor.fetchDetails(attemptId, 1, unlimited))).toMatchObject({ kind: 'vendor-refused' });
  });

  test.each([5_000, 100_000])('may be nested %i deep', async (depth) => {
    const deep = '['.repeat(depth) + ']'.repeat(depth);
    const turn = `{"is_answer":true,"question_asked":"Why?","score":4,"answer_assessment_raw_data":${deep}}`;
    const other = `"ai_analysis_other":{"strengths_concerns":{"strengths":${deep}},"takeaways":${deep}}`;
    const json = `{"status":"completed","duration":50,${other},"transcript":[${turn},${deep}],"score":${deep}}`;
    list('job-interview-details').reply(200, json);
    expect(await vendor.fetchDetails(attemptId, 1, unlimited)).toEqual({
      attemptId,
      source: 'details',
      at: 1,
      state: 'finished',
      isSubmitted: false,
      durationSeconds: 5,
      questions: [{ question: 'Why?', score: { points: 4, of: 10 } }],
      hasTranscript: true,
      ignored: ['transcript[]', 'ai_analysis_other.strengths_concerns.strengths'],
    });
  });

  /** An answer of so many bytes, nearly all of which is not read. */
  function detailsOf(bytes: number): string {
    const transcript = [{ ...detailsAnswer.transcript[1], answer_assessment_raw_data: '' }];
    const answer = JSON.stringify({ ...detailsAnswer, transcript });
    return answer.padEnd(bytes, ' ');
  }

  test('may be as large as an answer may be', async () => {
    const answer_assessment_raw_data = 'x'.repeat(limits.vendorAnswerBytes - detailsOf(0).length);
    const transcript = [{ ...detailsAnswer.transcript[1], answer_assessment_raw_data }];
    const answer = JSON.stringify({ ...detailsAnswer, transcript });
    expect(answer.length).toBe(limits.vendorAnswerBytes);
    list('job-interview-details').reply(200, answer);
    const details = await vendor.fetchDetails(attemptId, 1, unlimited);
    expect(details.questions).toEqual([{ question: 'Why us, Ana?', score: { points: 4, of: 10 } }]);
    expect(JSON.stringify(details).length).toBeLessThan(1000);
  });

  test.each([
    ['as it comes', (answer: string) => answer, {}],
    ['unpacked', (answer: string) => gzipSync(answer), { 'content-encoding': 'gzip' }],
  ])('that is a byte larger %s counts as not answered', async (_what, packed, headers: Record<string, string>) => {
    list('job-interview-details').reply(200, packed(detailsOf(limits.vendorAnswerBytes + 1)), headers);
    expect(await failureOf(vendor.fetchDetails(attemptId, 1, unlimited))).toMatchObject({
      kind: 'vendor-unclear',
      message: 'The vendor did not answer',
    });
  });
});

describe('every call made for one question', () => {
  test.each<[string, (vendor: JobMojito, options: CallOptions) => Promise<unknown>]>([
    ['an invitation', (vendor, options) => vendor.invite(invitation, options)],
    ['templates', (vendor, options) => vendor.listTemplates(options)],
    ['jobs', (vendor, options) => vendor.listJobs(options)],
    ['attempts', (vendor, options) => vendor.fetch(question, 1, options)],
    [
      'finding an invitation',
      (vendor, options) => vendor.find?.(invitation, options) ?? expect.fail('it cannot be searched'),
    ],
    ['details', (vendor, options) => vendor.fetchDetails(attemptId, 1, options)],
    ['a report', (vendor, options) => vendor.makeReport(attemptId, options)],
  ])('ends with its signal: %s', async (_what, ask) => {
    const { signal } = new AbortController();
    const given = new Set<AbortSignal>();
    const request: HttpClient['request'] = async (wanted) => {
      given.add(wanted.signal);
      return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(empty)) };
    };
    await ask(createJobMojito(settings, { http: { ...http, request } }), { signal }).catch(() => undefined);
    expect(given).toEqual(new Set([signal]));
  });

  test('waits for its turn no longer than its signal says', async () => {
    const silent = createJobMojito(settings, { http: { ...http, request: () => new Promise(() => undefined) } });
    for (let i = 0; i < limits.vendorCallsOfAccount; i += 1) void silent.fetchDetails(attemptId, 1, unlimited);
    const giving = new AbortController();
    const late = failureOf(silent.invite(invitation, { signal: giving.signal }));
    giving.abort();
    const kind = 'vendor-not-reached';
    expect(await late).toMatchObject({ kind });
    expect(await failureOf(silent.invite(invitation, { signal: giving.signal }))).toMatchObject({ kind });
  });
});

test('the calls of an account in progress are limited', async () => {
  let running = 0;
  let most = 0;
  const slow: HttpClient = {
    ...http,
    request: async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      return { status: 200, headers: {}, body: Buffer.from('{}') };
    },
  };
  const vendor = createJobMojito(settings, { http: slow });
  await Promise.all(
    Array.from({ length: 4 * limits.vendorCallsOfAccount }, () => vendor.fetchDetails(attemptId, 1, unlimited)),
  );
  expect(most).toBe(limits.vendorCallsOfAccount);
});

describe('while reports are made', () => {
  /** Reports are made until the test says so, or it is transcripts that are; all else is answered at once. */
  function slowReports(slow = /pdf/) {
    const making: (() => void)[] = [];
    const request: HttpClient['request'] = async ({ url }) => {
      if (slow.test(url)) await new Promise<void>((made) => making.push(made));
      const answer = { pdf_export_url: 'https://files.example.test/1.pdf' };
      return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(answer)) };
    };
    return { vendor: createJobMojito(settings, { http: { ...http, request } }), making };
  }

  test('the reports being made for an account are limited, and other calls go on', async () => {
    const { vendor, making } = slowReports();
    const reports = Array.from({ length: 12 }, () => vendor.makeReport(attemptId, unlimited));
    await vendor.fetchDetails(attemptId, 1, unlimited);
    expect(making).toHaveLength(limits.reportsMadeOfAccount);
    while (making.length > 0) {
      making.shift()?.();
      await new Promise(setImmediate);
    }
    expect(await Promise.all(reports)).toHaveLength(12);
  });

  test('calls beyond the longest queue are refused as busy', async () => {
    const { vendor, making } = slowReports();
    const most = limits.reportsMadeOfAccount + limits.reportsWaitingOfAccount;
    const reports = Array.from({ length: most }, () => vendor.makeReport(attemptId, unlimited));
    expect(await failureOf(vendor.makeReport(attemptId, unlimited))).toMatchObject({ kind: 'busy' });
    while (making.length > 0) {
      making.shift()?.();
      await new Promise(setImmediate);
    }
    expect(await Promise.all(reports)).toHaveLength(most);
  });

  test('readers of transcripts wait for each other, and keep no other call waiting', async () => {
    const { vendor, making } = slowReports(/details/);
    const most = limits.transcriptsOfAccount + limits.transcriptsWaiting;
    const transcripts = Array.from({ length: most }, () => vendor.fetchTranscript(attemptId, unlimited));
    await vendor.makeReport(attemptId, unlimited);
    expect(making).toHaveLength(limits.transcriptsOfAccount);
    expect(await failureOf(vendor.fetchTranscript(attemptId, unlimited))).toMatchObject({ kind: 'busy' });
    while (making.length > 0) {
      making.shift()?.();
      await new Promise(setImmediate);
    }
    expect(await Promise.all(transcripts)).toHaveLength(most);
  });
});

describe('what was said', () => {
  const details = (query = { interview_result_id: attemptId }) => list('job-interview-details', query);
  const transcript = () => vendor.fetchTranscript(attemptId, unlimited);

  test('is asked for by the attempt, and each question stands before its answer', async () => {
    details().reply(200, detailsAnswer);
    expect(await transcript()).toEqual({
      turns: [
        { speaker: 'interviewer', text: 'Why us, Ana?' },
        { speaker: 'candidate', text: 'I live around the corner.' },
        { speaker: 'interviewer', text: 'Anything else?' },
        { speaker: 'candidate', text: 'No.' },
      ],
      isCut: false,
    });
  });

  test.each<[string, { transcript?: unknown }]>([
    ['is not there', {}],
    ['is null', { transcript: null }],
    ['is empty', { transcript: [] }],
    ['is no list', { transcript: 'Why us?' }],
  ])('is nothing where it %s', async (_what, answer) => {
    details().reply(200, answer as nock.Body);
    expect(await transcript()).toEqual({ turns: [], isCut: false });
    expect([...heard]).toEqual(typeof answer.transcript === 'string' ? ['transcript'] : []);
  });

  test('is nothing where the result was deleted', async () => {
    details().reply(404, { error: 'Not found' });
    expect(await transcript()).toEqual({ turns: [], isCut: false });
  });

  test.each<[string, number, nock.Body, FailureKind]>([
    ['no object', 200, 'null', 'vendor-unclear'],
    ['no JSON', 200, '<html>', 'vendor-unclear'],
    ['a refusal', 422, { error: 'Unknown result' }, 'vendor-refused'],
    ['a refusal of the key', 401, {}, 'vendor-key-rejected'],
    ['a wish for fewer calls', 429, {}, 'vendor-not-reached'],
  ])('does not come with %s', async (_what, status, answer, kind) => {
    details().reply(status, answer);
    expect(await failureOf(transcript())).toMatchObject({ kind });
  });

  test('is cut where it is longer than all that is taken', async () => {
    const turn = { is_answer: true, question_asked: 'Go on.', answer: 'x'.repeat(limits.analysisCharacters) };
    details().reply(200, { transcript: Array.from({ length: 9 }, () => turn) });
    const { turns, isCut } = await transcript();
    const characters = turns.reduce((sum, { text }) => sum + text.length, 0);
    expect([characters, isCut]).toEqual([limits.transcriptCharacters, true]);
  });
});

describe('an invitation is found', () => {
  const candidates = (answer: nock.Body) =>
    list('merchant-candidate-list', { filter_text: 'ana@example.test' }).reply(200, answer);
  const results = (rows: unknown[]) => {
    const query = { filter_text: 'ana@example.test', interview_id: templateId };
    list('merchant-result-list', { ...query, type: 'interview' }).reply(200, pageOf(rows));
    list('merchant-result-list', { ...query, type: 'assessment' }).reply(200, empty);
  };

  test('on the candidate', async () => {
    candidates(candidateList);
    expect(await vendor.find?.(invitation, unlimited)).toEqual({ isEmailed: true });
  });

  test.each(['Ana <ana@example.test>', '"Novak, Ana" <mailto:Ana@Example.test>', 'ana at example.test', '', null])(
    'on the candidate by our id, whose address is %j',
    async (email) => {
      candidates(pageOf([{ ...candidateList.data[1], external_id: 'interview-1', email }]));
      expect(await vendor.find?.(invitation, unlimited)).toEqual({ isEmailed: true });
    },
  );

  test('on an attempt, where the candidate carries a later one', async () => {
    candidates(pageOf([{ ...candidateList.data[1], external_id: 'interview-2' }]));
    results(resultList.data);
    expect(await vendor.find?.(invitation, unlimited)).toEqual({ isEmailed: true });
  });

  test('under another spelling of the address, after each was asked for', async () => {
    const candidate = { ...invitation.candidate, email: 'jörg@exämple.test' };
    const row = { id: 'c-1', email: 'jörg@xn--exmple-cua.test', external_id: '\u200binterview-1' };
    const asked: unknown[] = [];
    list('merchant-candidate-list')
      .times(4)
      .reply((uri) => {
        const text = new URL(uri, settings.apiUrl).searchParams.get('filter_text');
        asked.push(text);
        return [200, text === row.email ? pageOf([row]) : empty];
      });
    expect(await vendor.find?.({ ...invitation, candidate }, unlimited)).toEqual({ isEmailed: true });
    expect(new Set(asked).size).toBe(4);
  });

  test('nowhere, and it is said that an id could not be read', async () => {
    candidates(pageOf([{ ...candidateList.data[1], external_id: [7] }]));
    results([]);
    expect(await vendor.find?.(invitation, unlimited)).toBeUndefined();
    expect([...heard]).toEqual(['external_id']);
  });

  test('among rows that are the same but for their own id, on a later page', async () => {
    const nameless = (page: number) => Array.from({ length: 2 }, (_, i) => ({ id: `c-${page}-${i}`, email: null }));
    list('merchant-candidate-list', { offset: '0' }).reply(200, pageOf(nameless(1), true));
    list('merchant-candidate-list', { offset: '2' }).reply(200, pageOf(nameless(2), true));
    list('merchant-candidate-list', { offset: '4' }).reply(200, candidateList);
    expect(await vendor.find?.(invitation, unlimited)).toEqual({ isEmailed: true });
  });

  test.each([
    ['our id is on another person', { email: 'diana@example.test' }],
    ['our id is on another person with a name', { email: 'Ana <diana@example.test>' }],
    ['another id is on the candidate', { external_id: 'interview-2' }],
    ['no id is on the candidate', { external_id: null }],
  ])('nowhere where %s', async (_case, change) => {
    candidates(pageOf([{ ...candidateList.data[1], ...change }]));
    results([{ ...resultList.data[0], candidate_email: 'ana@example.test', external_id: null }]);
    expect(await vendor.find?.(invitation, unlimited)).toBeUndefined();
  });
});

describe('attempts', () => {
  const [row] = resultList.data;
  const attemptsAmong = async (rows: unknown[], change: object = {}) => {
    list('merchant-result-list', { type: 'interview', interview_id: templateId }).reply(200, pageOf(rows));
    list('merchant-result-list', { type: 'assessment', interview_id: templateId }).reply(200, empty);
    return (await vendor.fetch({ ...question, ...change }, 1000, unlimited)).map((each) => each.attemptId);
  };
  const other = { ...row, id: '0aa00000-0000-4000-8000-000000000002', interview_result_id: 'attempt-2' };

  test('are looked for by e-mail, newest changes first', async () => {
    const query = { filter_text: 'ana@example.test', order_by: 'updated_at_newest', limit: '1000' };
    list('merchant-result-list', { ...query, type: 'interview' }).reply(200, empty);
    list('merchant-result-list', { ...query, type: 'assessment' }).reply(200, resultList);
    expect(await vendor.fetch(question, 1000, unlimited)).toMatchObject([{ attemptId, at: 1000, source: 'fetch' }]);
  });

  test('are looked for by the profile once it is known, whatever the e-mail is by then', async () => {
    const candidateRef = 'c0ffee00-0000-4000-8000-0000000000cc';
    list('merchant-result-list', { profile_interview_id: candidateRef, type: 'interview' }).reply(
      200,
      pageOf([{ ...row, candidate_email: 'ana.novak@example.test' }]),
    );
    list('merchant-result-list', { profile_interview_id: candidateRef, type: 'assessment' }).reply(200, empty);
    expect(await vendor.fetch({ ...question, candidateRef }, 1000, unlimited)).toHaveLength(1);
  });

  test.each([
    ['of another person', { candidate_email: 'diana@example.test' }],
    ['at another template', { definition_id: 'another' }],
    ['that have not begun', { interview_result_id: null }],
  ])('%s do not count', async (_case, change) => {
    expect(await attemptsAmong([{ ...other, ...change }, row])).toEqual([attemptId]);
  });

  test.each([5_000, 100_000])('count although rows are nested %i deep', async (depth) => {
    const deep = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    const json = JSON.stringify(pageOf([{ ...row, recruiter_risks: 'deep' }, 7])).replace('"deep"', deep);
    list('merchant-result-list', { type: 'interview' }).reply(200, json);
    list('merchant-result-list', { type: 'assessment' }).reply(200, empty);
    expect(await vendor.fetch(question, 1000, unlimited)).toMatchObject([
      { attemptId, score: { points: 5.12, of: 10 } },
    ]);
  });

  test('are the newest of a candidate that a record has room for', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => ({
      ...row,
      id: `row-${i}`,
      interview_result_id: `attempt-${i}`,
      created_at: new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString(),
    }));
    const found = await attemptsAmong(rows);
    const most = limits.attemptsOfRecord;
    expect([found.length, found[0], found.at(-1)]).toEqual([most, 'attempt-299', `attempt-${300 - most}`]);
  });

  test('are found once, whatever the number of rows', async () => {
    expect(await attemptsAmong([row, { ...row, id: 'another-row' }])).toEqual([attemptId]);
  });

  test('of another interview do not count beside one that carries our id', async () => {
    expect(await attemptsAmong([{ ...other, external_id: 'interview-2' }, row])).toEqual([attemptId]);
    expect(await attemptsAmong([{ ...other, external_id: null }, row])).toEqual(['attempt-2', attemptId]);
  });

  test('count although a later invitation has overwritten our id everywhere', async () => {
    expect(await attemptsAmong([{ ...row, external_id: 'interview-2' }])).toEqual([attemptId]);
  });
});

describe('a report', () => {
  const make = () =>
    api().post('/job-interview-pdf', { interview_result_id: attemptId, export_type: 'pdf', store_file: true });

  test('is made and linked', async () => {
    const url = 'https://files.example.test/1.pdf';
    make().reply(200, { pdf_export_url: url, pdf_export_valid_until: '2026-03-02T10:00:00Z' });
    expect(await vendor.makeReport(attemptId, unlimited)).toEqual({
      url,
      validUntil: Date.parse('2026-03-02T10:00:00Z'),
    });
  });

  test('that may have cost something is not asked for twice', async () => {
    make().reply(500, {});
    expect(await failureOf(vendor.makeReport(attemptId, unlimited))).toMatchObject({ kind: 'vendor-unclear' });
  });

  test('without a usable address is none', async () => {
    make().reply(200, { pdf_export_url: 'javascript:alert(1)' });
    expect(await failureOf(vendor.makeReport(attemptId, unlimited))).toMatchObject({ kind: 'vendor-unclear' });
  });
});

test("the result has a page in the vendor's application", () => {
  expect(vendor.resultPageOf('a/b')).toBe('https://app.jobmojito.com/interview_results/result/a%2Fb');
});
