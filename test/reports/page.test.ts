import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { observe } from '../../src/interviews/record.ts';
import { limits } from '../../src/limits.ts';
import { originOf } from '../../src/workable/contract.ts';
import { dataUriOf, pngOf } from '../../testing/png.ts';
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
  expect((await open(path(record))).text).toContain('<h1 dir="auto" lang>Sukarno</h1>');
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

test('the page shows the whole result, in the time zone of the account', async () => {
  reports.settings.timeZone = 'America/Argentina/Buenos_Aires';
  const record = await reports.add({
    score: { points: 9.1, of: 10 },
    decision: true,
    analysis: 'Calm and **precise**.\n\nKnows the trade.\nAsks back.',
    reasonsToHire: ['Led a team of nine'],
    reasonsNotToHire: ['Notice period of three months'],
    durationSeconds: 4_471,
    questions: [
      { question: 'How do you plan a shift?', score: { points: 8.5, of: 10 }, answer: 'By skill.', comment: 'Good.' },
      { question: 'When?', answer: 'Soon.' },
      { question: 'Nights?' },
    ],
    report: { url: `${reports.storage.url}/report` },
  });
  const { status, text } = await open(path(record));
  expect(status).toBe(200);
  expect(words(text)).toMatch(
    new RegExp(
      [
        'AI interview report · Vendor Lakita Marrero Operations Manager · First conversation',
        '12 Mar 2026, 10:05 \\(Buenos Aires\\) 1 h 14 min 31 s 2 of 3 questions answered Result 91 /100',
        'Definitely yes Decided by a person at Vendor, 12 March 2026 “Definitely yes” from 85',
        'Calm and precise. Full analysis Strengths Led a team of nine To ask about Notice period of three months',
        'Questions — scores of 100 1. How do you plan a shift\\? 85 \\(8.5 of 10\\) Answer By skill. Comment by Vendor Good.',
        '2. When\\? not scored Answer Soon. 3. Nights\\? not answered There is no answer to this question. Transcript Read what was said .*',
        'Full analysis Calm and precise . Knows the trade. Asks back. Report as PDF Open at Vendor',
        'Scores, analysis and reasons were written by the AI of Vendor .* you need a login there.',
        'Anyone with this link can read this page until 12 March 2027. Reference acme_',
      ].join(' '),
    ),
  );
  const parts = [
    '<html lang="en">',
    'aria-label="Score 91 of 100; “Definitely yes” from 85"',
    'Calm and <strong>precise</strong>.',
    'Knows the trade.<br/>Asks back.',
    `href="${reports.urls[0]}${path(record)}/report.pdf"`,
    'href="https://vendor.example/results/attempt-1"',
  ];
  for (const part of parts) expect(text).toContain(part);
});

/** What a reader reads. */
function words(html: string): string {
  const body = html.replace(/<style>.*<\/style>/s, '').replace(/^.*<body>/s, '');
  return body
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(' ,', ',')
    .trim();
}

test('all scores are of 100, but for words and what is above its maximum', async () => {
  const ratings = [
    { label: 'Tempo', score: { points: 4, of: 5 } },
    { label: 'Clarity', score: { points: 80, of: 100 } },
    { label: 'Zeal', score: { points: 6, of: 5 } },
    { label: '<b>Language', score: { word: 'B2' } },
  ];
  const { text } = await open(path(await reports.add({ ratings })));
  expect(words(text)).toContain(
    'Ratings — scores of 100 Tempo 80 (4 of 5) Clarity 80 Zeal 6 of 5 &lt;b>Language B2 Transcript',
  );
});

test.each([
  ['Latin', 'Knows “the trade” & more. ', 19_500],
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
  expect(text).not.toContain('shortened');
  expect(Number(headers.get('content-length'))).toBeLessThanOrEqual(limits.reportPageBytes);
});

test('every question can be opened, and says where its answer is or that there is none', async () => {
  const score = { points: 7, of: 10 };
  const questions = [
    { question: 'Scored?', score },
    { question: 'Commented?', score, comment: 'Short.' },
    { question: 'Silent?', comment: 'Left.' },
    { question: 'Skipped?' },
    { question: 'Elsewhere?', isAnswered: true as const },
  ];
  const record = await reports.add({ questions });
  const opened = async () => {
    const { text } = await open(path(record));
    return [...text.matchAll(/<details>.*?<\/details>/gs)].map(([each]) => each);
  };
  const withTranscript = await opened();
  expect(words((await open(path(record))).text)).toContain('3 of 5 questions answered');
  expect(withTranscript.map(words)).toEqual([
    '1. Scored? 70 (7 of 10) Transcript',
    '2. Commented? 70 (7 of 10) Transcript Comment by Vendor Short.',
    '3. Silent? not answered There is no answer to this question. Comment by Vendor Left.',
    '4. Skipped? not answered There is no answer to this question.',
    '5. Elsewhere? not scored Transcript',
  ]);
  expect(withTranscript[0]).toContain('<a href="#transcript">Transcript</a>');
  reports.settings.transcripts = false;
  expect((await opened()).map(words)[0]).toBe('1. Scored? 70 (7 of 10) Vendor does not show the answer.');
});

test('texts of the vendor are in their language, not in that of the page', async () => {
  const questions = [{ question: 'Warum wir?', answer: 'Ich wohne nah.', comment: 'Short.', language: 'de' }];
  const { text } = await open(path(await reports.add({ questions, analysis: 'One.' })));
  expect(text).toContain('<span class="name" dir="auto" lang="de">1. Warum wir?</span>');
  expect(text).toContain('<p dir="auto" lang="de">Ich wohne nah.</p>');
  for (const unknown of ['Short.', 'One.']) expect(text).toContain(`<p dir="auto" lang>${unknown}</p>`);
});

