import type { SpiClient } from '../../api/client.ts';
import type { Turn } from '../../api/limiter.ts';
import { SpiError } from '../../api/spi-error.ts';

type Parts = { client: Pick<SpiClient, 'members'>; email: string | undefined; now: () => number };

/** Who writes at Workable. */
export type Members = {
  /** The id of the acting member. Throws SpiError, `forbidden` without a status where there is none. */
  actingId(turn: Turn): Promise<string>;
};

const keptMs = 60 * 60_000;

export function createMembers({ client, email, now }: Parts): Members {
  let known: { id: string; at: number } | undefined;
  return {
    async actingId(turn) {
      if (email === undefined) throw new SpiError('forbidden', 'WORKABLE_MEMBER is not set');
      if (known && known.at + keptMs > now()) return known.id;
      const { rows } = await client.members({ email, status: 'active' }, turn);
      const found = rows.find((each) => each.email?.toLowerCase() === email.toLowerCase());
      if (!found) throw new SpiError('forbidden', 'WORKABLE_MEMBER is no active member of this account');
      known = { id: found.id, at: now() };
      return found.id;
    },
  };
}
