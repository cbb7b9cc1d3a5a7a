import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure, type FailureKind } from '../../src/errors.ts';
import type { SpokenTurn } from '../../src/interviews/transcript.ts';
import { limits } from '../../src/limits.ts';
import { day, minute, openReports, type Reports, said, startedAt } from './open-reports.ts';

let reports: Reports;

beforeEach(async () => {
  reports = await openReports();
});

afterEach(() => reports.close());

async function open(address: string, method = 'GET') {
  const answer = await fetch(new URL(address, reports.urls[0]), { method });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const report = ({ id, reportKey }: { id: string; reportKey: string }) => `/reports/${id}.${reportKey}`;
const transcript = (record: { id: string; reportKey: string }) => `${report(record)}/transcript`;

function tells(...turns: SpokenTurn[]): void {
  reports.vendor.transcript = async () => ({ turns, isCut: false });
}

function fails(kind: FailureKind, retryAfterMs?: number): void {
  reports.vendor.transcript = async () => {
    throw new Failure(kind, "The vendor's own words", retryAfterMs === undefined ? {} : { retryAfterMs });
  };
}

test('the report leads to what was said, and asks the vendor nothing before a reader opens it', async () => {
  const record = await reports.add();
  const { text } = await open(report(record));
  const url = `${reports.urls[0]}${transcript(record)}`;
  expect(text).toContain(
    `<p><a href="${url}">Read what was said</a> <span class="soft small">Fetched from Vendor when you open it.</span></p>`,
  );
  expect(reports.vendor.read).toEqual([]);
});

test('the page has each turn with its speaker, and leads back', async () => {
  tells(...said.turns, { speaker: { name: 'Ana' }, text: 'Two\nlines' }, { speaker: { name: '' }, text: 'Hm' });
  const record = await reports.add();
  const { status, headers, text } = await open(transcript(record));
  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(headers.get('cache-control')).toBe('private, no-store');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(text).toContain('<title>Lakita Marrero – Interview transcript</title>');
  const turns = [
    ...text.matchAll(/<li[^>]*><p class="soft" dir="auto">(.*?)<\/p><p dir="auto" lang>(.*?)<\/p><\/li>/gs),
  ];
  expect(turns.map(([, speaker, words]) => [speaker, words])).toEqual([
    ['Interviewer', 'Why us?'],
    ['Candidate', 'I live near.'],
    ['Ana', 'Two\nlines'],
    ['Speaker', 'Hm'],
  ]);
  expect(text).toContain(`<a href="${reports.urls[0]}${report(record)}">Back to the report</a>`);
  expect(reports.vendor.read).toEqual(['attempt-1']);
});

test('what was said is in its language, also where it is read again', async () => {
  tells({ speaker: 'candidate', text: 'Ich wohne nah.', language: 'de' }, { speaker: 'interviewer', text: 'Thanks.' });
  const record = await reports.add();
  for (let i = 0; i < 2; i += 1) {
    const { text } = await open(transcript(record));
    expect(text).toContain('<p dir="auto" lang="de">Ich wohne nah.</p>');
    expect(text).toContain('<p dir="auto" lang>Thanks.</p>');
    reports.clock.now += limits.transcriptAgainMs;
  }
  expect(reports.vendor.read).toHaveLength(1);
});

test('nothing that was said becomes markup', async () => {
  tells({ speaker: { name: '<b>' }, text: '</p><script>alert(1)</script>' });
  const { text } = await open(transcript(await reports.add()));
  expect(text).toContain('&lt;/p>&lt;script>alert(1)&lt;/script>');
  expect(text).toContain('&lt;b>');
  expect(text).not.toContain('<script');
});

describe('a long transcript', () => {
  test.each([
    ['Latin', 'Knows “the trade” & <more>. '],
    ['Arabic', 'تعرف المهنة جيدًا. '],
  ])('in %s script ends after a whole turn, within 60 KB, and says so', async (_script, words) => {
    const turn: SpokenTurn = { speaker: 'candidate', text: words.repeat(20).trim() };
    tells(...Array.from({ length: 300 }, () => turn));
    const { text } = await open(transcript(await reports.add()));
    const bytes = Buffer.byteLength(text);
    expect(bytes).toBeLessThanOrEqual(limits.transcriptPageBytes);
    expect(bytes).toBeGreaterThan(limits.transcriptPageBytes - 3_000);
    const shown = [...text.matchAll(/<li class="candidate">.*?<p dir="auto" lang>(.*?)<\/p><\/li>/gs)].map(
      ([, each]) => each,
    );
    expect(new Set(shown).size).toBe(1);
    expect(text).toContain('This is the beginning. The whole transcript is at Vendor.');
  });

  test('of one endless turn is cut', async () => {
    tells({ speaker: 'candidate', text: '"'.repeat(limits.transcriptCharacters) });
    const { text } = await open(transcript(await reports.add()));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limits.transcriptPageBytes);
    expect(text).toContain('&quot;…</p></li>');
    expect(text).toContain('This is the beginning.');
  });

  test('that the bridge has cut says so too, and a whole one does not', async () => {
    const [cut, whole] = [await reports.add(), await reports.add({}, { id: `acme_${'Cd4'.repeat(7)}` })];
    reports.vendor.transcript = async () => ({ ...said, isCut: true });
    expect((await open(transcript(cut))).text).toContain('This is the beginning.');
    reports.vendor.transcript = async () => said;
    expect((await open(transcript(whole))).text).not.toContain('This is the beginning.');
  });
});

