import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SandboxVendor, startSandboxVendor } from '../../sandbox/vendor/server.ts';
import { callVendor, register } from './call-vendor.ts';

type Received = { authorization: string | undefined; body: Record<string, unknown> };

let receiver: Server;
let received: Received[];
/** Answers to give, one a webhook; 200 when there is none left. */
let answers: number[];
let address: string;
let vendor: SandboxVendor;
let definitionId: string;
let attemptId: string;

beforeEach(async () => {
  received = [];
  answers = [];
  receiver = createServer(async (request, response) => {
    received.push({ authorization: request.headers.authorization, body: JSON.parse(await text(request)) });
    response.writeHead(answers.shift() ?? 200).end();
    receiver.emit('webhook');
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  vendor = await startSandboxVendor({ apiKey: 'key', webhook: { url: address, secret: 'secret' } });
  definitionId = vendor.control.definitions[0]!.id;
  await register(vendor, definitionId, { name: 'Ana Novak', email: 'ana@example.test', external_id: 'ours' });
  attemptId = await vendor.control.start('ana@example.test', definitionId);
});

afterEach(async () => {
  await vendor.close();
  receiver.close();
  receiver.closeAllConnections();
});

function bodies() {
  return received.map((each) => each.body);
}

function sentEvents() {
  return vendor.control.webhooks.map((each) => each.event);
}

test('the beginning of an interview sends no webhook', () => {
  expect(received).toEqual([]);
});

test('answers, result and decision are sent in this order, each with what changed', async () => {
  await vendor.control.collect(attemptId);
  await vendor.control.score(attemptId, 6.4);
  await vendor.control.decide(attemptId, true);

  expect(sentEvents()).toEqual(['interview_collected', 'interview_result', 'interview_result']);
  expect(bodies()).toMatchObject([
    { status: 'draft', interview_status: 'completed', reason: 'interview_status' },
    { status: 'active', processing_status: 'completed', score: 6.4, reason: expect.stringContaining('score') },
    { score: 6.4, recruiter_go_next_round: true, reason: 'recruiter_go_next_round' },
  ]);
});

test('the collected answers are sent with nulls for everything that comes later', async () => {
  await vendor.control.collect(attemptId);

  expect(bodies()).toEqual([
    {
      id: attemptId,
      interview_id: definitionId,
      question_set_id: definitionId,
      status: 'draft',
      interview_status: 'completed',
      processing_status: 'new',
      profile_interview_id: expect.any(String),
      profile_id: null,
      score: null,
      ai_analysis_recruiter_score: null,
      ai_analysis: null,
      ai_analysis_recruiter: null,
      recruiter_go_next_round: null,
      pdf_export_url: null,
      reason: 'interview_status',
      candidate_external_id: 'ours',
      candidate_name: 'Ana Novak',
      candidate_email: 'ana@example.test',
      candidate_phone_number: null,
      ai_analysis_recruiter_why_hire: null,
      ai_analysis_recruiter_why_not_hire: null,
    },
  ]);
});

test('answers submitted at once are sent as a result only', async () => {
  await vendor.control.score(attemptId, 6.4);

  expect(sentEvents()).toEqual(['interview_result']);
});

test('what changes nothing is not sent again', async () => {
  await vendor.control.score(attemptId, 6.4);
  await vendor.control.score(attemptId, 6.4);
  await vendor.control.decide(attemptId, null);

  expect(received).toHaveLength(1);
});

test.each(['failed', 'abandoned', 'terminated, no speech detected'] as const)(
  'a sitting that ended as "%s" is sent as failed, without a score',
  async (status) => {
    await vendor.control.fail(attemptId, status);

    expect(sentEvents()).toEqual(['interview_failed']);
    expect(bodies()).toMatchObject([{ status: 'draft', interview_status: status, score: null, ai_analysis: null }]);
  },
);

test('asking for another attempt fails the submitted one and takes the decision back', async () => {
  await vendor.control.score(attemptId, 6.4);
  await vendor.control.decide(attemptId, true);
  await vendor.control.reset(attemptId);

  expect(sentEvents().at(-1)).toBe('interview_failed');
  expect(bodies().at(-1)).toMatchObject({
    id: attemptId,
    status: 'draft',
    interview_status: 'failed',
    recruiter_go_next_round: null,
  });
});

test('only a submitted result can be given another attempt', async () => {
  await expect(vendor.control.reset(attemptId)).rejects.toThrow('submitted');
});

test('with automatic reports a result is held until its report is made', async () => {
  vendor.control.automaticReports = true;
  await vendor.control.score(attemptId, 6.4);
  expect(received).toEqual([]);

  await vendor.control.makeReport(attemptId);
  expect(bodies()).toMatchObject([{ pdf_export_url: expect.stringContaining('http'), score: 6.4 }]);
  expect(received[0]?.body.reason).toMatch(/status.*pdf_export_url/);
});

test('webhooks carry the secret', async () => {
  await vendor.control.collect(attemptId);

  expect(received.map((each) => each.authorization)).toEqual(['Bearer secret']);
});

test('a webhook that is not acknowledged is sent again, the same', async () => {
  vendor.control.webhookRetryDelaysMs = [1];
  answers = [503, 500];
  const third = new Promise<void>((resolve) => {
    receiver.on('webhook', () => received.length === 3 && resolve());
  });
  await vendor.control.collect(attemptId);
  await third;

  const [first, ...others] = bodies();
  expect(others).toEqual([first, first]);
  await expect.poll(() => vendor.control.webhooks).toMatchObject([{ status: 200, tries: 3 }]);
});

test('dropped webhooks are logged and never sent', async () => {
  vendor.control.dropWebhooks = true;
  await vendor.control.collect(attemptId);

  expect(received).toEqual([]);
  expect(vendor.control.webhooks).toMatchObject([{ event: 'interview_collected', status: null, tries: 0 }]);
});

describe('the payload', () => {
  test('of 2025 is flat and names the candidate by ids only', async () => {
    vendor.control.payloadShape = '2025';
    await vendor.control.score(attemptId, 6.4);

    expect(bodies()).toMatchObject([{ interview_id: definitionId, candidate_external_id: 'ours', score: 6.4 }]);
    for (const field of ['question_set_id', 'profile_id', 'reason', 'ai_analysis', 'candidate_email']) {
      expect(received[0]?.body).not.toHaveProperty(field);
    }
  });

  test('of the oldest kind is wrapped and has no interview status', async () => {
    vendor.control.payloadShape = 'oldest';
    await vendor.control.score(attemptId, 6.4);

    expect(bodies()).toMatchObject([
      { table: 'interview_result', schema: 'public', record: { question_set_id: definitionId, score: 6.4 } },
    ]);
    expect(received[0]?.body.record).toHaveProperty('pdf_export_valid_until', null);
    for (const field of ['interview_id', 'interview_status', 'candidate_email']) {
      expect(received[0]?.body.record).not.toHaveProperty(field);
    }
  });

  test('leaves the external id out on request', async () => {
    vendor.control.nullExternalId = true;
    await vendor.control.collect(attemptId);

    expect(bodies()).toMatchObject([{ candidate_external_id: null, candidate_email: 'ana@example.test' }]);
  });
});

describe('two customers', () => {
  const other = { authorization: 'Bearer key of the other' };

  beforeEach(() => {
    vendor.control.addMerchant({
      apiKey: 'key of the other',
      webhook: { url: `${address}?of=the-other`, secret: 'secret of the other' },
    });
  });

  test('each gets the webhooks of its own interviews, with its own secret, for the same person too', async () => {
    const users = [{ name: 'Ana Novak', email: 'ana@example.test', external_id: 'theirs' }];
    await callVendor(vendor, 'job-interview-register-users', { interview_id: definitionId, users }, other);
    await vendor.control.score(await vendor.control.start('Ana@example.test', definitionId), 7);
    await vendor.control.score(attemptId, 6.4);

    expect(received.map(({ authorization, body }) => [authorization, body.candidate_external_id])).toEqual([
      ['Bearer secret of the other', 'theirs'],
      ['Bearer secret', 'ours'],
    ]);
  });

  test('none sees what is the others', async () => {
    await vendor.control.score(attemptId, 6.4);
    const listed = await callVendor(vendor, 'merchant-result-list', undefined, other);
    expect(listed).toMatchObject({ status: 200, body: { data: [] } });
    const path = `job-interview-details?interview_result_id=${attemptId}`;
    expect((await callVendor(vendor, path, undefined, other)).status).toBe(404);
    expect((await callVendor(vendor, path)).status).toBe(200);
  });
});
