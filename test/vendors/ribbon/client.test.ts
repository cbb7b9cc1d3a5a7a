import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FailureKind } from '../../../src/errors.ts';
import { type HttpClient, openHttpClient } from '../../../src/http/request.ts';
import { limits } from '../../../src/limits.ts';
import { createRibbon } from '../../../src/vendors/ribbon/index.ts';
import { withoutNetwork } from '../../../testing/no-network.ts';
import { unlimited } from '../../../testing/unlimited.ts';

const apiKey = '123e4567-e89b-12d3-a456-426614174000';
const webhookUrl = 'https://bridge.test/webhooks/ribbon';
const settings = {
  apiKey,
  apiUrl: 'https://app.ribbon.test/be-api',
  webhookSecrets: ['first-secret', 'second-secret'],
  decisions: new Map<string, boolean>(),
};
const invitation = {
  interviewId: 'interview-1',
  templateId: 'c3fe72a9',
  candidate: { firstName: 'Ana', lastName: 'Novak', email: 'ana@example.test' },
  expiresAt: 0,
};
const created = {
  interview_id: 'one',
  interview_link: 'https://app.ribbon.test/interview/api/c3fe72a9/one',
  hint: null,
};
const refused = { code: 403, message: 'Ana Novak (ana@example.test) is not of your organization', status: 'Forbidden' };

let http: HttpClient;
let vendor: ReturnType<typeof createRibbon>;
let ignored: Set<string>;

withoutNetwork();

beforeEach(() => {
  http = openHttpClient({ connectTimeoutMs: 3000, maxSockets: 8 });
  ignored = new Set();
  const onIgnored = (fields: readonly string[]) => {
    for (const field of fields) ignored.add(field);
  };
  vendor = createRibbon(settings, { http, publicUrl: 'https://bridge.test', onIgnored });
});

afterEach(() => http.close());

const api = () => nock(settings.apiUrl, { reqheaders: { authorization: `Bearer ${apiKey}` } });
const flow = (id: string, more: object = {}) => ({
  interview_flow_id: id,
  team_id: 'team',
  org_name: 'Acme',
  title: `Flow ${id}`,
  questions: ['Why?'],
  interview_type: 'recruitment',
  webhook_url: webhookUrl,
  webhook_secret_key: 'first-secret',
  ...more,
});
const pageAt = (offset: number) =>
  api()
    .get('/v1/interview-flows')
    .query({ limit: '100', offset: String(offset) });
const flows = (...interview_flows: unknown[]) => pageAt(0).reply(200, { interview_flows });
const full = (from: number) => Array.from({ length: 100 }, (_, i) => flow(`f${from + i}`));
const completed = (interview_id: string) => ({
  interview_flow_id: 'c3fe72a9',
  interview_id,
  team_id: 'team',
  status: 'completed',
  interview_data: { transcript: '', transcript_with_timestamp: [], questions_to_transcript_mapping: [] },
});

function subject(ref?: string, ...earlierRefs: string[]) {
  const given = { ...(ref ? { ref } : {}), ...(earlierRefs.length > 0 ? { earlierRefs } : {}) };
  return { interviewId: 'interview-1', templateId: 'c3fe72a9', email: 'ana@example.test', ...given };
}

