import type { Template } from '../interviews/ports.ts';
import { accountKey } from './keys.ts';
import type { StoreRedis } from './scripts.ts';
import { available } from './unavailable.ts';

/** The last known list of templates, for when the vendor is down. */
export function createTemplateMemory(redis: StoreRedis) {
  return available({
    async read(account: string): Promise<Template[] | undefined> {
      const text = await redis.get(accountKey(account, 'templates'));
      return text === null ? undefined : (JSON.parse(text) as Template[]);
    },
    async write(account: string, templates: Template[]): Promise<void> {
      await redis.set(accountKey(account, 'templates'), JSON.stringify(templates));
    },
  });
}
