import { z } from 'zod';
import type { ConnectLink, ConnectLinks } from '../accounts/connect.ts';
import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Codec } from './codec.ts';
import type { Decryption } from './decryption.ts';
import type { IndexKey } from './index-key.ts';
import { connectLinksKey } from './keys.ts';
import { saveConnectLinks } from './scripts/save-connect-links.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';
import { unreadable } from './unreadable.ts';

type Parts = { redis: StoreRedis; codec: Codec; decryption: Decryption; index: Pick<IndexKey, 'digests'> };

const Links = z.array(
  z.looseObject({ digest: z.string(), madeFor: z.number(), createdAt: z.number(), expiresAt: z.number() }),
);
type Stored = ConnectLink & { digest: string };

const mostTries = 50;

/**
 * The links of an account are one value, made with the deployment's index key and encrypted: a copy of Redis opens no
 * page, and write access to Redis neither makes a link nor lets one live longer.
 */
export function createConnectLinks({ redis, codec, decryption, index }: Parts): ConnectLinks {
  return available<ConnectLinks>({
    async keep(account, secret, link) {
      const key = connectLinksKey(account);
      const kept = { digest: await digestOf(account, secret), ...link };
      for (let tries = 0; tries < mostTries; tries += 1) {
        const { was, links } = await read(account);
        const valid = links.filter(({ expiresAt }) => expiresAt > link.createdAt);
        const is = [...valid, kept].slice(-limits.connectLinksOfAccount);
        const lifeMs = Math.max(...is.map(({ expiresAt }) => expiresAt)) - link.createdAt;
        const args = { was, is: codec.encrypt(JSON.stringify(is), key), life_ms: lifeMs };
        if (await saveConnectLinks.run(redis, { links: key }, args)) return;
      }
      throw new Failure('busy', 'Too many connect links are made at once');
    },

    async find(account, secret) {
      const digest = await digestOf(account, secret);
      const { links } = await read(account);
      return links.find((link) => link.digest === digest);
    },

    async endAll(account) {
      await redis.del(connectLinksKey(account));
    },
  });

  async function read(account: string): Promise<{ was: Buffer | ''; links: readonly Stored[] }> {
    const key = connectLinksKey(account);
    const was = await redis.getBuffer(key);
    if (was === null) return { was: '', links: [] };
    const { data } = Links.safeParse(await decryption.json(was, key));
    if (data === undefined) throw unreadable('MISSHAPEN', 'The stored connect links are damaged');
    return { was, links: data };
  }

  async function digestOf(account: string, secret: string): Promise<string> {
    return (await index.digests()).connectLink(account, secret);
  }
}