test('where the vendor has nothing, the page says so', async () => {
  tells();
  const { status, text } = await open(transcript(await reports.add()));
  expect(status).toBe(200);
  expect(text).toContain('Vendor has no transcript of this interview.');
});

describe('there is no transcript', () => {
  test.each<[string, () => Promise<{ id: string; reportKey: string }>]>([
    [
      'that the settings allow',
      () => {
        reports.settings.transcripts = false;
        return reports.add();
      },
    ],
    ['as the vendor says', () => reports.add({ hasTranscript: false })],
    ['of a vendor that is not the account’s any more', () => reports.add({}, { vendor: 'another' })],
  ])('%s', async (_why, add) => {
    const record = await add();
    expect((await open(report(record))).text).not.toContain('Read what was said');
    const { status, text } = await open(transcript(record));
    expect(status).toBe(404);
    expect(text).toContain('There is no transcript of this interview.');
    expect(reports.vendor.read).toEqual([]);
  });

  test('of an interview without a result', async () => {
    const running = { state: 'running', isSubmitted: false, score: null } as const;
    const { concluded: _concluded, ...record } = await reports.add(running, { concluded: undefined as never });
    expect((await open(transcript(record))).status).toBe(404);
    expect(reports.vendor.read).toEqual([]);
  });

  test('for those without the whole address', async () => {
    const record = await reports.add();
    expect((await open(`/reports/${record.id}.wrong-key/transcript`)).status).toBe(404);
    expect(reports.vendor.read).toEqual([]);
  });
});

describe('a vendor that does not give it', () => {
  test.each<[FailureKind, number, string]>([
    ['vendor-unclear', 503, 'Vendor does not answer.'],
    ['vendor-not-reached', 503, 'Vendor does not answer.'],
    ['vendor-refused', 502, 'Vendor does not provide it.'],
    ['vendor-key-rejected', 502, 'Vendor does not provide it.'],
    ['busy', 503, 'too many people are reading transcripts.'],
  ])('(%s) is named, with where to go from there', async (kind, status, words) => {
    fails(kind);
    const record = await reports.add();
    const answer = await open(transcript(record));
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(`The transcript cannot be shown at the moment: ${words}`);
    expect(answer.text).toContain('<h1 dir="auto" lang>Lakita Marrero</h1>');
    expect(answer.text).toContain(`<a href="${reports.urls[0]}${transcript(record)}">Try again</a>`);
    expect(answer.text).toContain('Back to the report');
    expect(answer.text).not.toContain('own words');
    expect(reports.failures.map((failure) => failure.kind)).toEqual([kind]);
    const { id: interviewId } = record;
    const note = { event: 'transcript', outcome: 'unanswered', detail: kind, account: 'acme', interviewId };
    expect(reports.notes).toEqual([{ ...note, attemptId: 'attempt-1' }]);
    expect((await open(report(record))).status).toBe(200);
  });

  test('is not asked while its account is paused', async () => {
    const record = await reports.add();
    reports.accounts.set('acme', { ...reports.accounts.get('acme')!, isPaused: true });
    const { status, text } = await open(transcript(record));
    expect([status, text.includes('the connection to Vendor is paused.')]).toEqual([503, true]);
    expect(reports.vendor.read).toEqual([]);
  });

  test('says how long to wait, where it knows', async () => {
    fails('vendor-not-reached', 42_000);
    expect((await open(transcript(await reports.add()))).headers.get('retry-after')).toBe('42');
  });

  test('is asked again by a reader who comes ten seconds later, and not by those before', async () => {
    fails('vendor-unclear');
    const record = await reports.add();
    await open(transcript(record));
    tells(...said.turns);
    expect((await open(transcript(record))).status).toBe(503);
    reports.clock.now += limits.transcriptAgainMs;
    expect((await open(transcript(record))).text).toContain('I live near.');
  });
});

