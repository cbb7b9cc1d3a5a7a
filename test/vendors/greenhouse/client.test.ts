import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HttpClient, openHttpClient } from '../../../src/http/request.ts';
import { limits } from '../../../src/limits.ts';
import { createGreenhouseVendor } from '../../../src/vendors/greenhouse/index.ts';
import { withoutNetwork } from '../../../testing/no-network.ts';
import { unlimited } from '../../../testing/unlimited.ts';
import { settingsAt } from './settings-at.ts';

const urls = {
  listTests: 'https://lists.test/list-tests',
  sendTest: 'https://vendor.test/exec?do=send',
  testStatus: 'https://vendor.test/exec?do=status',
  responseError: 'https://vendor.test/errors',
};
const basic = `Basic ${Buffer.from('the-key:').toString('base64')}`;
const invitation = {
  interviewId: 'main_1',
  templateId: 'voice',
  candidate: { firstName: 'Ana', email: 'ana@example.test' },
  jobTitle: 'Operations Manager',
  expiresAt: 0,
};
const subject = { interviewId: 'main_1', templateId: 'voice', email: 'ana@example.test', ref: '77' };

let http: HttpClient;
let heard: string[];

withoutNetwork();

beforeEach(() => {
  http = openHttpClient({ connectTimeoutMs: 3000, maxSockets: 8 });
  heard = [];
});
afterEach(() => http.close());

function vendorWith(change: object = {}) {
  return createGreenhouseVendor(
    { ...settingsAt({ urls }), ...change },
    {
      http,
      account: 'main',
      publicUrl: 'https://bridge.test/base',
      now: Date.now,
      onIgnored: (fields) => void heard.push(...fields),
    },
  );
}

const at = (url: string) => nock(new URL(url).origin, { reqheaders: { authorization: basic } });

describe('the list of tests', () => {
  test('is read whether ids are texts or numbers, and a test without a name has its id', async () => {
    const tests = [
      { partner_test_id: 'a', partner_test_name: 'Voice' },
      { partner_test_id: 12, partner_test_name: 'Video' },
      { partner_test_id: 'c', partner_test_name: null },
      { partner_test_id: 'a', partner_test_name: 'Voice again' },
    ];
    at(urls.listTests).get('/list-tests').reply(200, tests);
    const { templates } = await vendorWith().listTemplates(unlimited);
    expect(templates).toEqual([
      { id: 'a', name: 'Voice again' },
      { id: '12', name: 'Video' },
      { id: 'c', name: 'c' },
    ]);
    expect(heard).toEqual([]);
  });

  test('is read as far as it is well-formed, and the faults are named', async () => {
    const tests = [{ partner_test_id: {} }, { partner_test_id: 'b', partner_test_name: 5 }];
    at(urls.listTests).get('/list-tests').reply(200, tests);
    expect((await vendorWith().listTemplates(unlimited)).templates).toEqual([{ id: 'b', name: 'b' }]);
    expect(heard).toEqual(['tests[]', 'tests[].partner_test_name']);
  });

  test.each([{ tests: [] }, 'none', 5])('that is %j is unreadable', async (body) => {
    at(urls.listTests).get('/list-tests').reply(200, JSON.stringify(body));
    await expect(vendorWith().listTemplates(unlimited)).rejects.toMatchObject({
      kind: 'vendor-unclear',
      message: 'The vendor gave an unreadable answer to list_tests',
    });
  });

  test('that is a page says which address to check', async () => {
    at(urls.listTests).get('/list-tests').reply(200, '<html>', { 'content-type': 'text/html' });
    await expect(vendorWith().listTemplates(unlimited)).rejects.toMatchObject({
      remedy: 'Check GREENHOUSE_LIST_TESTS_URL; ask the vendor if it is right',
    });
  });

  test('has so many templates at most', async () => {
    const tests = Array.from({ length: limits.templatesOfAccount + 1 }, (_, i) => ({ partner_test_id: i }));
    at(urls.listTests).get('/list-tests').reply(200, tests);
    const { templates, isCut } = await vendorWith().listTemplates(unlimited);
    expect([templates.length, isCut]).toEqual([limits.templatesOfAccount, true]);
  });
});

