import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type HttpVendor, startHttpVendor } from '../../../sandbox/http-vendor/server.ts';
import { type HttpClient, openHttpClient } from '../../../src/http/request.ts';
import type { Vendor } from '../../../src/interviews/ports/vendor.ts';
import { limits } from '../../../src/limits.ts';
import { createHttpVendor } from '../../../src/vendors/http/index.ts';
import { unlimited } from '../../../testing/unlimited.ts';

let vendor: HttpVendor;
let http: HttpClient & { close(): void };
beforeAll(async () => {
  vendor = await startHttpVendor({ token: 'the-token', webhookSecret: 'the-secret' });
  http = openHttpClient({ connectTimeoutMs: 3000, maxSockets: 8 });
});
afterAll(async () => {
  http.close();
  await vendor.close();
});
beforeEach(() => {
  Object.assign(vendor.control, { invitedBy: 'bridge', givesLink: true });
});

const invitation = {
  interviewId: 'interview-1',
  templateId: 'support',
  candidate: { firstName: 'Ana', email: 'ana@example.test' },
  expiresAt: Date.UTC(2026, 11, 12),
};

type Given = { canMail?: boolean; now?: () => number; templates?: { id: string; name: string }[] };

function opened({ canMail = true, now = Date.now, ...more }: Given = {}) {
  const settings = {
    url: vendor.url,
    token: 'the-token',
    webhookSecrets: ['the-secret'],
    canAsk: true,
  };
  const parts = { http, account: 'main', publicUrl: 'https://bridge.example', canMail, now };
  return createHttpVendor({ ...settings, ...more }, parts);
}

test('a link that the bridge is to mail is given to it', async () => {
  expect(await opened().invite(invitation, unlimited)).toEqual({
    isEmailed: false,
    link: `${vendor.url}/candidate/interview-1`,
  });
});

test.each([
  ['without mail', { canMail: false }, true, 'Set SMTP_URL, or have the vendor e-mail its candidates'],
  ['without a link', {}, false, 'Have the vendor answer with a link, or e-mail its candidates'],
])('%s it is refused, with what to do', async (_what, parts, givesLink, remedy) => {
  vendor.control.givesLink = givesLink;
  await expect(opened(parts).invite(invitation, unlimited)).rejects.toMatchObject({ kind: 'vendor-refused', remedy });
});

test.each([
  ['does not offer it', 'vendor-refused', () => void vendor.control.lacks.add('cancel')],
  ['is asked too often', 'vendor-not-reached', () => vendor.control.trouble({ how: 'status', status: 429 }, 'cancel')],
])('nothing is cancelled where the vendor %s', async (_what, kind, prepare) => {
  prepare();
  const subject = { interviewId: 'interview-1', templateId: 'support', email: 'ana@example.test' };
  await expect(opened().cancel?.(subject, unlimited)).rejects.toMatchObject({ kind });
  vendor.control.lacks.clear();
  await expect(opened().cancel?.(subject, unlimited)).resolves.toBeUndefined();
});

test.each([
  [402, true],
  [422, false],
])('a refusal with %i is one for want of credits: %s', async (status, lacksCredits) => {
  vendor.control.trouble({ how: 'status', status, message: 'No interviews left this month' });
  await expect(opened().invite({ ...invitation, interviewId: 'interview-9' }, unlimited)).rejects.toMatchObject({
    kind: 'vendor-refused',
    message: 'The vendor refused: No interviews left this month',
    lacksCredits,
  });
});

test('another time is reported beside no attempt, as of when the vendor says', async () => {
  const now = Date.UTC(2026, 11, 2);
  vendor.control.now = () => Date.UTC(2026, 11, 1);
  await opened().invite(invitation, unlimited);
  const reschedule = { from: '2026-12-03T09:00:00Z', to: '2026-12-04T09:00:00+01:00' };
  await vendor.control.change('interview-1', { status: 'scheduled', reschedule }).catch(() => undefined);
  const subject = { interviewId: 'interview-1', templateId: 'support', email: 'ana@example.test' };
  expect(await opened({ now: () => now }).fetch(subject, now, unlimited)).toEqual([
    { from: Date.UTC(2026, 11, 3, 9), to: Date.UTC(2026, 11, 4, 8), at: Date.UTC(2026, 11, 1) },
  ]);
});

test('a link that is no address is none', async () => {
  vendor.control.trouble({ how: 'body', body: { invited_by: 'vendor', link: 'javascript:alert(1)' } });
  expect(await opened().invite(invitation, unlimited)).toEqual({ isEmailed: true });
});

test('templates of the settings are listed without a call', async () => {
  const before = vendor.control.requests.length;
  const templates = [{ id: 'sales', name: 'Sales' }];
  expect(await opened({ templates }).listTemplates(unlimited)).toEqual({ templates, missing: [], isCut: false });
  expect(vendor.control.requests).toHaveLength(before);
});

