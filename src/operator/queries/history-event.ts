/** What a line of an interview's history is about, in a word: the lines themselves are for people. */
const events: readonly (readonly [event: string, line: RegExp])[] = [
  ['creation', /^created$/],
  ['operator', /\boperator\b/],
  ['cancellation', /cancelled at the vendor/],
  ['delivery', /^(?:not )?sent /],
  ['conclusion', /^now /],
  ['poll', /^polled the vendor/],
  ['details', /^details of attempt /],
  ['link', /^the candidate followed|^the vendor gave a new link/],
  ['invitation', /^(?:invited|found at the vendor|unclear|not-invited|asked for again)/],
  ['webhook', /: attempt /],
];

export function eventOf(line: string): string {
  return events.find(([, pattern]) => pattern.test(line))?.[0] ?? 'other';
}
