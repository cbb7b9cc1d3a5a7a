import { type Resent, resendInvitation } from '../../interviews/resend.ts';
import type { BridgeParts } from '../parts.ts';
import { type Missing, withNamed } from './named.ts';

/** Sends the invitation again, or gives the link of the candidate where the vendor sends its mails itself. */
export function resend(parts: BridgeParts, id: string): Promise<Resent | Missing> {
  const { storage, now, wakeUps, audit } = parts;
  return withNamed(parts, id, async (account) => {
    const resent = await resendInvitation({ store: storage.interviews, now, wakeUp: wakeUps.send }, account, id);
    const [name, ids] = [account.name, [id]];
    if (resent?.outcome === 'queued') await audit({ account: name, did: 'resent invitations', ids });
    if (resent?.outcome === 'link') await audit({ account: name, did: 'printed links of candidates', ids });
    return resent;
  });
}

/** Why nothing was sent. */
export function notResentText(id: string, result: Exclude<Resent, { outcome: 'queued' | 'link' }>): string {
  if (result.outcome === 'over') return `Interview ${id} is over: ${result.status}. Nothing was sent`;
  if (result.outcome === 'not-invited') return `Interview ${id} has no invitation yet. See "bridge show ${id}"`;
  return `The vendor has told no link for interview ${id}: ask the vendor to send the invitation again`;
}