test('many readers at once are one question to the vendor, and later ones are none for ten minutes', async () => {
  const record = await reports.add();
  const pages = await Promise.all(Array.from({ length: 8 }, () => open(transcript(record))));
  expect(pages.every(({ text }) => text.includes('I live near.'))).toBe(true);
  expect((await open(transcript(record))).status).toBe(200);
  expect(reports.vendor.read).toEqual(['attempt-1']);
  const [name = ''] = await reports.redis.keys('*:transcript:*');
  const left = await reports.redis.pttl(name);
  expect(left).toBeGreaterThan(limits.transcriptKeptMs - minute);
  expect(left).toBeLessThanOrEqual(limits.transcriptKeptMs);
  await reports.redis.del(name);
  reports.clock.now += limits.transcriptAgainMs;
  await open(transcript(record));
  expect(reports.vendor.read).toHaveLength(2);
});

test('HEAD is answered like GET and asks the vendor nothing', async () => {
  const { status, headers, text } = await open(transcript(await reports.add()), 'HEAD');
  expect([status, text, headers.get('content-type')]).toEqual([200, '', 'text/html; charset=utf-8']);
  expect(reports.vendor.read).toEqual([]);
});

test.each(['POST', 'DELETE'])('%s is not possible', async (method) => {
  const { status, headers } = await open(transcript(await reports.add()), method);
  expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

test('the address ends with that of the report', async () => {
  reports.settings.reportLinkLife = { kind: 'time', ms: 2 * day };
  const record = await reports.add();
  reports.clock.now = startedAt + 30 * minute + 2 * day;
  expect((await open(transcript(record))).status).toBe(410);
  expect(reports.vendor.read).toEqual([]);
});

describe('a shared link', () => {
  test('leads to what was said, and from there back', async () => {
    const { url } = await reports.share({ kind: 'time', ms: day }, await reports.add());
    expect((await open(url)).text).toContain(`href="${url}/transcript"`);
    const { text } = await open(`${url}/transcript`);
    expect(text).toContain('I live near.');
    expect(text).toContain(`<a href="${url}">Back to the report</a>`);
  });

  test('that ends takes it along', async () => {
    const { url } = await reports.share({ kind: 'time', ms: day }, await reports.add());
    reports.clock.now += day;
    expect((await open(`${url}/transcript`)).status).toBe(410);
    expect(reports.vendor.read).toEqual([]);
  });

  test('counts no view for it, and opens it for a while after one', async () => {
    const { url } = await reports.share({ kind: 'views', views: 1 }, await reports.add());
    expect((await open(url, 'POST')).text).toContain('Read what was said');
    reports.clock.now += 15 * minute - 1;
    for (let i = 0; i < 2; i += 1) expect((await open(`${url}/transcript`)).status).toBe(200);
    reports.clock.now += 1;
    expect((await open(`${url}/transcript`)).status).toBe(410);
  });

  test('that was never made leads to nothing', async () => {
    const { id } = await reports.add();
    expect((await open(`/shared/${id}.made-up/transcript`)).status).toBe(404);
    expect(reports.vendor.read).toEqual([]);
  });
});

test('of many interviews a process remembers the last few, for ten seconds', async () => {
  fails('vendor-unclear');
  const count = limits.transcriptsRemembered + 1;
  const records = [];
  for (let i = 0; i < count; i += 1) {
    const origin = { ...(await reports.add()).origin, key: `https://acme.workable.com/callbacks/${i}` };
    records.push(await reports.add({}, { id: `acme_${String(i).padStart(22, 'a')}`, origin }));
  }
  for (const record of records) expect((await open(transcript(record))).status).toBe(503);
  await open(transcript(records.at(-1)!));
  expect(reports.notes).toHaveLength(count);
  await open(transcript(records[0]!));
  expect(reports.notes).toHaveLength(count + 1);
});
