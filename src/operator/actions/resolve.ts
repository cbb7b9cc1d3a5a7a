import { type Finding, type Resolved, resolveInvitation } from '../../interviews/resolve.ts';
import type { BridgeParts } from '../parts.ts';
import { type Missing, withNamed } from './named.ts';

/** Says whether a candidate is invited, where the bridge cannot find out. */
export function resolve(parts: BridgeParts, id: string, finding: Finding): Promise<Resolved | Missing> {
  const { storage, now, wakeUps, audit } = parts;
  return withNamed(parts, id, async (account) => {
    const resolving = { store: storage.interviews, now, wakeUp: wakeUps.send };
    const resolved = await resolveInvitation(resolving, account, id, finding);
    if (resolved && resolved.outcome !== 'not-in-doubt') {
      await audit({ account: account.name, did: `resolved invitations as ${resolved.outcome}`, ids: [id] });
    }
    return resolved;
  });
}

export function notInDoubtText(id: string, { state }: Extract<Resolved, { outcome: 'not-in-doubt' }>): string {
  return `The invitation of ${id} is not in doubt: it is ${state}. Nothing was done`;
}
