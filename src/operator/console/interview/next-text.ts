import type { Next } from '../../queries/next.ts';

const words: Readonly<Record<Next['what'], string>> = {
  invite: 'the vendor is asked to invite the candidate',
  mail: 'the invitation is mailed',
  deliver: 'it is sent to Workable',
  ask: 'the vendor is asked how it stands',
  cancel: 'the vendor is asked to withdraw the invitation',
  conclude: 'its outcome is worked out',
  erase: 'everything about it is erased',
};

const spoken = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });

/** What comes by itself, in a sentence. */
export function nextText(next: { at: string; what: Next['what'] } | undefined): string {
  if (!next) return 'Nothing more happens by itself.';
  return `Next: ${words[next.what]} at ${spoken.format(Date.parse(next.at))} UTC.`;
}

/** Without the time. */
export function nextWords(what: Next['what']): string {
  return words[what];
}
