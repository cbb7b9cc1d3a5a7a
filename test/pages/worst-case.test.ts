import { describe, expect, it } from 'vitest';
import { againPage } from '../../src/again/page.tsx';
import { readingFor } from '../../src/again/words.ts';
import type { Again } from '../../src/applications/ask-again.ts';
import { limits } from '../../src/limits.ts';
import { candidatePage, type Invitation } from '../../src/mail/page.tsx';
import { shippedTexts, textsIn } from '../../src/mail/texts.ts';
import { languages } from '../../src/pages/reading.ts';

/** Hebrew, a turn of direction, and what is longest once it is escaped. */
const evil = (length: number) => '"><script>alert(1)</script>\u202Eשלום'.padEnd(length, '"').slice(0, length);

const againOf = (): Again =>
  ({
    state: { is: 'open', stay: { number: 1, templateId: 't' }, until: Date.UTC(2026, 10, 29) },
    record: {
      id: 'acme_1',
      againKey: 'key',
      jobTitle: evil(limits.titleCharacters),
      person: {
        firstName: evil(limits.fieldCharacters),
        lastName: evil(limits.fieldCharacters),
        email: `${evil(limits.emailCharacters)}@example.test`,
      },
    },
    entry: { key: 'blocked', stay: 1, n: 1 },
    context: { templates: new Map([['t', evil(limits.titleCharacters)]]) },
    was: { reason: 'refused', detail: evil(limits.refusalCharacters) },
    remains: { reason: 'refused', detail: evil(limits.refusalCharacters) },
    isOld: true,
  }) as unknown as Again;

describe.each(languages)('the longest and most hostile texts, in %s', (language) => {
  it('fit the page by which a recruiter invites again', () => {
    expectSound(againPage(againOf(), readingFor(language), { isAsked: true }).body);
  });

  it.each(['open', 'completed', 'declined', 'expired', 'cancelled', 'elsewhere'] as const)(
    'fit the page of a candidate whose interview is %s',
    (state) => {
      const texts = textsIn(shippedTexts, language) ?? expect.fail(language);
      const longest = evil(limits.titleCharacters);
      const letter = { texts, language, company: longest, job: longest, name: longest, vendor: longest };
      const invitation = { state, link: `https://vendor.example/${'x'.repeat(4_000)}` } as Invitation;
      expectSound(candidatePage({ ...letter, until: longest, contact: longest }, invitation).body);
    },
  );
});

function expectSound(body: Buffer): void {
  expect(body.length).toBeLessThanOrEqual(60 * 1024);
  expect(body.toString()).not.toMatch(/<script|\u202E/);
}
