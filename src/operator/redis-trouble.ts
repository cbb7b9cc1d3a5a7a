import type { Health } from './health.ts';

/** Why Redis cannot be used, as the predicates of `/readyz`, and since when that is known, epoch ms. */
export type RedisTrouble = { text: string; since: number };

/** Remembers since when Redis cannot be used: whatever looks at the health finds it out. */
export function rememberRedisTrouble(look: () => Promise<Health>, now: () => number) {
  let trouble: RedisTrouble | undefined;
  return {
    async health(): Promise<Health> {
      const found = await look();
      const text = found.missing.filter((line) => line.startsWith('redis')).join('; ');
      trouble = found.isRedisUsable ? undefined : { text, since: trouble?.since ?? now() };
      return found;
    },
    /** As it was last found: a few seconds ago, at most. */
    redisTrouble: () => trouble,
  };
}