describe('templates', () => {
  test('are the flows of the type recruitment', async () => {
    const general = ['general', null, undefined, 'new'].map((interview_type, i) => flow(`g${i}`, { interview_type }));
    flows(
      flow('a'),
      ...general,
      flow('b', { title: ' ' }),
      flow('c', { title: 'Flow a', interview_type: 'Recruitment' }),
    );
    expect(await vendor.listTemplates(unlimited)).toEqual({
      templates: [
        { id: 'a', name: 'Flow a' },
        { id: 'b', name: 'b' },
        { id: 'c', name: 'Flow a' },
      ],
      missing: [],
      isCut: false,
    });
  });

  test('come from every page, each once', async () => {
    pageAt(0).reply(200, { interview_flows: full(0) });
    pageAt(100).reply(200, { interview_flows: full(50) });
    pageAt(200).reply(200, { interview_flows: [] });
    const { templates } = await vendor.listTemplates(unlimited);
    expect(templates.map(({ id }) => id)).toEqual(Array.from({ length: 150 }, (_, i) => `f${i}`));
  });

  test('end where Ribbon repeats itself', async () => {
    for (const offset of [0, 100]) pageAt(offset).reply(200, { interview_flows: full(0) });
    expect(await vendor.listTemplates(unlimited)).toMatchObject({ templates: { length: 100 }, isCut: false });
  });

  test('of more pages than are read are cut', async () => {
    for (let page = 0; page < limits.vendorListPages; page += 1) {
      pageAt(100 * page).reply(200, { interview_flows: full(100 * page) });
    }
    const { templates, isCut } = await vendor.listTemplates(unlimited);
    expect([templates.length, isCut]).toEqual([100 * limits.vendorListPages, true]);
  });

  test('that cannot be read are left out, and named', async () => {
    flows(flow('a', { title: 7 }), { title: 'No id' }, 'no flow');
    expect((await vendor.listTemplates(unlimited)).templates).toEqual([{ id: 'a', name: 'a' }]);
    expect([...ignored]).toEqual(['interview_flows[].title', 'interview_flows[]']);
  });

  test('are none of an answer that is no list', async () => {
    pageAt(0).reply(200, { flows: [] });
    await expect(vendor.listTemplates(unlimited)).rejects.toMatchObject({ kind: 'vendor-unclear' });
  });
});

describe('an invitation', () => {
  test('tells Ribbon who it is, and answers id and link', async () => {
    api()
      .post('/v1/interviews', {
        interview_flow_id: 'c3fe72a9',
        interviewee_email_address: 'ana@example.test',
        interviewee_first_name: 'Ana',
        interviewee_last_name: 'Novak',
      })
      .reply(200, created);
    expect(await vendor.invite(invitation, unlimited)).toEqual({
      ref: 'one',
      link: created.interview_link,
      isEmailed: false,
    });
  });

  test('leaves a name out that there is none of', async () => {
    const body = {
      interview_flow_id: 'c3fe72a9',
      interviewee_email_address: 'a@b.test',
      interviewee_last_name: 'Novak',
    };
    api().post('/v1/interviews', body).reply(200, created);
    const candidate = { lastName: 'Novak', email: 'a@b.test' };
    expect((await vendor.invite({ ...invitation, candidate }, unlimited)).ref).toBe('one');
  });

  test.each<[string, object]>([
    ['no link', { interview_id: 'one' }],
    ['a link that is no web address', { ...created, interview_link: 'javascript:alert(1)' }],
    ['no id', { interview_link: created.interview_link }],
  ])('with %s is unclear', async (_what, answer) => {
    api().post('/v1/interviews').reply(200, answer);
    await expect(vendor.invite(invitation, unlimited)).rejects.toMatchObject({ kind: 'vendor-unclear' });
  });

  test.each<[string, number, object | undefined, FailureKind]>([
    ['the key is right', 200, { message: 'pong' }, 'vendor-refused'],
    ['the key is wrong', 401, { code: 401 }, 'vendor-key-rejected'],
    ['the key is wrong, in another number', 403, { code: 403 }, 'vendor-key-rejected'],
    ['Ribbon does not say', 500, {}, 'vendor-refused'],
  ])('that is forbidden, and %s, fails so', async (_why, status, answer, kind) => {
    api().post('/v1/interviews').reply(403, refused);
    api().get('/v1/ping').reply(status, answer);
    await expect(vendor.invite(invitation, unlimited)).rejects.toMatchObject({ kind });
  });

  test('that is refused says why in the words of Ribbon, and names no one', async () => {
    api().post('/v1/interviews').reply(403, refused);
    api().get('/v1/ping').reply(200, { message: 'pong' });
    const message = 'The vendor refused: [name] [e-mail] is not of your organization';
    await expect(vendor.invite(invitation, unlimited)).rejects.toMatchObject({ kind: 'vendor-refused', message });
  });

  test.each([
    [{ code: 422, message: 'No interview flow found', status: 'Unprocessable Entity' }, 'No interview flow found'],
    [{ code: 422, status: 'Unprocessable Entity', errors: {} }, 'Unprocessable Entity'],
    [{}, 'status 422'],
  ])('for a flow that is gone is refused: %j', async (answer, words) => {
    api().post('/v1/interviews').reply(422, answer);
    await expect(vendor.invite(invitation, unlimited)).rejects.toMatchObject({
      kind: 'vendor-refused',
      message: `The vendor refused: ${words}`,
    });
  });
});

