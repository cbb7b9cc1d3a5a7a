import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { pythonJson } from '../../sandbox/ribbon/python-json.ts';
import { type Ribbon, startRibbon } from '../../sandbox/ribbon/server.ts';
import { signatureOf } from '../../sandbox/ribbon/webhooks.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
let ribbon: Ribbon;
let flowId: string;
let receiver: Server;
/** Bodies that arrived, as they are on the wire. */
let received: { headers: Record<string, unknown>; body: string }[];

beforeEach(async () => {
  ribbon = await startRibbon({ apiKey: 'the-key' });
  received = [];
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const webhook_url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhooks`;
  flowId = ribbon.control.addFlow({ webhook_url, webhook_secret_key: 'the-secret' }).interview_flow_id;
});

afterEach(async () => {
  receiver.close();
  await ribbon.close();
});

async function call(method: string, path: string, body?: unknown, key = 'the-key') {
  const answer = await fetch(`${ribbon.url}/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests read fields of any answer
  return { status: answer.status, body: (await answer.json()) as any };
}

const invite = (changes: object = {}) =>
  call('POST', 'interviews', { interview_flow_id: flowId, interviewee_email_address: 'ana@example.test', ...changes });

describe('the API', () => {
  it.each([401, 403] as const)('refuses a wrong key with %i', async (badKey) => {
    ribbon.control.switches.badKey = badKey;
    expect(await call('GET', 'ping', undefined, 'wrong')).toMatchObject({ status: badKey, body: { code: badKey } });
    expect(await call('GET', 'ping')).toEqual({ status: 200, body: { message: 'pong' } });
  });

  it.each(['interviews/nothing', 'interview-flows/nothing'])(
    'knows no id in %s, and says so with 422',
    async (path) => {
      for (const method of ['GET', 'DELETE']) {
        const answer = await call(method, path);
        expect(answer).toMatchObject({ status: 422, body: { code: 422, status: 'Unprocessable Entity' } });
      }
    },
  );

  it('forbids what belongs to another organisation', async () => {
    const foreign = ribbon.control.addFlow({}, { isForeign: true }).interview_flow_id;
    expect((await invite({ interview_flow_id: foreign })).status).toBe(403);
    expect((await call('GET', `interview-flows/${foreign}`)).status).toBe(403);
    const { body } = await invite();
    const interview = ribbon.control.interviews.get(body.interview_id) ?? expect.fail('there is no interview');
    interview.isForeign = true;
    expect((await call('GET', `interviews/${body.interview_id}`)).status).toBe(403);
  });

  it('has no path beside the public ones', async () => {
    expect((await call('PUT', `interview-flows/${flowId}`, {})).status).toBe(405);
    expect((await call('GET', 'candidates')).status).toBe(405);
  });

  it('makes a flow, shows it with its secret, and archives it', async () => {
    const given = { org_name: 'Acme', title: 'Sales', questions: ['Why?'], webhook_secret_key: 's' };
    const { body } = await call('POST', 'interview-flows', given);
    const shown = await call('GET', `interview-flows/${body.interview_flow_id}`);
    expect(shown.body).toMatchObject({
      ...given,
      interview_type: 'general',
      interview_flow_id: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
    expect((await call('GET', 'interview-flows')).body.interview_flows).toHaveLength(2);
    expect((await call('DELETE', `interview-flows/${body.interview_flow_id}`)).body).toMatchObject({ success: true });
    expect((await call('GET', 'interview-flows')).body.interview_flows).toHaveLength(1);
    expect((await call('POST', 'interview-flows', { ...given, questions: Array(21).fill('Why?') })).status).toBe(422);
  });

  it('lists flows in pages without a total, 100 by default', async () => {
    for (let i = 0; i < 120; i += 1) ribbon.control.addFlow();
    const lengths = ['', '?offset=100', '?offset=200', '?limit=7'].map(async (query) => {
      const { body } = await call('GET', `interview-flows${query}`);
      expect(Object.keys(body)).toEqual(['interview_flows']);
      return body.interview_flows.length;
    });
    expect(await Promise.all(lengths)).toEqual([100, 21, 0, 7]);
  });

  it('lists teams and their members', async () => {
    expect((await call('GET', 'teams')).body.teams).toHaveLength(1);
    expect((await call('GET', 'team-members')).body.team_members[0].id).toMatch(uuid);
  });
});

describe('a create', () => {
  it('makes another interview each time, and ignores fields that are not known', async () => {
    const [first, second] = [await invite({ more: 1 }), await invite()];
    expect(first).toMatchObject({ status: 200, body: { interview_id: expect.stringMatching(uuid), hint: null } });
    expect(first.body.interview_id).not.toBe(second.body.interview_id);
    expect(first.body.interview_link).toMatch(new RegExp(`/interview/api/${flowId}/${first.body.interview_id}$`));
  });

  it('without an address hints that it is not seen', async () => {
    expect((await invite({ interviewee_email_address: null })).body.hint).toMatch(/e-mail/);
  });

  it('takes a recruiter by the pattern of an id, and puts it into the link', async () => {
    const assigned_recruiter_id = '123e4567-e89b-12d3-a456-426614174000';
    const { body } = await invite({ assigned_recruiter_id });
    expect(new URL(body.interview_link).searchParams.get('assignedRecruiterId')).toBe(assigned_recruiter_id);
    expect((await invite({ assigned_recruiter_id: 'rita' })).status).toBe(422);
  });

  it.each([{ interview_flow_id: 7 }, { interview_flow_id: 'nothing' }, { interviewee_email_address: 7 }])(
    'of %j is 422',
    async (changes) => {
      expect((await invite(changes)).status).toBe(422);
    },
  );

  it('for a closed flow is refused or taken, as the switch says', async () => {
    const closed = ribbon.control.addFlow({}, { isClosed: true }).interview_flow_id;
    expect((await invite({ interview_flow_id: closed })).status).toBe(422);
    ribbon.control.switches.refusesClosed = false;
    expect((await invite({ interview_flow_id: closed })).status).toBe(200);
  });
});

describe("a candidate's link", () => {
  const visit = async (link: string) => (await fetch(link)).status;

  it('answers once', async () => {
    const { body } = await invite();
    expect([await visit(body.interview_link), await visit(body.interview_link)]).toEqual([200, 410]);
  });

  it('answers until the start, as the switch says', async () => {
    ribbon.control.switches.linkDies = 'on-start';
    const { body } = await invite();
    expect([await visit(body.interview_link), await visit(body.interview_link)]).toEqual([200, 200]);
    await fetch(`${body.interview_link}/start`, { method: 'POST' });
    expect(await visit(body.interview_link)).toBe(410);
  });

  it('leads through the interview', async () => {
    const { body } = await invite();
    const post = async (action: string) => (await fetch(`${body.interview_link}/${action}`, { method: 'POST' })).status;
    expect([await post('finish'), await post('start'), await post('finish')]).toEqual([405, 200, 200]);
    expect((await call('GET', `interviews/${body.interview_id}`)).body.status).toBe('completed');
    expect(await visit(`${new URL(body.interview_link).origin}/interview/api/${flowId}/nothing`)).toBe(404);
  });
});

describe('an interview', () => {
  it('has no data before it is completed, and the time of every word then', async () => {
    const { interview_id: id } = (await invite()).body;
    expect((await call('GET', `interviews/${id}`)).body).toMatchObject({ status: 'incomplete', interview_data: null });
    await ribbon.control.finish(id, { words: 3 });
    const { interview_data } = (await call('GET', `interviews/${id}`)).body;
    expect(interview_data.transcript_with_timestamp[1].words[0]).toEqual({ word: 'Well', start: 1.25, end: 1.625 });
    expect(interview_data.questions_to_transcript_mapping).toHaveLength(2);
    expect(interview_data.scores).toMatchObject({ skills: 5, language_comprehension: null });
  });

  it('may be null wherever that is allowed', async () => {
    const { interview_id: id } = (await invite()).body;
    ribbon.control.switches.saysNull = true;
    await ribbon.control.finish(id);
    const { interview_data } = (await call('GET', `interviews/${id}`)).body;
    expect(interview_data).toMatchObject({ scores: null, summary: null, interviewee_email_address: null });
    expect(received[0]?.body).toContain('"interviewee_email_address": null');
  });

  it('is listed whole once it is completed, and before only where that is asked for', async () => {
    const [first, second] = [(await invite()).body.interview_id, (await invite()).body.interview_id];
    await ribbon.control.finish(first);
    const listed = async (query: string) => (await call('GET', `interviews${query}`)).body.interviews;
    expect(await listed('')).toMatchObject([{ interview_id: first, interview_data: { scores: { skills: 5 } } }]);
    expect(await listed('?status=incomplete')).toMatchObject([{ interview_id: second, interview_data: null }]);
    expect((await call('GET', 'interviews?status=begun')).status).toBe(422);
  });

  it('loses its recordings when it is deleted, and nothing else', async () => {
    const { interview_id: id } = (await invite()).body;
    await ribbon.control.finish(id);
    expect((await call('DELETE', `interviews/${id}`)).body).toEqual({ success: true });
    const { body } = await call('GET', `interviews/${id}`);
    expect(body).toMatchObject({ status: 'completed', interview_data: { audio_url: null, scores: { skills: 5 } } });
  });
});

describe('webhooks', () => {
  let id: string;
  const events = () => received.map(({ body }) => JSON.parse(body).event_type);

  beforeEach(async () => {
    id = (await invite({ interviewee_first_name: 'Zoë' })).body.interview_id;
  });

  it('are signed over their very bytes, written as Python writes them', async () => {
    await ribbon.control.finish(id);
    const [{ headers, body }] = received as [(typeof received)[0]];
    expect(headers).toMatchObject({
      'user-agent': 'Ribbon-API-Webhook/1.0',
      'x-ribbon-signature': signatureOf(body, 'the-secret'),
    });
    expect(body).toContain(`"interview_id": "${id}", "status": "completed", `);
    expect(body).toContain('"Zo\\u00eb"');
  });

  it('come in order, and say nothing of new scores', async () => {
    await expect(ribbon.control.processVideo(id)).rejects.toThrow('completed');
    await ribbon.control.finish(id);
    ribbon.control.rescore(id, { skills: 1 });
    await ribbon.control.processVideo(id);
    expect(events()).toEqual(['interview_processed', 'video_processed']);
    expect((await call('GET', `interviews/${id}`)).body.interview_data).toMatchObject({
      scores: { skills: 1 },
      video_url: expect.stringContaining(id),
    });
  });

  it.each([
    ['unsigned', { isSigned: false }, 1],
    ['twice', { isTwice: true }, 2],
    ['not at all', { isLost: true }, 0],
  ])('come %s, as the switch says', async (_how, switches, count) => {
    Object.assign(ribbon.control.switches.webhooks, switches);
    await ribbon.control.finish(id);
    expect(received).toHaveLength(count);
    const isUnsigned = received.every(({ headers }) => headers['x-ribbon-signature'] === undefined);
    expect(isUnsigned).toBe('isSigned' in switches || count === 0);
  });

  it('of the oldest form have four fields', async () => {
    ribbon.control.switches.webhooks.shape = 'beta';
    await ribbon.control.finish(id);
    expect(Object.keys(JSON.parse(received[0]?.body ?? ''))).toEqual([
      'event_type',
      'interview_flow_id',
      'interview_id',
      'status',
    ]);
  });

  it('about a candidate who was moved name no interview', async () => {
    await ribbon.control.move('ana@example.test', flowId, 'accepted');
    const said = JSON.parse(received[0]?.body ?? '');
    expect(said).toMatchObject({ interviewee_email: 'ana@example.test', new_status: 'accepted' });
    expect(said).not.toHaveProperty('interview_id');
  });

  it('can be sent again, with the signature of then', async () => {
    await ribbon.control.finish(id);
    const [webhook] = ribbon.control.webhooks;
    const url = ribbon.control.flows.get(flowId)?.flow.webhook_url ?? '';
    expect(await ribbon.control.replay(webhook ?? expect.fail('none was sent'), url)).toBe(200);
    expect(received[1]?.body).toBe(received[0]?.body);
  });
});

test("JSON is written as Python's json.dumps writes it", () => {
  expect(pythonJson({ a: [1, null, true], b: { c: 'Zoë 😀\n' } })).toBe(
    '{"a": [1, null, true], "b": {"c": "Zo\\u00eb \\ud83d\\ude00\\n"}}',
  );
});
