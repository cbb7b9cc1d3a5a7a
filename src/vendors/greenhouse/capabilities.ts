import type { Capabilities } from '../../interviews/ports/vendor.ts';
import type { GreenhouseSettings } from './settings.ts';

/** Vendors that were never polled may ring at the wrong time, or not at all. */
export const askEveryMs = 10 * 60_000;

/** What the contract leaves open, the settings say. */
export function capabilitiesOf(
  settings: Pick<GreenhouseSettings, 'repeat' | 'scoreMax' | 'failedStatuses'>,
): Capabilities {
  return {
    invites: 'mail',
    identity: 'theirs',
    createTwice: settings.repeat,
    canFind: 'never',
    canAsk: 'one',
    push: 'hint',
    // The vendor presents our key too, but the address alone says which interview is meant.
    proof: ['secret-path'],
    proofHeaders: [],
    webhookMethods: ['POST', 'PATCH'],
    strangers: 404,
    canCancel: false,
    score: { overall: settings.scoreMax === undefined ? 'none' : 'points', parts: 'none' },
    report: 'page',
    endings: settings.failedStatuses.length > 0 ? ['failed'] : [],
    settled: 'never',
    askEveryMs,
  };
}
