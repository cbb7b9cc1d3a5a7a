import type { Capabilities } from '../../interviews/ports/vendor.ts';
import { signatureHeaders } from '../standard-webhooks.ts';

export const capabilities: Capabilities = {
  invites: 'mail',
  identity: 'ours',
  createTwice: 'same',
  // Not needed: a second invite returns the first invitation.
  canFind: 'never',
  canAsk: 'one',
  // A vendor may send the whole interview, but need not.
  push: 'hint',
  proof: ['standard-webhooks', 'header', 'secret-path'],
  proofHeaders: ['authorization', ...signatureHeaders],
  canCancel: true,
  score: { overall: 'points', parts: 'word' },
  report: 'pdf-link',
  endings: ['failed', 'declined', 'expired', 'cancelled'],
  settled: 'never',
  askEveryMs: 10 * 60_000,
};
