import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { observe } from '../../src/interviews/record.ts';
import { originOf } from '../../src/workable/contract.ts';
import { day, minute, openReports, type Reports, startedAt } from './open-reports.ts';

let reports: Reports;

beforeEach(async () => {
  reports = await openReports();
});

afterEach(() => reports.close());

async function open(path: string, method = 'GET') {
  const answer = await fetch(`${reports.urls[0]}${path}`, { method });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const path = ({ id, reportKey }: { id: string; reportKey: string }) => `/reports/${id}.${reportKey}`;

test('the page shows a candidate with a single name', async () => {
  const candidate = { lastName: 'Sukarno', email: 'sukarno@example.test' };
  const record = await reports.add({ score: { points: 9.1, of: 10 } }, { candidate });
  expect((await open(path(record))).text).toContain('<h1 dir="auto">Sukarno</h1>');
});

test('the page shows what else the vendor says, in its order, and runs none of it', async () => {
  const remarks = [
    { label: 'Zeal', value: 'high' },
    { label: 'Answers', value: 0 },
    { label: 'Speaks German', value: false },
    { label: '<b>', value: '<script>' },
  ];
  const { text } = await open(path(await reports.add({ remarks })));
  expect(text).toContain(
    [
      ['Zeal', 'high'],
      ['Answers', '0'],
      ['Speaks German', 'no'],
      ['&lt;b>', '&lt;script>'],
    ]
      .map(([label, value]) => `<li><bdi class="soft">${label}</bdi>: <bdi>${value}</bdi></li>`)
      .join(''),
  );
});

test('the page shows the whole result', async () => {
  const record = await reports.add({
    score: { points: 9.1, of: 10 },
    decision: true,
    analysis: 'Calm and precise.\n\nKnows the trade.\nAsks back.',
    reasonsToHire: ['Led a team of nine'],
    reasonsNotToHire: ['Notice period of three months'],
    durationSeconds: 1471,
    questions: [{ question: 'How do you plan a shift?', score: { points: 8.5, of: 10 } }],
    report: { url: `${reports.storage.url}/report` },
  });
  const { status, text } = await open(path(record));
  expect(status).toBe(200);
  const parts = [
    '<html lang="en">',
    '<h1 dir="auto">Lakita Marrero</h1>',
    'Operations Manager',
    'aria-label="Score 91 of 100"',
    '<dd>Excelled</dd>',
    '<p dir="auto">Calm and precise.</p><p dir="auto">Knows the trade.<br/>Asks back.</p>',
    'Led a team of nine',
    'Notice period of three months',
    'How do you plan a shift?</th><td>85 of 100</td>',
    '<time datetime="2026-03-12T13:05:00.000Z">12 March 2026 at 13:05 UTC</time>: finished, with a score',
    '<dd>00:24:31</dd>',
    `href="${reports.urls[0]}${path(record)}/report.pdf"`,
    'href="https://vendor.example/results/attempt-1"',
    'needs a login',
  ];
  for (const part of parts) expect(text).toContain(part);
});

test('ratings have a table of their own, and say their maximum where it is not that of the whole', async () => {
  const score = { points: 9.1, of: 10 };
  const ratings = [
    { label: 'Tempo', score: { points: 4, of: 5 } },
    { label: 'Clarity', score: { points: 8, of: 10 } },
    { label: '<b>Language', score: { word: 'B2' } },
  ];
  const { text } = await open(path(await reports.add({ score, ratings, questions: [{ question: 'Why?' }] })));
  const [, table = ''] = /Ratings<\/h2><table>.*?<tbody>(.*?)<\/tbody>/.exec(text) ?? [];
  expect(table.replaceAll(/ (scope|dir)="\w+"/g, '')).toBe(
    '<tr><th>Tempo</th><td>80 of 100</td></tr>' +
      '<tr><th>Clarity</th><td>80 of 100</td></tr>' +
      '<tr><th>&lt;b>Language</th><td>B2</td></tr>',
  );
  expect(text).toMatch(/Question scores<\/h2>.*Why\?<\/th><td>not scored<\/td>/);
});

test.each([
  ['Latin', 'Knows “the trade” & more. ', 20_000],
  ['Arabic', 'تعرف المهنة جيدًا. ', 12_000],
])('a long report in %s script stays within 60 KB', async (_script, words, characters) => {
  const textOf = (length: number) => words.repeat(length / words.length);
  const record = await reports.add({
    analysis: textOf(characters),
    reasonsToHire: Array.from({ length: 10 }, () => textOf(200)),
    reasonsNotToHire: Array.from({ length: 10 }, () => textOf(200)),
    questions: Array.from({ length: 30 }, () => ({ question: textOf(150), score: { points: 7, of: 10 } })),
  });
  const { headers, text } = await open(path(record));
  expect(text).toContain(textOf(characters).trim().replaceAll('&', '&amp;'));
  expect(Number(headers.get('content-length'))).toBeLessThan(60 * 1024);
});

test('a result with nothing but its end is a page without empty sections', async () => {
  const record = await reports.add({ score: null });
  const { status, text } = await open(path(record));
  expect(status).toBe(200);
  expect(text).toContain('There is no score yet.');
  expect(text).toContain('Not decided yet');
  for (const part of ['Analysis', 'Reasons', 'Ratings', 'Question', 'report.pdf', 'undefined', 'null', 'NaN']) {
    expect(text).not.toContain(part);
  }
});

test('a score above the scale is shown as it is', async () => {
  const { text } = await open(path(await reports.add({ score: { points: 51.2, of: 10 } })));
  expect(text).toContain('Score 51.2, which is above the top of the scale');
});

test('every attempt is listed, and the one that is reported is marked', async () => {
  const record = await reports.add();
  const failed = observe(record, {
    attemptId: 'attempt-0',
    source: 'webhook',
    at: startedAt - day,
    state: 'failed',
    isSubmitted: false,
    vendorStatus: 'abandoned',
  });
  await reports.store.save(failed, 1, { dueAt: startedAt + day });
  const { text } = await open(path(record));
  expect(text).toMatch(
    /<ol><li>.*not completed \(abandoned\)<\/li><li>.*finished, with a score <strong>\(this report\)/,
  );
});

test.each([
  `</title><script>alert(1)</script><img src=x onerror='alert(1)'>"&`,
  `"><svg onload=alert(1)><style>*{display:none}</style></p></section></main></body>`,
  `' onclick='alert(1)' x="" onfocus="alert(1)" autofocus="`,
  '<!--',
  '&#60;script&#62;',
  '<\u202Escript>alert(1)</\u0000script>',
])('no text becomes markup, whatever its source: %s', async (attack) => {
  const page = async (text: string) => {
    const record = await reports.add(
      {
        analysis: text,
        reasonsToHire: [text],
        reasonsNotToHire: [text],
        questions: [{ question: text, score: { points: 1, of: 10 } }],
      },
      {
        id: `acme_${'Ab3'.repeat(6)}${text === attack ? 'Ab4' : 'Ab5'}`,
        origin: originOf(`https://acme.workable.com/${text === attack}`),
        jobTitle: text,
        candidate: { firstName: text, lastName: text, email: 'lakita@example.test' },
      },
    );
    return (await open(path(record))).text;
  };
  const [attacked, harmless] = [await page(attack), await page('harmless')];
  expect(tagsIn(attacked.replaceAll('Ab4', 'Ab5'))).toEqual(tagsIn(harmless));
  expect(attacked).not.toMatch(/<script|<img|<svg onload|<\/title><(?!style)|"&"/);
  expect(attacked.split(written(attack))).toHaveLength(harmless.split('harmless').length);
});

/** Every tag with its attributes, which hold no text of others. */
function tagsIn(page: string): string[] {
  return page.match(/<[^>]*>?/g) ?? [];
}

/** A text as it stands in a page: these three characters are all that could end its place. */
function written(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  return escaped.replaceAll(/[\u202E\0]/g, '');
}

test('no text turns the direction of what follows it', async () => {
  const turn = 'x\u202Efdp.exe\u2066y';
  const record = await reports.add(
    {
      analysis: turn,
      reasonsToHire: [turn],
      reasonsNotToHire: [turn],
      questions: [{ question: turn, score: { points: 1, of: 10 } }],
    },
    { jobTitle: turn, candidate: { firstName: turn, lastName: turn, email: 'lakita@example.test' } },
  );
  const failed = observe(record, {
    attemptId: 'attempt-0',
    source: 'webhook',
    at: startedAt - day,
    state: 'failed',
    isSubmitted: false,
    vendorStatus: turn,
  });
  await reports.store.save(failed, 1, { dueAt: startedAt + day });
  const { text } = await open(path(record));
  expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  expect(text).toContain('<title>xfdp.exey xfdp.exey – Interview report</title>');
  expect(text).toContain('not completed (xfdp.exey)');
});

describe('every page', () => {
  test.each([200, 404, 405])('says with status %i who may do what with it', async (status) => {
    const record = await reports.add();
    const address = status === 404 ? '/reports/unknown.token' : path(record);
    const { headers, text, ...answer } = await open(address, status === 405 ? 'POST' : 'GET');
    expect(answer.status).toBe(status);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-robots-tag': 'noindex, nofollow',
      'referrer-policy': 'no-referrer',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    });
    const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(text).not.toMatch(/<script| style=/);
    expect(text).toContain('<meta name="robots" content="noindex, nofollow"/>');
  });
});