describe('an interview', () => {
  const interview = (id: string) => api().get(`/v1/interviews/${id}`);

  test('is asked about by each id that it ever had', async () => {
    interview('one').reply(200, { ...completed('one'), status: 'incomplete', interview_data: null });
    interview('two').reply(200, completed('two'));
    interview('three').reply(200, completed('three'));
    const seen = await vendor.fetch(subject('three', 'one', 'two'), 1_000, unlimited);
    // The one with the newer link is the newer attempt.
    expect(seen.map(({ attemptId, at }) => [attemptId, at])).toEqual([
      ['two', 999],
      ['three', 1_000],
    ]);
  });

  test('of which nothing was ever told is not asked about', async () => {
    expect(await vendor.fetch(subject(), 1_000, unlimited)).toEqual([]);
  });

  test('that Ribbon does not know is no attempt, and is named', async () => {
    interview('one').reply(422, { code: 422, message: 'No interview found', status: 'Unprocessable Entity' });
    interview('two').reply(200, completed('two'));
    expect(await vendor.fetch(subject('two', 'one'), 1_000, unlimited)).toMatchObject([{ attemptId: 'two' }]);
    expect([...ignored]).toEqual(['interview_id']);
  });

  test('has its id in the address in no way that leads elsewhere', async () => {
    interview('..%2F..%2Fping%3Fa').reply(200, completed('../../ping?a'));
    expect(await vendor.fetch(subject('../../ping?a'), 1_000, unlimited)).toHaveLength(1);
  });

  test.each<[string, number, unknown, FailureKind]>([
    ['another one', 200, completed('two'), 'vendor-unclear'],
    ['no JSON', 200, '<html></html>', 'vendor-unclear'],
    ['more than can be read', 200, JSON.stringify('a'.repeat(limits.vendorAnswerBytes)), 'vendor-unclear'],
    ['404', 404, {}, 'vendor-refused'],
    ['429', 429, {}, 'vendor-not-reached'],
  ])('that is answered with %s fails', async (_what, status, answer, kind) => {
    interview('one').reply(status, answer as nock.Body);
    await expect(vendor.fetch(subject('one'), 1_000, unlimited)).rejects.toMatchObject({ kind });
  });

  test('of nearly 8 MB is read', async () => {
    const words = Array.from({ length: 100_000 }, (_, i) => ({
      word: 'indeed'.repeat(5),
      start: i / 50,
      end: (i + 1) / 50,
    }));
    const said = completed('one');
    const large = { ...said, interview_data: { ...said.interview_data, transcript_with_timestamp: [{ words }] } };
    expect(JSON.stringify(large).length).toBeGreaterThan(6_000_000);
    interview('one').reply(200, large);
    expect(await vendor.fetch(subject('one'), 1_000, unlimited)).toMatchObject([{ durationSeconds: 2000 }]);
  });
});

