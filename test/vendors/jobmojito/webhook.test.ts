import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import type { VerifiedWebhook } from '../../../src/interviews/ports/vendor.ts';
import { limits } from '../../../src/limits.ts';
import { readWebhook, webhookVerifier } from '../../../src/vendors/jobmojito/webhook.ts';
import current2025 from '../../fixtures/jobmojito/webhook-2025.json' with { type: 'json' };
import collected from '../../fixtures/jobmojito/webhook-collected.json' with { type: 'json' };
import failed from '../../fixtures/jobmojito/webhook-failed.json' with { type: 'json' };
import oldest from '../../fixtures/jobmojito/webhook-oldest.json' with { type: 'json' };
import result from '../../fixtures/jobmojito/webhook-result.json' with { type: 'json' };

describe('the sender is known', () => {
  const { recognise, verify } = webhookVerifier(['old secret', 'new secret']);
  const raw = (headers: object) => ({ headers: { ...headers }, path: '', bytes: Buffer.from('{}') });

  test.each([
    ['by a bearer', { authorization: 'Bearer new secret' }],
    ['by a bearer of another spelling', { authorization: 'bearer  new secret ' }],
    ['by the older secret while secrets change', { authorization: 'Bearer old secret' }],
    ['by the bare secret in its own header', { 'x-webhook-secret': 'new secret' }],
    ['by either header', { authorization: 'Bearer wrong', 'x-webhook-secret': 'new secret' }],
  ])('%s', (_case, headers) => {
    expect(recognise(raw(headers))).toBe('known');
    expect(verify(raw(headers))?.bytes).toEqual(Buffer.from('{}'));
  });

  test.each([
    ['without a header', {}],
    ['with an empty header', { authorization: '', 'x-webhook-secret': '' }],
    ['with a wrong secret', { authorization: 'Bearer secret' }],
    ['with the secret in the place of the scheme', { authorization: 'new secret' }],
    ['with another scheme', { authorization: 'Basic new secret' }],
    ['with a longer secret', { 'x-webhook-secret': 'new secrets' }],
  ])('but not %s', (_case, headers) => {
    expect(recognise(raw(headers))).toBeUndefined();
    expect(verify(raw(headers))).toBeUndefined();
  });

  test.each([[[]], [['']]])('never where the secrets are %j', (secrets) => {
    const { verify: verifyWithout } = webhookVerifier(secrets);
    expect(verifyWithout(raw({ 'x-webhook-secret': '', authorization: 'Bearer ' }))).toBeUndefined();
  });
});