describe('an invitation', () => {
  test('sends what is absent as null, and only addresses of the bridge', async () => {
    let body: Record<string, unknown> = {};
    at(urls.sendTest)
      .post('/exec?do=send', (sent) => {
        body = sent;
        return true;
      })
      .reply(200, { partner_interview_id: 77 });
    expect(await vendorWith().invite(invitation, unlimited)).toEqual({ ref: '77', isEmailed: true });
    expect(body).toEqual({
      partner_test_id: 'voice',
      candidate: {
        first_name: 'Ana',
        last_name: '-',
        preferred_name: null,
        resume_url: null,
        phone_number: null,
        email: 'ana@example.test',
        greenhouse_profile_url: expect.stringMatching(/^https:\/\/bridge\.test\/base\/candidates\/main_1\.[\w-]{32}$/),
      },
      sent_by: null,
      url: expect.stringMatching(/^https:\/\/bridge\.test\/base\/webhooks\/greenhouse\/main\/main_1\.[\w-]{32}$/),
    });
    expect(JSON.stringify(body)).not.toMatch(/greenhouse\.io/);
  });

  test('has the same addresses each time, and each interview has others', async () => {
    const seen: string[] = [];
    at(urls.sendTest)
      .post('/exec?do=send', ({ url, candidate }) => seen.push(`${url} ${candidate.greenhouse_profile_url}`) > 0)
      .times(3)
      .reply(200, { partner_interview_id: 'x' });
    const vendor = vendorWith();
    for (const interviewId of ['main_1', 'main_1', 'main_2']) {
      await vendor.invite({ ...invitation, interviewId }, unlimited);
    }
    expect(new Set(seen).size).toBe(2);
    expect(seen[0]).toBe(seen[1]);
  });

  test('has the addresses of before under another key, where the secret that makes them is kept', async () => {
    const seen: string[] = [];
    nock('https://vendor.test')
      .post('/exec?do=send', ({ url, candidate }) => seen.push(url, candidate.greenhouse_profile_url) > 0)
      .times(3)
      .reply(200, { partner_interview_id: 'x' });
    const changed = { apiKey: 'a-new-key' };
    for (const settings of [{}, { ...changed, addressSecret: 'the-key' }, changed]) {
      await vendorWith(settings).invite(invitation, unlimited);
    }
    expect(seen.slice(2, 4)).toEqual(seen.slice(0, 2));
    expect(new Set(seen).size).toBe(4);
  });

  test.each([
    [400, { error: 'url is not allowed' }, 'vendor-refused', 'The vendor refused: url is not allowed'],
    [422, { errors: ['No seats', 'more'] }, 'vendor-refused', 'The vendor refused: No seats'],
    [422, { errors: [{ message: 'No seats' }] }, 'vendor-refused', 'The vendor refused: No seats'],
    [422, { message: 'No seats for Ana' }, 'vendor-refused', 'The vendor refused: No seats for [name]'],
    [404, {}, 'vendor-refused', 'The vendor refused: status 404'],
    [401, {}, 'vendor-key-rejected', 'The vendor refused the API key'],
    [500, { error: 'the-key failed' }, 'vendor-unclear', 'The vendor answered 500'],
    [400, { error: 'the-key is bad' }, 'vendor-refused', 'The vendor refused: [secret] is bad'],
  ])('that is answered %d %j is %s', async (status, body, kind, message) => {
    at(urls.sendTest).post('/exec?do=send').reply(status, body);
    await expect(vendorWith().invite(invitation, unlimited)).rejects.toMatchObject({ kind, message });
  });

  test.each([
    ['{"partner_interview_id":null}', ['partner_interview_id']],
    ['{}', ['partner_interview_id']],
    ['[{"partner_interview_id":"77"}]', ['send_test']],
    ['null', ['send_test']],
    ['<html>', ['send_test']],
  ])('that is answered %s is unclear, and the fault is named', async (answer, unread) => {
    at(urls.sendTest).post('/exec?do=send').reply(200, answer);
    await expect(vendorWith().invite(invitation, unlimited)).rejects.toMatchObject({ kind: 'vendor-unclear', unread });
  });

  test('that is refused has nothing that could not be read', async () => {
    at(urls.sendTest).post('/exec?do=send').reply(400, '<html>');
    await expect(vendorWith().invite(invitation, unlimited)).rejects.toMatchObject({
      kind: 'vendor-refused',
      unread: [],
    });
  });
});

describe('the status', () => {
  test('is asked beside the query that the address has, of each reference', async () => {
    at(urls.testStatus).get('/exec?do=status&partner_interview_id=a%26b').reply(200, { partner_status: 'sent' });
    at(urls.testStatus).get('/exec?do=status&partner_interview_id=old').reply(404);
    const found = await vendorWith().fetch({ ...subject, ref: 'a&b', earlierRefs: ['old'] }, 5, unlimited);
    expect(found).toMatchObject([{ attemptId: 'a&b', state: 'running', at: 5 }]);
  });

  test('keeps the order of its metadata, whatever the names are', async () => {
    const answer = '{"partner_status":"sent","metadata":{"Zeal":1,"2":2,"1":3,"\\u0030":4}}';
    at(urls.testStatus).get('/exec?do=status&partner_interview_id=77').reply(200, answer);
    const [found] = await vendorWith().fetch(subject, 5, unlimited);
    expect(found?.remarks?.map(({ label, value }) => [label, value])).toEqual([
      ['Zeal', 1],
      ['2', 2],
      ['1', 3],
      ['0', 4],
    ]);
  });

  test('is not asked where the vendor gave no reference', async () => {
    const { ref: _ref, ...unknown } = subject;
    expect(await vendorWith().fetch(unknown, 5, unlimited)).toEqual([]);
  });

  test.each([['[]'], ['"complete"'], ['null'], ['7'], ['<html>']])('that is %s is unreadable', async (body) => {
    at(urls.testStatus).get('/exec?do=status&partner_interview_id=77').reply(200, body);
    await expect(vendorWith().fetch(subject, 5, unlimited)).rejects.toMatchObject({
      kind: 'vendor-unclear',
      unread: ['test_status'],
    });
  });
});

