import type { Invitations, Loaded } from '../peers/order.ts';

/** Throws unless everything was answered so. */
export function expectAll({ answers }: Loaded, status: string): void {
  if (Object.keys(answers).join() !== status)
    throw new Error(`Answers were ${JSON.stringify(answers)}, not all ${status}`);
}

/** Throws unless each of the accepted creates, all of different candidates, has led to one invitation. */
export function expectInvitations(loaded: Loaded, invitations: Invitations): void {
  const [wanted, invited] = [countOf(loaded), Object.values(invitations)];
  const repeated = invited.filter((times) => times !== 1).length;
  if (invited.length !== wanted || repeated > 0)
    throw new Error(
      `${wanted} creates led to invitations of ${invited.length} candidates, of ${repeated} more than once`,
    );
}

export function describeLoad(loaded: Loaded): { perSecond: number } {
  return { perSecond: countOf(loaded) / (loaded.tookMs / 1000) };
}

function countOf({ answers }: Loaded): number {
  return Object.values(answers).reduce((sum, each) => sum + each, 0);
}
