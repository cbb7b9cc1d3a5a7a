import type { Capabilities } from '../../interviews/ports/vendor.ts';
import { signatureHeaders } from '../standard-webhooks.ts';
import type { HttpSettings } from './settings.ts';

const minuteMs = 60_000;

export function capabilitiesOf(settings: HttpSettings): Capabilities {
  if ('link' in settings) {
    return { ...common, ...pushOnly, invites: 'link', lists: 'settings', isCalled: false, canCancel: false };
  }
  return { ...common, ...(settings.templates ? { lists: 'settings' } : {}), ...(settings.canAsk ? asked : pushOnly) };
}

const common: Capabilities = {
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
  unknown: 404,
  canCancel: true,
  score: { overall: 'points', parts: 'word' },
  report: 'pdf-link',
  endings: ['failed', 'declined', 'expired', 'cancelled'],
  settled: 'never',
  askEveryMs: 10 * minuteMs,
};

/** The vendor's answer about an interview has what was said in it. */
const asked = { transcript: 'on-demand' } as const;

/** Nothing is asked; the time only says how often to see that. */
const pushOnly = { canAsk: 'never', push: 'full', askEveryMs: 24 * 60 * minuteMs } as const;
