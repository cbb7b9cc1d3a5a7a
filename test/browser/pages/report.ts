import type { Observation } from '../../../src/interviews/observation.ts';
import { type InterviewRecord, observe } from '../../../src/interviews/record.ts';
import { originOf } from '../../../src/workable/contract.ts';
import { dataUriOf, pngOf } from '../../../testing/png.ts';
import { day, minute, openReports, type Reports, startedAt } from '../../reports/open-reports.ts';
import type { PageSet, Shown } from './page-set.ts';

const full: Partial<Observation> = {
  score: { points: 8.7, of: 10 },
  decision: true,
  analysis:
    'The candidate answered with **concrete examples**, kept to the point and reacted well to follow-up questions.\n\n## Strengths\n\n- Explains decisions with numbers\n- Listens before answering\n\n| Skill | Level |\n| --- | --- |\n| English | C1 |\n| Planning | good |\n\n1. First\n2. Second\n\n> Quoted words',
  reasonsToHire: ['Explains decisions with numbers', 'Listens before answering'],
  reasonsNotToHire: ['Little experience with shift work'],
  durationSeconds: 932,
  ratings: [
    { label: 'Communication', score: { points: 4, of: 5 } },
    { label: 'Language', score: { word: 'B2' } },
  ],
  questions: [
    {
      question: 'Tell me about a difficult customer.',
      score: { points: 9.1, of: 10 },
      answer: 'I listened first, repeated what I had heard, and offered two ways out.',
      comment: 'To the point, with a concrete outcome.',
    },
    { question: 'Why this job?', score: { points: 8.3, of: 10 } },
    { question: 'When could you start?', answer: 'In four weeks.' },
    { question: 'What about nights?' },
  ],
  remarks: [
    { label: 'Recording', value: true },
    { label: 'Country', value: 'France' },
  ],
};

/** What could break a page: markup, long words, directions and whatever else a vendor may write. */
const attack = `</p><script>alert(1)</script><img src=//evil.example/x onerror=alert(1)> [x](javascript:alert(1)) ![y](//evil.example/p.png) \u202Eevil`;
const hostile: Partial<Observation> = {
  score: { word: `B2 ${'W'.repeat(180)}` },
  decision: false,
  analysis: `${attack}\n\n# ${attack}\n\n${'|a'.repeat(12)}|\n${'|-'.repeat(12)}|\n${`|${attack.replaceAll('|', '')}`.repeat(12)}|\n\n${'a'.repeat(2_000)}\n\n${'- '.repeat(40)}x\n\n${'> '.repeat(40)}x\n\n${'*_a '.repeat(3_000)}`,
  reasonsToHire: [attack, 'x'.repeat(2_000)],
  reasonsNotToHire: ['قليل الخبرة', attack],
  questions: [
    { question: attack, score: { points: 12, of: 10 }, answer: attack, comment: attack },
    { question: 'Donaudampfschifffahrtsgesellschaft'.repeat(8), score: { word: 'W'.repeat(190) } },
  ],
  ratings: [{ label: attack, score: { points: 3, of: 5 } }],
  remarks: [{ label: attack, value: attack }],
};

/** What is still read as Markdown, with a table that is far too wide. */
const markdown: Partial<Observation> = {
  analysis: `Said: ${attack}\n\n# ${attack}\n\n${'|a'.repeat(12)}|\n${'|-'.repeat(12)}|\n${`|${attack}`.repeat(12)}|\n\n- ${'a'.repeat(900)}\n  - b\n\n> ${attack}`,
};