describe('an address that leads nowhere is a page with 404', () => {
  test.each([
    ['a key that is wrong', (known: string) => known.replace(/.$/, 'x')],
    ['a key that is cut off', (known: string) => known.slice(0, -1)],
    ['no key', (known: string) => known.replace(/\..*/, '.')],
    ['an unknown id', (known: string) => known.replace('Ab3', 'Xb3')],
    ['an id that is none', () => '/reports/__proto__.key'],
    ['more than there is', (known: string) => `${known}/report.html`],
    ['nothing', () => '/reports'],
    ['half a percent sign', () => '/reports/%E0%A4%A'],
  ])('with %s', async (_what, change) => {
    const { status, text } = await open(change(path(await reports.add())));
    expect(status).toBe(404);
    expect(text).toContain('<h1>No report here</h1>');
  });

  test('with the key of the report as that of a shared link', async () => {
    const { status } = await open(path(await reports.add()).replace('reports', 'shared'));
    expect(status).toBe(404);
  });
});

test('an interview without a result has no page yet', async () => {
  const record = await reports.add({ state: 'running', score: null }, {});
  const { concluded: _, ...open_ } = record;
  await reports.store.save(open_, 1, { dueAt: startedAt + day });
  const { status, text } = await open(path(record));
  expect(status).toBe(404);
  expect(text).toContain('not available yet');
});

test('a page ends so long after the final state as it is set to', async () => {
  reports.settings.reportLinkLife = { kind: 'time', ms: 2 * day };
  const record = await reports.add();
  reports.clock.now = startedAt + 30 * minute + 2 * day - 1;
  expect((await open(path(record))).status).toBe(200);
  reports.clock.now += 1;
  expect((await open(path(record))).status).toBe(410);
  expect((await open(`${path(record)}/report.pdf`)).status).toBe(410);
});

test('HEAD is answered like GET, without the page', async () => {
  const record = await reports.add();
  const [get, head] = [await open(path(record)), await open(path(record), 'HEAD')];
  expect([head.status, head.text]).toEqual([200, '']);
  expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'));
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is not possible', async (method) => {
  const { status, headers, text } = await open(path(await reports.add()), method);
  expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  expect(text).toContain('A report can only be read.');
});

test('without its memory the bridge answers with a page that asks for patience', async () => {
  const record = await reports.add();
  reports.redis.disconnect();
  const { status, headers, text } = await open(path(record));
  expect([status, headers.get('retry-after')]).toEqual([503, '5']);
  expect(text).toContain('Please try again in a minute.');
  expect(reports.failures.map(({ kind }) => kind)).toEqual(['store-unavailable']);
});
