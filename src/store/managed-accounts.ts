import { z } from 'zod';
import type { DecidingSecret, ManagedAccount, ManagedStore } from '../accounts/managed.ts';
import { asFailure } from '../errors.ts';
import type { Codec } from './codec.ts';
import type { Confirmation } from './confirmation.ts';
import type { Decryption } from './decryption.ts';
import type { IndexKey } from './index-key.ts';
import { accountOwnersKey, accountsChannel, accountVersionsKey, managedAccountKey, managedAccounts } from './keys.ts';
import type { Connection } from './redis.ts';
import { saveAccount } from './scripts/save-account.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';
import { unreadable } from './unreadable.ts';

type Parts = {
  redis: StoreRedis;
  confirmed: Confirmation['confirmed'];
  codec: Codec;
  decryption: Decryption;
  index: Pick<IndexKey, 'digests'>;
};

const readAtOnce = 500;

const StoredTokens = z.array(
  z.looseObject({ id: z.string(), digest: z.string(), ends: z.string(), createdAt: z.number() }),
);

/** An account as it is stored. What a newer version adds is kept. */
export const StoredManagedAccount = z.looseObject({
  name: z.string(),
  state: z.enum(['active', 'paused', 'removing']),
  settings: z.record(z.string(), z.string()),
  providerTokens: StoredTokens,
  formerApiTokens: z.array(z.looseObject({ digest: z.string(), since: z.number() })).optional(),
  createdAt: z.number(),
  removal: z
    .looseObject({
      at: z.number(),
      erases: z.boolean(),
      before: z.looseObject({ state: z.enum(['active', 'paused']), providerTokens: StoredTokens }).optional(),
    })
    .optional(),
});

/**
 * The accounts that were made while the bridge runs. They are few and small, and share one slot of a Cluster: so one
 * script can see to it that no secret belongs to two of them.
 */
export function createManagedAccounts({ redis, confirmed, codec, decryption, index }: Parts): ManagedStore {
  return available({
    async latest() {
      const [, version] = await redis.zrevrange(accountVersionsKey, 0, 0, 'WITHSCORES');
      return Number(version ?? 0);
    },

    async changedSince(since: number) {
      const changes: Awaited<ReturnType<ManagedStore['changedSince']>> = [];
      for (let from = since; ; ) {
        const found = await redis.zrangebyscore(
          accountVersionsKey,
          `(${from}`,
          '+inf',
          'WITHSCORES',
          'LIMIT',
          0,
          readAtOnce,
        );
        const names = found.filter((_, place) => place % 2 === 0);
        if (names.length === 0) return changes;
        const stored = await redis.mgetBuffer(names.map(managedAccountKey));
        for (const [i, name] of names.entries()) {
          const version = Number(found[2 * i + 1]);
          changes.push({ name, version, ...(await read(name, stored[i] ?? null)) });
          from = version;
        }
      }
    },

    async save(account, expected, secrets) {
      const { name } = account;
      const content = codec.encrypt(JSON.stringify(account), managedAccountKey(name));
      return write(name, expected, content, secrets);
    },

    async ownersOf(secrets: readonly DecidingSecret[]) {
      if (secrets.length === 0) return [];
      const owners = await redis.hmget(accountOwnersKey, ...(await digestsOf(secrets)));
      return owners.map((owner) => owner ?? undefined);
    },

    async remove(name, expected, secrets) {
      return write(name, expected, '', { was: secrets, is: [] });
    },
  } satisfies ManagedStore);

  async function read(name: string, stored: Buffer | null): Promise<{ account?: ManagedAccount; failure?: string }> {
    if (stored === null) return {};
    try {
      const { data } = StoredManagedAccount.safeParse(await decryption.json(stored, managedAccountKey(name)));
      if (data?.name !== name) throw unreadable('MISSHAPEN', 'What is stored is no account of this name');
      return { account: data as ManagedAccount };
    } catch (error) {
      const { kind, cause } = asFailure(error);
      if (kind !== 'internal') throw error;
      return { failure: cause instanceof Error ? cause.message : 'It is damaged' };
    }
  }

  async function digestsOf(secrets: readonly DecidingSecret[]): Promise<string[]> {
    const { accountSecret } = await index.digests();
    return secrets.map(({ setting, secret }) => accountSecret(setting, secret));
  }

  async function write(
    name: string,
    expected: number | 'none',
    content: Buffer | '',
    { was, is }: { was: readonly DecidingSecret[]; is: readonly DecidingSecret[] },
  ) {
    const kept = await digestsOf(is);
    const former = (await digestsOf(was)).filter((digest) => !kept.includes(digest));
    const keys = { account: managedAccountKey(name), versions: accountVersionsKey, owners: accountOwnersKey };
    const args = { name, expected, content, channel: accountsChannel, kept: kept.length };
    const { outcome, number } = await confirmed(managedAccounts, () =>
      saveAccount.run(redis, keys, args, [...kept, ...former]),
    );
    if (outcome === 'saved') return { outcome, version: number } as const;
    if (outcome === 'taken') return { outcome, at: number } as const;
    return { outcome: outcome as 'exists' | 'gone' | 'stale' };
  }
}

/** Calls `onChange` when an account may have changed. It may be missed: look from time to time. */
export function hearAccountChanges(connection: Connection, onChange: () => void): { close(): void } {
  connection.on('message', onChange);
  const subscribe = () => void connection.subscribe(accountsChannel).catch(() => undefined);
  connection.on('ready', subscribe);
  return { close: () => connection.disconnect() };
}