test.each([
  [
    'named twice are listed once',
    [
      { id: 'a', name: 'A' },
      { id: 'a', name: 'B' },
    ],
    [{ id: 'a', name: 'B' }],
  ],
  ['without a name have their id for one', [{ id: 7 }], [{ id: '7', name: '7' }]],
  ['that cannot be read are left out', [null, 'x', { name: 'A' }, { id: 'b', name: ['B'] }], [{ id: 'b', name: 'b' }]],
])('templates %s', async (_what, given, expected) => {
  vendor.control.trouble({ how: 'body', body: { templates: given } }, 'list');
  expect((await opened().listTemplates(unlimited)).templates).toEqual(expected);
});

test('of too many templates some are left out', async () => {
  const templates = Array.from({ length: limits.templatesOfAccount + 1 }, (_, i) => ({ id: `t${i}`, name: 'T' }));
  vendor.control.trouble({ how: 'body', body: { templates } }, 'list');
  const list = await opened().listTemplates(unlimited);
  expect([list.templates.length, list.isCut]).toEqual([limits.templatesOfAccount, true]);
});

test.each([{}, { templates: 'none' }, { templates: null }, []])('a list like %j is none', async (body) => {
  vendor.control.trouble({ how: 'body', body }, 'list');
  await expect(opened().listTemplates(unlimited)).rejects.toMatchObject({ kind: 'vendor-unclear' });
});

const askedAt = Date.UTC(2026, 10, 28, 12);

/** The vendor may change it while it is being asked: an older state that comes late must not look newer then. */
test.each([
  ['before it was asked', -900, -900],
  ['while it was asked', 3_000, 3_000],
  ['later than is possible', 9_000, 4_000],
])(
  'a state that the vendor says is from %s is from then, or from when it was seen',
  async (_when, updatedMs, seenMs) => {
    const interview = { status: 'completed', updated_at: new Date(askedAt + updatedMs).toISOString() };
    vendor.control.trouble({ how: 'body', body: interview }, 'ask');
    const subject = { interviewId: 'interview-1' } as Parameters<Vendor['fetch']>[0];
    const [observation] = await opened({ now: () => askedAt + 4_000 }).fetch(subject, askedAt, unlimited);
    expect(observation?.at).toBe(askedAt + seenMs);
  },
);

test('a state without a time is from when the vendor was asked', async () => {
  vendor.control.trouble({ how: 'body', body: { status: 'completed' } }, 'ask');
  const subject = { interviewId: 'interview-1' } as Parameters<Vendor['fetch']>[0];
  const [observation] = await opened({ now: () => askedAt + 4_000 }).fetch(subject, askedAt, unlimited);
  expect(observation?.at).toBe(askedAt);
});

const transcriptOf = (given: Given = {}) => opened(given).fetchTranscript?.('interview-1', unlimited);

test('what was said is in the answer about the interview, and read turn by turn', async () => {
  const transcript = [
    { at_seconds: 0, speaker: 'Interviewer', text: 'Why support?' },
    { at_seconds: 3.5, speaker: 'candidate', text: 'I listen first.' },
    { speaker: 'Ana', text: 'That is all.' },
    { speaker: 'candidate' },
    'Thanks.',
  ];
  vendor.control.trouble({ how: 'body', body: { status: 'completed', transcript } }, 'ask');
  expect(await transcriptOf()).toEqual({
    turns: [
      { speaker: 'interviewer', text: 'Why support?' },
      { speaker: 'candidate', text: 'I listen first.' },
      { speaker: { name: 'Ana' }, text: 'That is all.' },
    ],
    isCut: false,
  });
});

test.each([{ status: 'completed' }, { transcript: null }, { transcript: 'Why support?' }])(
  'of an interview like %j nothing was written down',
  async (body) => {
    vendor.control.trouble({ how: 'body', body }, 'ask');
    expect(await transcriptOf()).toEqual({ turns: [], isCut: false });
  },
);

test('of an interview that the vendor has forgotten there is nothing', async () => {
  vendor.control.trouble({ how: 'status', status: 404 }, 'ask');
  expect(await transcriptOf()).toEqual({ turns: [], isCut: false });
});

test.each([
  ['nonsense', 'vendor-unclear', { how: 'garbage' }],
  ['no object', 'vendor-unclear', { how: 'body', body: 'none' }],
  ['too much', 'vendor-unclear', { how: 'huge' }],
  ['a refusal', 'vendor-refused', { how: 'status', status: 403 }],
] as const)('what was said does not come with %s', async (_what, kind, trouble) => {
  vendor.control.trouble(trouble, 'ask');
  await expect(transcriptOf()).rejects.toMatchObject({ kind });
});
