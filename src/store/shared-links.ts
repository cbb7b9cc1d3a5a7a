import { hash } from 'node:crypto';
import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import { interviewKey } from './keys.ts';
import type { StoreRedis } from './scripts.ts';
import { available } from './unavailable.ts';

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
  /** Counts a view at `now` if the link counts views; answers the link as it was before. */
  view(id: string, secret: string, now: number): Promise<SharedLink | undefined>;
};

/** Holds digests of the secrets only: whoever reads Redis cannot open a link. */
export function createSharedLinks(redis: StoreRedis): SharedLinks {
  return available<SharedLinks>({
    async mint(id, secret, link) {
      const shared = interviewKey(id, 'shared');
      const interview = interviewKey(id, 'interview');
      const isMinted = await redis.mintSharedLink(
        shared,
        interview,
        digestOf(secret),
        JSON.stringify(link),
        limits.sharedLinksOfInterview,
      );
      if (!isMinted) throw new Failure('not-found', 'Unknown interview');
    },

    async read(id, secret) {
      return parse(await redis.hget(interviewKey(id, 'shared'), digestOf(secret)));
    },

    async view(id, secret, now) {
      return parse(await redis.viewSharedLink(interviewKey(id, 'shared'), digestOf(secret), now));
    },
  });
}

function parse(text: string | null): SharedLink | undefined {
  return text === null ? undefined : (JSON.parse(text) as SharedLink);
}

function digestOf(secret: string): string {
  return hash('sha256', secret, 'base64url');
}