/** Reports and shared links, in every state, and their dead ends. */
export const reportPages: PageSet = {
  name: 'report',
  async open() {
    const reports = await openReports();
    const { settings } = reports;
    settings.timeZone = 'Europe/Berlin';
    const [address] = reports.urls;
    const add = adding(reports);
    const report = { url: `${reports.storage.url}/report` };
    const record = await add({ ...full, report });
    const url = urlOf(address, record);
    const shared = await reports.share({ kind: 'views', views: 3 }, record);
    const used = await reports.share({ kind: 'views', views: 1 }, record);
    await reports.links.view(record.id, 'secret1', reports.clock.now);
    const expired = await reports.share({ kind: 'time', ms: 0 }, record);
    const forTime = await reports.share({ kind: 'time', ms: 7 * day }, record);
    const initials = () => {
      settings.sharedNames = 'initials';
    };
    const branded = () => {
      settings.brand = { logo: dataUriOf(pngOf(120, 40)), colour: '#ffcc00' };
    };
    const plain = () => {
      settings.brand = {};
    };
    const running = await add({}, {}, { attemptId: 'attempt-2', state: 'running', at: startedAt + day });
    const shown = (what: string, at: string, more: Partial<Shown> = {}): Shown => ({ what, url: at, ...more });
    const press = (page: Parameters<NonNullable<Shown['press']>>[0]) => page.click('button');
    return {
      pages: [
        shown('a report', url, { isQuick: true }),
        ...['de', 'es', 'fr', 'pt'].map((language) =>
          shown(`a report in ${language}`, url, { headers: { 'Accept-Language': language } }),
        ),
        shown('a report with logo and colour', url, { before: branded }),
        shown('a shared link for a number of views', shared.url, { before: plain, isQuick: true }),
        shown('a view of a shared link', shared.url, { press }),
        shown('a shared link with initials', forTime.url, { before: initials }),
        shown('a transcript', `${url}/transcript`),
        shown('a report without anything', urlOf(address, await add({ score: null }))),
        shown('a score above the scale', urlOf(address, await add({ ...full, score: { points: 51.2, of: 10 } }))),
        shown('a report with a newer attempt', urlOf(address, running)),
        shown('hostile texts', urlOf(address, await add(hostile, hostileRecord()))),
        shown('hostile Markdown', urlOf(address, await add(markdown, hostileRecord()))),
        shown('hostile texts in a shared link', (await sharedHostile(reports, add)).url),
        shown('a text from right to left', urlOf(address, await add({ ...full, ...rightToLeft }, rightToLeftRecord))),
        shown('a shared link that is used up', used.url, { isQuick: true }),
        shown('a shared link that has expired', expired.url),
        shown('no result yet', urlOf(address, await withoutResult(add, reports))),
        shown('no report', `${address}/reports/x`),
        shown('an erased report', `${address}/reports/acme_${'Ab3'.repeat(7)}x.${'k'.repeat(43)}`),
      ],
      close: reports.close,
    };
  },
};

const urlOf = (address: string, { id, reportKey }: InterviewRecord) => `${address}/reports/${id}.${reportKey}`;

/** Interviews of their own. `newer`: an attempt after the one that is scored. */
function adding(reports: Reports) {
  let count = 0;
  return async (
    observation: Partial<Observation>,
    change: Partial<InterviewRecord> = {},
    newer?: Partial<Observation>,
  ): Promise<InterviewRecord> => {
    count += 1;
    const own = { id: `acme_${'Ab3'.repeat(6)}x${count}`, origin: originOf(`https://acme.workable.com/${count}`) };
    const record = await reports.add(observation, { ...own, ...change });
    if (!newer) return record;
    const base = { attemptId: 'attempt-2', source: 'webhook', at: startedAt + minute, isSubmitted: false } as const;
    const next = observe(record, { ...base, state: 'running', ...newer });
    await reports.store.save(next, 1, { dueAt: reports.clock.now + day });
    return next;
  };
}

async function withoutResult(add: ReturnType<typeof adding>, { store, clock }: Reports): Promise<InterviewRecord> {
  const { concluded: _, ...open } = await add({ state: 'running', score: null });
  await store.save(open, 1, { dueAt: clock.now + day });
  return open;
}

async function sharedHostile(reports: Reports, add: ReturnType<typeof adding>) {
  return reports.share({ kind: 'forever' }, await add(hostile, hostileRecord()));
}

function hostileRecord(): Partial<InterviewRecord> {
  const candidate = { firstName: attack, lastName: 'X'.repeat(300), email: 'lakita@example.test' };
  return { jobTitle: attack, candidate };
}

const rightToLeft: Partial<Observation> = {
  analysis: 'أجابت المرشحة بأمثلة ملموسة وتفاعلت جيدًا مع الأسئلة.\n\n- تشرح قراراتها بالأرقام\n- تستمع قبل أن تجيب',
  reasonsToHire: ['تشرح قراراتها بالأرقام'],
};
const rightToLeftRecord: Partial<InterviewRecord> = {
  jobTitle: 'مديرة العمليات',
  candidate: { firstName: 'ليلى', lastName: 'منصور', email: 'laila@example.test' },
};
