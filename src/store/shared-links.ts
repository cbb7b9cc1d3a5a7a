import { z } from 'zod';
import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import type { IndexKey } from './index-key.ts';
import { interviewKey, recordKey } from './keys.ts';
import { mintSharedLink } from './scripts/mint-shared-link.ts';
import type { StoreRedis } from './scripts/script.ts';
import { viewSharedLink } from './scripts/view-shared-link.ts';
import { available } from './unavailable.ts';
import { unreadable } from './unreadable.ts';

/** All times epoch ms. Used-up and expired links stay, so that their page can say what happened. */
export type SharedLink = {
  createdAt: number;
  expiresAt?: number;
  viewsLeft?: number;
  /** The last counted view. */
  viewedAt?: number;
};

export type SharedLinks = {
  /** Throws Failure `not-found` when the interview was erased meanwhile. */
  mint(id: string, secret: string, link: SharedLink): Promise<void>;
  read(id: string, secret: string): Promise<SharedLink | undefined>;
  /** Counts a view at `now` if the link counts views; resolves to the link as it was before. */
  view(id: string, secret: string, now: number): Promise<SharedLink | undefined>;
};

const Link = z.object({
  createdAt: z.number(),
  expiresAt: z.number().exactOptional(),
  viewsLeft: z.number().exactOptional(),
  viewedAt: z.number().exactOptional(),
});

/**
 * Stores only digests of the secrets, made with the deployment's index key: a copy of Redis opens no link, and write
 * access to Redis creates none.
 */
export function createSharedLinks(redis: StoreRedis, index: Pick<IndexKey, 'digests'>): SharedLinks {
  return available<SharedLinks>({
    async mint(id, secret, link) {
      const keys = { shared: interviewKey(id, 'shared'), record: recordKey(id) };
      const digest = await digestOf(id, secret);
      const args = { digest, link: JSON.stringify(link), most: limits.sharedLinksOfInterview };
      const isMinted = await mintSharedLink.run(redis, keys, args);
      if (!isMinted) throw new Failure('not-found', 'Unknown interview');
    },

    async read(id, secret) {
      return parse(await redis.hget(interviewKey(id, 'shared'), await digestOf(id, secret)));
    },

    async view(id, secret, now) {
      const args = { digest: await digestOf(id, secret), now_ms: now };
      return parse(await viewSharedLink.run(redis, { shared: interviewKey(id, 'shared') }, args));
    },
  });

  async function digestOf(id: string, secret: string): Promise<string> {
    const { link } = await index.digests();
    return link(id, secret);
  }
}

function parse(text: string | null): SharedLink | undefined {
  if (text === null) return undefined;
  const { data } = Link.safeParse(jsonOf(text));
  if (data === undefined) throw unreadable('MISSHAPEN', 'A stored shared link is damaged');
  return data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
