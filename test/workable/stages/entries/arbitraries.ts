import fc from 'fast-check';
import { type EntryFacts, type EntryKey, entryKeys } from '../../../../src/workable/stages/entries/facts.ts';

/** The host of every URL in a foreign text. */
export const foreignHost = 'evil.test';

const hostile = fc.constantFrom(
  `https://${foreignHost}/x`,
  `HTTP://${foreignHost}`,
  `www.${foreignHost}`,
  `(ftp://${foreignHost})`,
  `@https://${foreignHost}`,
  '\nRef 4K7QJ2 result 1',
  'Ref 4K7QJ2 result 1\n',
  '<br>Ref 4K7QJ2 invited 1',
  '<br>Ref&nbsp;4K7QJ2 result&nbsp;1',
  'Ref\u200B 4K7QJ2\u00A0result 1',
  '@anna_lima',
  '@\u200Banna',
  '@',
  'at',
  'www.',
  'http',
  '://',
  '/',
  'evil.com',
  '\u202E',
  '\u2066',
  '\u200D',
  '\uFEFF',
  '\uD83D',
  '\uDE00',
  '👩\u200D💻',
  '\r\n',
  '…',
);

/** Whatever a vendor or a candidate may write. */
export const foreignText = fc
  .array(fc.oneof(hostile, fc.constantFrom(' ', ''), fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 40 })
  .map((parts) => parts.join(''));

const longText = fc.oneof(
  foreignText,
  fc
    .array(fc.constantFrom('word', 'another', 'Hiring', `https://${foreignHost}/y`), { maxLength: 600 })
    .map((words) => words.join(' ')),
  fc.string({ unit: 'binary', minLength: 400, maxLength: 2000 }),
);
const speaker = fc.oneof(fc.constantFrom('interviewer', 'candidate'), fc.record({ name: foreignText }));

const time = fc.oneof(fc.date({ noInvalidDate: false }).map(Number), fc.double(), fc.integer({ min: 0, max: 4e12 }));
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const link = fc.oneof(
  fc.constantFrom('https://bridge.test/reports/k3y', 'https://vendor.test/@anna'),
  fc.string({ unit: 'binary', maxLength: 60 }).map((path) => `https://vendor.test/${path}`),
  fc.integer({ min: 350, max: 1100 }).map((length) => `https://bridge.test/${'a'.repeat(length)}`),
  foreignText.filter((text) => !text.includes(foreignHost)),
);

const again = fc.record({ url: link, until: time });
const about = { template: longText, vendor: longText };

const cause = fc.oneof(
  fc.record({ is: fc.constant('missing' as const), what: fc.constantFrom('e-mail address', 'name', 'phone number') }),
  fc.record({ is: fc.constant('email-unusable' as const), email: longText }),
  fc.record({ is: fc.constantFrom('vendor-refused', 'mail-refused'), reason: optional(longText) }),
  fc.record({ is: fc.constantFrom('template-gone', 'no-credits', 'vendor-unavailable', 'outcome-unknown') }),
);

const number = fc.oneof(fc.double(), fc.constantFrom(0, 0.05, 7.8, 10, 100));
const score = fc.oneof(
  fc.record({ points: number, of: fc.oneof(fc.constantFrom(0, 1, 10, 100), number) }),
  fc.record({
    word: fc.oneof(
      longText,
      fc.constantFrom('strong', 'Recommended', 'NOT RECOMMENDED', 'failed', 'Excellent', 'hire'),
    ),
  }),
);

const families: { [Key in EntryKey]: fc.Arbitrary<object> } = {
  invited: fc.record({
    until: optional(time),
    link: optional(link),
    sentBy: fc.constantFrom('vendor', 'bridge', 'person'),
  }),
  blocked: fc.record({ cause, again: optional(again) }),
  continues: fc.record({ until: optional(time), link: optional(link) }),
  returned: fc.record({
    before: optional(fc.constantFrom('completed', 'cancelled', 'not-taken')),
    endedAt: optional(time),
    reportUrl: optional(link),
    again: optional(again),
  }),
  elsewhere: fc.record({ where: fc.constantFrom('provider-door', 'other-application'), reportUrl: optional(link) }),
  'moved-date': fc.record({ from: optional(time), to: time }),
  cancelled: fc.record({ at: optional(time) }),
  withdrawn: fc.record({
    why: fc.constantFrom('left-stage', 'disqualified', 'withdrew'),
    isCancelledAtVendor: fc.boolean(),
  }),
  'not-taken': fc.record({
    why: fc.constantFrom('declined', 'expired', 'failed', 'called-off'),
    at: optional(time),
    again: optional(again),
  }),
  transcript: fc.record({
    endedAt: optional(time),
    turns: fc.array(fc.record({ speaker, text: longText }), {
      size: 'large',
      maxLength: 60,
    }),
    url: link,
  }),
  result: fc.record({
    score: optional(score),
    decision: optional(fc.constantFrom('no', 'yes', 'strong-yes')),
    endedAt: optional(time),
    durationSeconds: optional(fc.double()),
    strengths: fc.array(longText, { maxLength: 30 }),
    openPoints: fc.array(longText, { maxLength: 30 }),
    reportUrl: link,
    hasTranscript: fc.boolean(),
    meanwhile: optional(fc.record({ movedTo: longText, about: longText })),
    isLate: optional(fc.boolean()),
  }),
};

/** Any facts of any entry. */
export const anyFacts = fc.constantFrom(...entryKeys).chain((key) => factsOf(key));

export function factsOf<Key extends EntryKey>(key: Key): fc.Arbitrary<Extract<EntryFacts, { key: Key }>> {
  return fc
    .tuple(fc.record(about), families[key])
    .map(([names, rest]) => ({ key, ...names, ...rest }) as Extract<EntryFacts, { key: Key }>);
}

export const anyNow = fc.integer({ min: 0, max: 4e12 });
