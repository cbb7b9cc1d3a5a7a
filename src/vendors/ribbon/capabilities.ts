import type { Capabilities } from '../../interviews/ports/vendor.ts';

export const signatureHeader = 'x-ribbon-signature';

export const capabilities: Capabilities = {
  invites: 'link',
  // Nothing of ours can be stored at an interview.
  identity: 'theirs',
  // Ribbon mails no one: one more interview is one more link that no candidate has.
  createTwice: 'harmless',
  // An interview names its candidate only once it is completed.
  canFind: 'never',
  canAsk: 'one',
  push: 'hint',
  proof: ['hmac'],
  proofHeaders: [signatureHeader],
  canCancel: false,
  links: 'single-use',
  score: { overall: 'none', parts: 'points' },
  report: 'page',
  transcript: 'on-demand',
  endings: [],
  // Recruiters may have all interviews scored again at any time, and no webhook says so.
  settled: 'never',
  askEveryMs: 10 * 60_000,
};
