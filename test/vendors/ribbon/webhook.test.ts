import { beforeEach, describe, expect, test } from 'vitest';
import { pythonJson } from '../../../sandbox/ribbon/python-json.ts';
import { signatureOf } from '../../../sandbox/ribbon/webhooks.ts';
import type { VerifiedWebhook } from '../../../src/interviews/ports/vendor.ts';
import { limits } from '../../../src/limits.ts';
import { ribbonWebhooks } from '../../../src/vendors/ribbon/webhook.ts';

const interviewId = 'e48f2a8f-e235-4e4c-b5f9-b2114d684bdc';
/** As in the example of Ribbon's documents. */
const processed = {
  interview_flow_id: 'f6298c77',
  interview_id: interviewId,
  status: 'completed',
  interview_flow_name: 'Team 1 interview',
  event_type: 'interview_processed',
  interviewee_email_address: 'anne@ribbon.ai',
  interviewee_first_name: 'Anne',
  interviewee_last_name: 'Anquetin0',
  interview_link: 'https://staging.ribbon.ai/recruit/interviews/f6298c77/a5bc36d2-c22c-4bae-9d08-0b941738924e',
};
const moved = {
  interview_flow_id: 'f6298c77',
  interview_flow_name: 'Team 1 interview',
  event_type: 'candidate_status_updated',
  interviewee_email: 'anne@ribbon.ai',
  new_status: 'accepted',
  previous_status: 'shortlisted',
};

let ignored: string[];
const decisions = new Map([
  ['accepted', true],
  ['not a fit', false],
]);
const webhooks = ribbonWebhooks({
  webhookSecrets: ['older', 'myGoodSecret'],
  decisions,
  onIgnored: (fields) => void ignored.push(...fields),
});
const read = (body: unknown) =>
  webhooks.read({ bytes: Buffer.from(JSON.stringify(body)) } as unknown as VerifiedWebhook);

beforeEach(() => {
  ignored = [];
});

describe('the sender is known', () => {
  const bytes = Buffer.from(pythonJson(processed));
  const rawOf = (signature?: string) => ({
    headers: signature === undefined ? {} : { 'x-ribbon-signature': signature },
    path: '',
    bytes,
  });

  test("by the signature of the example in Ribbon's documents", () => {
    const raw = rawOf('bdae121de5d94dffe936ec3337b0395a4237a6d2433bbd0bc2941883e5667d18');
    expect(webhooks.recognise(raw)).toBe('signed');
    expect(webhooks.verify(raw)?.bytes).toBe(bytes);
  });

  test('by a signature under the older secret', () => {
    expect(webhooks.verify(rawOf(signatureOf(bytes.toString(), 'older')))).toBeDefined();
  });

  test.each([
    ['without a signature', undefined, undefined],
    ['by a signature of another form', 'v1,abc', undefined],
    ['by a signature under another secret', signatureOf(bytes.toString(), 'another'), 'signed'],
    ['by the secret itself', 'myGoodSecret', undefined],
  ] as const)('not %s', (_how, signature, recognised) => {
    expect(webhooks.recognise(rawOf(signature))).toBe(recognised);
    expect(webhooks.verify(rawOf(signature))).toBeUndefined();
  });
});

describe('a webhook', () => {
  test.each([
    [
      'interview_processed',
      {
        ...processed,
        interviewee_email_address: null,
        interviewee_first_name: null,
        interviewee_last_name: null,
        interview_link: null,
      },
    ],
    ['video_processed', { ...processed, event_type: 'video_processed', interview_link: undefined }],
    [
      'interview_processed',
      {
        event_type: 'interview_processed',
        interview_flow_id: 'f6298c77',
        interview_id: interviewId,
        status: 'completed',
      },
    ],
    ['an event of tomorrow', { ...processed, event_type: 'an event of tomorrow' }],
    ['hint', { ...processed, event_type: null }],
  ])('that says %s names the interview, and no person', (event, body) => {
    expect(read(body)).toEqual({ event, templateId: 'f6298c77', candidateRef: interviewId });
    expect(ignored).toEqual([]);
  });

  test.each(['interview_processed', 'video_processed'])("that says %s has the recruiter's page too", (event) => {
    expect(read({ ...processed, event_type: event })).toEqual({
      event,
      templateId: 'f6298c77',
      candidateRef: interviewId,
      resultPage: { attemptId: interviewId, url: processed.interview_link },
    });
  });

  test.each(['javascript:alert(1)', 'no address', 7, {}])(
    'has no page where it is %j, and says so',
    (interview_link) => {
      expect(read({ ...processed, interview_link })).not.toHaveProperty('resultPage');
      expect(ignored).toEqual(['interview_link']);
    },
  );

  test.each([
    ['accepted', { decision: true }, []],
    [' Accepted ', { decision: true }, []],
    ['Not A Fit', { decision: false }, []],
    ['shortlisted', {}, ['new_status']],
    ['constructor', {}, ['new_status']],
    ['accepted '.repeat(limits.wordCharacters), {}, ['new_status']],
    [null, {}, []],
    [7, {}, ['new_status']],
  ])('about a candidate moved to %j says that', (new_status, decision, unread) => {
    const reading = read({ ...moved, new_status });
    expect(reading).toEqual({
      event: 'candidate_status_updated',
      templateId: 'f6298c77',
      email: 'anne@ribbon.ai',
      ...decision,
    });
    expect(ignored).toEqual(unread);
  });

  test('about a decision that names the interview says both', () => {
    expect(read({ ...moved, interview_id: interviewId })).toMatchObject({ candidateRef: interviewId, decision: true });
  });

  test.each([
    ['interview_id', { ...processed, interview_id: undefined }],
    ['interview_id', { ...processed, interview_id: { a: 1 } }],
    ['interview_flow_id', { ...processed, interview_flow_id: null }],
    ['interview_flow_id', { ...moved, interview_flow_id: undefined }],
    ['interviewee_email', { ...moved, interviewee_email: 'no address' }],
    ['interview_flow_id', {}],
  ])('without %s is refused by its name', (field, body) => {
    expect(() => read(body)).toThrow(`Invalid field: ${field} should be a string`);
  });

  test('that is no JSON is refused', () => {
    const verified = { bytes: Buffer.from('no JSON') } as unknown as VerifiedWebhook;
    expect(() => webhooks.read(verified)).toThrow('Invalid JSON');
  });
});
