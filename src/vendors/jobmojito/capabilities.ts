import type { Capabilities } from '../../interviews/ports/vendor.ts';
import type { JobmojitoSettings } from './settings.ts';

export function capabilitiesOf({ sendsEmail }: Pick<JobmojitoSettings, 'sendsEmail'>): Capabilities {
  return {
    invites: sendsEmail ? 'mail' : 'link',
    // On the candidate: a later invitation overwrites it.
    identity: 'ours',
    createTwice: sendsEmail ? 'mails-twice' : 'harmless',
    // What is found has no link: where the bridge has to mail it, another invitation is made.
    canFind: sendsEmail ? 'by-our-id' : 'never',
    canAsk: 'list',
    push: 'full',
    proof: ['header'],
    proofHeaders: ['authorization', 'x-webhook-secret'],
    canCancel: false,
    score: { overall: 'points', parts: 'points' },
    report: 'pdf-on-demand',
    transcript: 'on-demand',
    endings: ['failed'],
    // A recruiter may decide, and decide again, at any time.
    settled: 'never',
    askEveryMs: 86_400_000,
  };
}
