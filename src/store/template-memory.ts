import { z } from 'zod';
import type { Template } from '../interviews/ports/vendor.ts';
import type { Codec } from './codec.ts';
import type { Decryption } from './decryption.ts';
import { accountKey } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';
import { unreadable } from './unreadable.ts';

const Templates = z.array(z.object({ id: z.string(), name: z.string() }));

/** The last known list of templates, for when the vendor is down. */
export function createTemplateMemory(redis: StoreRedis, codec: Codec, decryption: Decryption) {
  return available({
    /** Throws Failure `internal` if the stored list cannot be trusted. */
    async read(account: string): Promise<Template[] | undefined> {
      const key = accountKey(account, 'templates');
      const stored = await redis.getBuffer(key);
      if (stored === null) return undefined;
      const { data } = Templates.safeParse(await decryption.json(stored, key));
      if (data === undefined) throw unreadable('MISSHAPEN', 'The stored list of templates is damaged');
      return data;
    },
    /** It was another vendor's. */
    async forget(account: string): Promise<void> {
      await redis.del(accountKey(account, 'templates'));
    },

    async write(account: string, templates: Template[]): Promise<void> {
      const key = accountKey(account, 'templates');
      await redis.set(key, codec.encrypt(JSON.stringify(templates), key));
    },
  });
}
