import { type Asked, askVendor } from '../../interviews/ask.ts';
import type { BridgeParts } from '../parts.ts';
import { type Missing, withNamed } from './named.ts';

/** Has the vendor asked now how an interview stands. */
export function ask(parts: BridgeParts, id: string): Promise<Asked | Missing> {
  const { storage, now, wakeUps, audit } = parts;
  return withNamed(parts, id, async (account) => {
    const asked = await askVendor({ store: storage.interviews, now, wakeUp: wakeUps.send }, account, id);
    if (asked?.outcome === 'queued') await audit({ account: account.name, did: 'had the vendor asked', ids: [id] });
    return asked;
  });
}