describe('a complaint', () => {
  test('says in words what is wrong, about whom, and expects no body', async () => {
    let body: unknown;
    at(urls.responseError)
      .post('/errors', (sent) => {
        body = sent;
        return true;
      })
      .reply(200, 'noted');
    await vendorWith().complain?.(subject, ['partner_profile_url', 'metadata[]', 'else'], unlimited);
    expect(body).toEqual({
      api_call: 'test_status',
      errors: [
        'partner_profile_url should be a web address, and is required once partner_status is complete',
        'metadata should be flat: each value a string, a number, a boolean or null',
        'else could not be read',
      ],
      partner_test_id: 'voice',
      partner_interview_id: '77',
      candidate_email: 'ana@example.test',
    });
  });

  test.each([
    ['test_status', 'test_status', 'the answer should be a JSON object'],
    ['send_test', 'send_test', 'the answer should be a JSON object'],
    ['partner_interview_id', 'send_test', 'partner_interview_id should be a string or a whole number'],
  ])('of %s is about the answer to %s', async (name, call, error) => {
    let body: unknown;
    at(urls.responseError)
      .post('/errors', (sent) => {
        body = sent;
        return true;
      })
      .reply(200);
    const { ref: _ref, ...unknown } = subject;
    await vendorWith().complain?.(unknown, [name], unlimited);
    expect(body).toEqual({
      api_call: call,
      errors: [error],
      partner_test_id: 'voice',
      candidate_email: 'ana@example.test',
    });
  });

  test('is not made where there is no address for it', () => {
    const { responseError: _none, ...settings } = settingsAt({ urls });
    const vendor = createGreenhouseVendor(settings, {
      http,
      account: 'main',
      publicUrl: 'https://bridge.test',
      now: Date.now,
    });
    expect(vendor.complain).toBeUndefined();
  });
});

describe('the check', () => {
  const statusOf = () => at(urls.testStatus).get('/exec?do=status&partner_interview_id=interview-bridge-doctor');
  const sendOf = () => at(urls.sendTest).get('/exec?do=send');
  const errorOf = () => at(urls.responseError).get('/errors');

  test('finds addresses that answer as they may', async () => {
    statusOf().reply(404);
    sendOf().reply(405);
    errorOf().reply(404);
    expect(await vendorWith().check(unlimited)).toEqual([
      { isFine: true, text: 'test_status: answers a GET with 404' },
      { isFine: true, text: 'send_test: answers a GET with 405' },
      { isFine: true, text: 'response_error: answers a GET with 404' },
    ]);
  });

  test('says of each what is wrong, and what to do', async () => {
    statusOf().reply(401);
    sendOf().reply(302);
    errorOf().replyWithError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    expect(await vendorWith().check(unlimited)).toEqual([
      {
        isFine: false,
        text: 'test_status: refused our key (401). Ask the vendor for a new one and set GREENHOUSE_API_KEY',
      },
      { isFine: false, text: 'send_test: leads elsewhere (302). Check GREENHOUSE_SEND_TEST_URL' },
      {
        isFine: false,
        text: expect.stringMatching(
          /^response_error: did not answer \(.+\)\. Check GREENHOUSE_RESPONSE_ERROR_URL and the network$/,
        ),
      },
    ]);
  });

  test.each([405, 500])('finds a test_status that answers %d', async (status) => {
    statusOf().reply(status);
    sendOf().reply(404);
    errorOf().reply(200);
    const [first] = await vendorWith().check(unlimited);
    expect(first).toEqual({
      isFine: false,
      text: `test_status: answered a GET with ${status}. Check GREENHOUSE_TEST_STATUS_URL; ask the vendor if it is right`,
    });
  });

  test('says where faults are not reported', async () => {
    statusOf().reply(200, {});
    sendOf().reply(400);
    const { responseError: _none, ...settings } = settingsAt({ urls });
    const vendor = createGreenhouseVendor(settings, {
      http,
      account: 'main',
      publicUrl: 'https://b.test',
      now: Date.now,
    });
    expect((await vendor.check(unlimited)).at(-1)).toEqual({
      isFine: true,
      text: 'response_error: not set; faults in the answers are in the log, and the vendor is not told of them',
    });
  });
});