describe('a body', () => {
  /** `nested`: so many lists within each other in the place of every `DEEP`; no writer of JSON goes that deep. */
  const read = (body: unknown, nested = 0) => {
    const json = JSON.stringify(body).replaceAll('"DEEP"', '['.repeat(nested) + ']'.repeat(nested));
    return readWebhook({ bytes: Buffer.from(json) } as unknown as VerifiedWebhook, 1000, 10);
  };
  const templateId = '8a1d0000-0000-4000-8000-0000000000aa';

  test("of today's shape says everything", () => {
    expect(read(result)).toEqual({
      event: 'interview_result',
      templateId,
      externalId: 'interview-1',
      email: 'ana@example.test',
      candidateRef: 'c0ffee00-0000-4000-8000-0000000000cc',
      observation: {
        attemptId: '3f0c7a52-0000-4000-8000-000000000001',
        source: 'webhook',
        at: 1000,
        state: 'finished',
        isSubmitted: true,
        vendorStatus: 'completed, stopped early',
        candidateRef: 'c0ffee00-0000-4000-8000-0000000000cc',
        score: { points: 5.12, of: 10 },
        analysis: 'Ana listens before she answers.',
        decision: null,
        reasonsToHire: ['Calm with customers', 'Knows the product'],
        reasonsNotToHire: null,
        report: { url: 'https://files.example.test/reports/1.pdf?token=abc' },
      },
    });
  });

  test('of 2025 names no candidate, and is understood', () => {
    const reading = read(current2025);
    expect(reading).toMatchObject({
      event: 'interview_result',
      templateId,
      observation: { score: { points: 5.12, of: 10 }, decision: true },
    });
    expect([reading.externalId, reading.email]).toEqual([undefined, undefined]);
  });

  test('of the oldest shape is understood in its wrapper', () => {
    expect(read(oldest)).toMatchObject({
      event: 'interview_result',
      templateId,
      observation: {
        state: 'finished',
        decision: false,
        report: {
          url: 'https://files.example.test/reports/3.pdf?token=abc',
          validUntil: Date.parse('2025-05-24T10:00:00Z'),
        },
      },
    });
  });

  test('names candidate, template and ids without invisible characters', () => {
    const { candidate_email, candidate_external_id, interview_id, profile_interview_id } = result;
    const odd = {
      candidate_email: `mailto:${candidate_email}\u200b`,
      candidate_external_id: `\ufeff${candidate_external_id}`,
      interview_id: `${interview_id}\u2060`,
      profile_interview_id: ` ${profile_interview_id}\u200d`,
    };
    expect(read({ ...result, ...odd })).toEqual(read(result));
  });

  test.each([5_000, 100_000])('nested %i deep in ignored fields is read', (depth) => {
    const deep = 'DEEP';
    const changes = { ai_analysis_other: deep, recruiter_risks: { deep }, ai_analysis_recruiter_why_hire: deep };
    expect(read({ ...result, ...changes }, depth).observation).toEqual({
      ...read({ ...result, ai_analysis_recruiter_why_hire: undefined }).observation,
      ignored: ['ai_analysis_recruiter_why_hire'],
    });
  });

  test.each([
    ['interview_collected', collected],
    ['interview_failed', failed],
    ['interview_update', { ...collected, interview_status: 'ongoing' }],
  ])('becomes the event %s', (event, body) => {
    expect(read(body).event).toBe(event);
  });

  test.each(Object.keys(result))('is read or refused when its %s pretends to have a length', (field) => {
    const body = { ...result, [field]: { length: 'DEEP' } };
    if (field === 'id')
      expect(() => read(body, 50_000)).toThrow(new Failure('invalid-field', 'Invalid field: id should be a string'));
    else expect(read(body, 50_000).observation?.attemptId).toBe(result.id);
  });

  test('may have an id that is as long as one may be', () => {
    const id = 'x'.repeat(limits.idCharacters);
    expect(read({ ...result, id }).observation?.attemptId).toBe(id);
  });

  const longId = 'x'.repeat(limits.idCharacters + 1);
  test.each([
    ['invalid-json', 'Invalid JSON', []],
    ['invalid-json', 'Invalid JSON', null],
    ['invalid-json', 'Invalid JSON', 'text'],
    ['invalid-field', 'Invalid field: id should be a string', { ...result, id: null }],
    ['invalid-field', 'Invalid field: id should be a string', { ...result, id: 7.5 }],
    ['invalid-field', 'Invalid field: id should be a string', { ...result, id: longId }],
    ['invalid-field', 'Invalid field: id should be a string', { ...result, id: '__proto__' }],
    ['invalid-field', 'Invalid field: id should be a string', { ...result, id: 'half \ud83d' }],
    ['invalid-field', 'Invalid field: id should be a string', { ...result, id: 'line\nline' }],
    ['invalid-field', 'Invalid field: id should be a string', { ...result, id: 'line\u2028line' }],
    ['invalid-field', 'Invalid field: id should be a string', { ...result, id: '\u200b' }],
    ['invalid-field', 'Invalid field: status should be a string', { id: result.id, interview_id: result.interview_id }],
    ['invalid-field', 'Invalid field: id should be a string', { table: 'interview_result', record: {} }],
    [
      'invalid-field',
      'Invalid field: interview_id should be a string',
      { ...result, interview_id: null, question_set_id: undefined },
    ],
  ] as const)('is refused as %s: %s', (kind, message, body) => {
    expect(() => read(body)).toThrow(new Failure(kind, message));
  });
});
