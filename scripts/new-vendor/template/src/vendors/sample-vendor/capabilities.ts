import type { Capabilities } from '../../interviews/ports/vendor.ts';

export const signatureHeader = 'x-sample-vendor-signature';

/** What Sample Vendor does, as data: the rest of the bridge looks here. Go through it line by line. */
export const capabilities: Capabilities = {
  invites: 'mail',
  identity: 'ours',
  // The same reference again answers the same interview.
  createTwice: 'same',
  canFind: 'never',
  canAsk: 'one',
  push: 'full',
  proof: ['hmac'],
  proofHeaders: [signatureHeader],
  canCancel: false,
  score: { overall: 'points', parts: 'none' },
  report: 'page',
  endings: ['failed'],
  settled: 'never',
  askEveryMs: 24 * 3_600_000,
};