describe('what was said', () => {
  const interview = (id: string) => api().get(`/v1/interviews/${id}`);
  const transcript = () => vendor.fetchTranscript('one', unlimited);
  const saying = (transcript_with_timestamp: unknown) => {
    const said = completed('one');
    return { ...said, interview_data: { ...said.interview_data, transcript_with_timestamp } };
  };

  test('is in the interview, and every speaker but the agent is the candidate', async () => {
    const words = [{ word: 'Why?', start: 0.125, end: 0.737 }];
    interview('one').reply(
      200,
      saying([
        { role: 'agent', content: 'Why?', words },
        { role: 'user', content: 'I live near.', words },
        { role: 'candidate', content: ' ', words },
        { role: null, content: 'That is all.', words },
        { role: 'agent', content: 7 },
        'agent: Thanks.',
      ]),
    );
    expect(await transcript()).toEqual({
      turns: [
        { speaker: 'interviewer', text: 'Why?' },
        { speaker: 'candidate', text: 'I live near.' },
        { speaker: 'candidate', text: 'That is all.' },
      ],
      isCut: false,
    });
  });

  test.each<[string, number, unknown]>([
    ['the interview is not over', 200, { ...completed('one'), status: 'incomplete', interview_data: null }],
    ['nothing was written down', 200, completed('one')],
    ['it is no list', 200, saying('agent: Why?')],
    ['Ribbon does not know the interview', 422, { code: 422, message: 'No interview found', status: 'x' }],
  ])('is nothing where %s', async (_what, status, answer) => {
    interview('one').reply(status, answer as nock.Body);
    expect(await transcript()).toEqual({ turns: [], isCut: false });
  });

  test.each<[string, number, unknown, FailureKind]>([
    ['another interview', 200, completed('two'), 'vendor-unclear'],
    ['no JSON', 200, '<html>', 'vendor-unclear'],
    ['429', 429, {}, 'vendor-not-reached'],
  ])('does not come with %s', async (_what, status, answer, kind) => {
    interview('one').reply(status, answer as nock.Body);
    await expect(transcript()).rejects.toMatchObject({ kind });
  });
});

describe('the check', () => {
  const check = () => vendor.check(unlimited);

  beforeEach(() => void api().get('/v1/ping').reply(200, { message: 'pong' }));

  test('is fine where every flow is set up', async () => {
    flows(flow('a'), flow('b', { webhook_secret_key: 'second-secret', webhook_url: `${webhookUrl}/` }));
    expect(await check()).toEqual([{ isFine: true, text: 'accepts our key' }]);
  });

  test.each<[string, object, boolean, string]>([
    [
      'is of another type',
      { interview_type: 'general', webhook_url: null },
      true,
      'one flow (Flow a (a)) not of the type recruitment: not offered',
    ],
    [
      'has no webhook',
      { webhook_url: null },
      false,
      `one flow (Flow a (a)) without the webhook address ${webhookUrl}. Set it`,
    ],
    [
      'has the webhook of another',
      { webhook_url: 'https://other.test/x' },
      false,
      `without the webhook address ${webhookUrl}`,
    ],
    ['has a webhook that is no address', { webhook_url: 'bridge' }, false, `without the webhook address ${webhookUrl}`],
    ['has no secret', { webhook_secret_key: null }, false, 'one flow (Flow a (a)) without a secret key for webhooks'],
    [
      'has another secret',
      { webhook_secret_key: 'hunter2' },
      false,
      'one flow (Flow a (a)) with another secret key for webhooks than RIBBON_WEBHOOK_SECRET',
    ],
  ])('names a flow that %s, says what to do and no secret', async (_what, changes, isFine, text) => {
    flows(flow('a', changes));
    const findings = await check();
    expect(findings).toEqual([
      { isFine: true, text: 'accepts our key' },
      { isFine, text: expect.stringContaining(text) },
    ]);
    expect(JSON.stringify(findings)).not.toMatch(/hunter2|first-secret|second-secret/);
  });

  test('names few of many flows', async () => {
    flows(...Array.from({ length: 8 }, (_, i) => flow(`f${i}`, { webhook_url: null })));
    expect((await check())[1]?.text).toMatch(/^8 flows \(Flow f0 \(f0\), .*Flow f4 \(f4\) and 3 more\) without/);
  });
});

test.each([401, 403])('a key that the check finds refused (%i) is so', async (status) => {
  api()
    .get('/v1/ping')
    .times(status === 403 ? 2 : 1)
    .reply(status, refused);
  await expect(vendor.check(unlimited)).rejects.toMatchObject({ kind: 'vendor-key-rejected' });
});