test('a result with nothing but its end is a page without empty sections', async () => {
  const record = await reports.add({ score: null });
  const { status, text } = await open(path(record));
  expect(status).toBe(200);
  expect(text).toContain('There is no score yet. If Vendor gives one, this page shows it.');
  expect(text).toContain('No decision yet');
  for (const part of [
    'Full analysis',
    'Strengths',
    'To ask',
    'Ratings',
    'Question',
    '.pdf',
    'undefined',
    'null',
    'NaN',
  ]) {
    expect(words(text)).not.toContain(part);
  }
});

test('a result that is final without a score says that none will come', async () => {
  const { text } = await open(path(await reports.add({ score: null, final: 'completed' })));
  expect(words(text)).toContain('Result No decision yet There is no score: Vendor gives none for this interview.');
});

test('a score above the scale is shown as it is', async () => {
  const { text } = await open(path(await reports.add({ score: { points: 51.2, of: 10 } })));
  expect(words(text)).toContain('Result 51.2 No decision yet The score, 51.2 of 10, is above the top of its scale');
});

test('several attempts are counted, and a newer one that is under way is named', async () => {
  const record = await reports.add();
  expect(words((await open(path(record))).text)).not.toContain('Attempt');
  const attempt = (attemptId: string, at: number) => ({
    attemptId,
    source: 'webhook' as const,
    at,
    state: 'failed' as const,
    isSubmitted: false,
  });
  const second = observe(record, attempt('attempt-0', startedAt - day));
  await reports.store.save(second, 1, { dueAt: startedAt + day });
  expect(words((await open(path(record))).text)).toContain('Attempt 2 of 2');
  const third = observe(second, { ...attempt('attempt-2', startedAt + day), state: 'running' });
  await reports.store.save(third, 2, { dueAt: startedAt + day });
  const text = words((await open(path(record))).text);
  expect(text).toContain('Attempt 2 of 3');
  expect(text).toContain('A newer attempt is under way. This report is about the one before.');
});

test.each([
  ['de-AT,en;q=0.5', 'de', 'KI-Interviewbericht · Vendor', '12.03.2026, 13:05 (UTC)', '51 /100', '(5,12 von 10)'],
  ['es', 'es', 'Informe de entrevista con IA · Vendor', '12 mar 2026, 13:05 (UTC)', '51 /100', '(5,12 sobre 10)'],
  ['fr;q=0.9,xx', 'fr', 'Rapport d’entretien par IA · Vendor', '12 mars 2026, 13:05 (UTC)', '51 /100', '(5,12 sur 10)'],
  [
    'ja, pt-BR;q=0.1',
    'pt',
    'Relatório de entrevista com IA · Vendor',
    '12 de mar. de 2026, 13:05 (UTC)',
    '(5,12 de 10)',
  ],
  ['ja', 'en', 'AI interview report · Vendor', '12 Mar 2026, 13:05 (UTC)', '(5.12 of 10)'],
])('the words of the page follow the reader: %s', async (accepted, language, ...parts) => {
  const record = await reports.add({ questions: [{ question: 'Why?', score: { points: 5.12, of: 10 } }] });
  const answer = await fetch(`${reports.urls[0]}${path(record)}`, { headers: { 'Accept-Language': accepted } });
  const text = await answer.text();
  expect(answer.headers.get('vary')).toBe('Accept-Language');
  expect(text).toContain(`<html lang="${language}">`);
  for (const part of parts) expect(words(text)).toContain(part);
  const dead = await fetch(`${reports.urls[0]}/reports/x`, { headers: { 'Accept-Language': accepted } });
  expect(await dead.text()).toContain(`<html lang="${language}">`);
});

test('the page is in the name of the vendor, with logo and colour', async () => {
  const logo = dataUriOf(pngOf(60, 20));
  reports.settings.brand = { logo, colour: '#ffcc00' };
  const { text, headers } = await open(path(await reports.add()));
  expect(text).toContain(`<img src="${logo}" alt="Vendor"/>`);
  expect(text).toContain('--accent: #ffcc00; --on-accent: #0e1c28');
  expect(headers.get('content-security-policy')).toContain('img-src data:;');
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
        analysis: `Said: ${text}`,
        reasonsToHire: [text],
        reasonsNotToHire: [text],
        questions: [{ question: text, score: { points: 1, of: 10 } }],
      },
      {
        id: `acme_${'Ab3'.repeat(6)}${text === attack ? 'Ab4' : 'Ab5'}`,
        origin: originOf(`https://acme.workable.com/${text === attack}`),
        jobTitle: text,
        candidate: { lastName: text, email: 'lakita@example.test' },
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
  const { text } = await open(path(record));
  expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  expect(text).toContain('<title>xfdp.exey xfdp.exey – AI interview report</title>');
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

  test('that was whole: its report was erased', async () => {
    const { status, text } = await open(`/reports/acme_${'Ab3'.repeat(7)}x.${'k'.repeat(43)}`);
    expect(status).toBe(404);
    expect(text).toContain('<h1>This report was erased</h1>');
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
  const ended = await open(path(record));
  expect(ended.status).toBe(410);
  expect(ended.text).toContain('Make a new shared link in Workable.');
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
