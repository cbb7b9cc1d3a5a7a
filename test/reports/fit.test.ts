import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { originOf } from '../../src/workable/contract.ts';
import { dataUriOf, pngOf } from '../../testing/png.ts';
import { openReports, type Reports } from './open-reports.ts';

let reports: Reports;
beforeAll(async () => {
  reports = await openReports();
});
afterAll(() => reports.close());

/** As long as adapters let it be, of characters that take much room. */
const long = (longest: number) =>
  fc
    .tuple(fc.constantFrom('"', '&', '語', '😀', 'a', '**a** ', '- a\n', '|a'), fc.constantFrom(0.01, 0.3, 1))
    .map(([unit, share]) => unit.repeat((longest * share) / unit.length));
const reasons = fc.array(long(limits.reasonCharacters), { maxLength: limits.reasons });
const results = fc.record({
  analysis: long(limits.analysisCharacters),
  reasonsToHire: reasons,
  reasonsNotToHire: reasons,
  questions: fc.array(
    fc.record({
      question: long(limits.titleCharacters),
      answer: long(limits.answerCharacters),
      comment: long(limits.answerCharacters),
      score: fc.constant({ points: 3, of: 7 }),
    }),
    { minLength: 1, maxLength: limits.questions },
  ),
  remarks: fc.array(fc.record({ label: long(100), value: long(limits.titleCharacters) }), { maxLength: 100 }),
});

test('however much a vendor writes, a page stays within its room, and has every question', async () => {
  let count = 0;
  reports.settings.brand = { logo: dataUriOf(pngOf(900, 400)) };
  await fc.assert(
    fc.asyncProperty(results, async (said) => {
      count += 1;
      const id = `acme_${'Ab3'.repeat(6)}${count}`;
      const record = await reports.add(said, { id, origin: originOf(`https://acme.workable.com/${count}`) });
      const text = await (await fetch(`${reports.urls[0]}/reports/${id}.${record.reportKey}`)).text();
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limits.reportPageBytes);
      expect(text.match(/<span class="name"/g)).toHaveLength(said.questions.length);
      if (said.analysis.length > 15_000) expect(text).toContain('Some texts are shortened on this page.');
    }),
    { numRuns: 15 },
  );
});
