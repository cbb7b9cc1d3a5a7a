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

const Company = z.object({ name: z.string(), subdomain: z.string() });
const Links = z.array(
  z.looseObject({
    digest: z.string(),
    madeFor: z.number(),
    createdAt: z.number(),
    expiresAt: z.number(),
    pasted: z.object({ token: z.string(), companies: z.array(Company) }).optional(),
    sampledAt: z.number().optional(),
    passedSteps: z.array(z.string()).optional(),
    usedForms: z.array(z.string()).optional(),
  }),
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
      const kept = { digest: await digestOf(account, secret), ...link };
      await save(account, link.createdAt, (links) => {
        const valid = links.filter(({ expiresAt }) => expiresAt > link.createdAt);
        return [...valid, kept].slice(-limits.connectLinksOfAccount);
      });
    },

    async change(account, secret, now, to) {
      const digest = await digestOf(account, secret);
      return save(account, now, (links) => {
        const known = links.find((link) => link.digest === digest);
        const changed = known && to(known);
        return changed && links.map((link) => (link === known ? { digest, ...changed } : link));
      });
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

  /** `at`: epoch ms. Undefined leaves them as they are. Resolves to whether they are changed. */
  async function save(
    account: string,
    at: number,
    to: (links: readonly Stored[]) => readonly Stored[] | undefined,
  ): Promise<boolean> {
    const key = connectLinksKey(account);
    for (let tries = 0; tries < mostTries; tries += 1) {
      const { was, links } = await read(account);
      const is = to(links);
      if (!is) return false;
      const lifeMs = Math.max(1, ...is.map(({ expiresAt }) => expiresAt - at));
      const args = { was, is: codec.encrypt(JSON.stringify(is), key), life_ms: lifeMs };
      if (await saveConnectLinks.run(redis, { links: key }, args)) return true;
    }
    throw new Failure('busy', 'Too many connect links are made at once');
  }

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
