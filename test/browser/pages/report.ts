import { openReports } from '../../reports/open-reports.ts';
import type { PageSet } from './page-set.ts';

/** Reports and shared links, in every state, and their dead ends. */
export const reportPages: PageSet = {
  name: 'report',
  async open() {
    const reports = await openReports();
    const [address] = reports.urls;
    const record = await reports.add({
      score: { points: 9.1, of: 10 },
      decision: true,
      analysis: 'Calm and precise.\n\nKnows the trade.',
      reasonsToHire: ['Led a team of nine'],
      reasonsNotToHire: ['Notice period of three months'],
      questions: [{ question: 'Why us?', score: { points: 8.5, of: 10 } }, { question: 'When?' }],
      report: { url: `${reports.storage.url}/report` },
    });
    return {
      pages: [
        { what: 'a report', url: `${address}/reports/${record.id}.${record.reportKey}`, isQuick: true },
        { what: 'no report', url: `${address}/reports/x`, isQuick: true },
      ],
      close: reports.close,
    };
  },
};
