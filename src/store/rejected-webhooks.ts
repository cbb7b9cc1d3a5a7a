import { randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Policy } from '../interviews/policy.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';
import type { VerifiedWebhook } from '../interviews/ports/vendor.ts';
import { limits } from '../limits.ts';
import { type Codec, placeIn } from './codec.ts';
import type { Decryption } from './decryption.ts';
import { accountKey } from './keys.ts';
import type { NextTimes } from './next-times.ts';
import { type Listed, listed, pageOf } from './page.ts';
import { keepRejected } from './scripts/keep-rejected.ts';
import { removeRejected } from './scripts/remove-rejected.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available, unavailable } from './unavailable.ts';
import { unreadable } from './unreadable.ts';

/**
 * A verified webhook that was rejected. `reason` is written by the bridge and stored in clear. `bytes`: the size
 * received, which is more than that of `body` if only its head is kept. `isLonger`: the body was not read to its end.
 */
export type RejectedWebhook = { at: number; reason: string; body: string; bytes: number; isLonger?: boolean };

export type RejectedAbout = { id: string; at: number; reason: string; bytes: number; isLonger: boolean };

/** How long each account's webhooks are kept, in ms: they hold personal data, so never longer than its RETENTION. */
export type RejectedLife = (account: string) => number;

type KeptFor = { readonly name: string; readonly policy: Pick<Policy, 'retentionMs'> };

export function rejectedLife(accounts: Pick<Accounts<KeptFor>, 'get'>): RejectedLife {
  return (account) => Math.min(accounts.get(account)?.policy.retentionMs ?? limits.rejectedMs, limits.rejectedMs);
}

type Parts = {
  redis: StoreRedis;
  codec: Codec;
  decryption: Decryption;
  nextTimes: Pick<NextTimes, 'note'>;
  lifeOf: RejectedLife;
};

export type RejectedWebhooks = ReturnType<typeof createRejectedWebhooks>;

const aboutsAtOnce = 100;
const reasonCharacters = 200;
const compress = promisify(deflateRaw);
const fast = { level: 1 };
const worthwhile = 0.7;
/** A thousand smaller ones fit without compression, and remain readable if stored in clear. */
const smallestCompressed = 8 * 1024;
const [plain, compressed] = [0x74, 0x7a];

/**
 * The newest rejected webhooks of an account, limited in number, age and stored bytes, for an operator to inspect and
 * replay. Lists are read without bodies. Bodies are read one at a time, so one that no key decrypts does not affect the
 * others.
 */
export function createRejectedWebhooks({ redis, codec, decryption, nextTimes, lifeOf }: Parts) {
  return {
    list,
    ...available({
      /** Resolves to the id of the stored webhook. */
      async keep(account: string, { at, reason, body, bytes, isLonger }: RejectedWebhook): Promise<string> {
        const id = newId();
        const about = { reason: reason.slice(0, reasonCharacters), bytes, ...(isLonger ? { isLonger } : {}) };
        await keepRejected.run(
          redis,
          { account },
          {
            id,
            at_ms: at,
            about_it: JSON.stringify(about),
            body: codec.encryptBytes(await compressBody(body), placeIn(accountKey(account, 'rejected-bodies'), id)),
            oldest_ms: at - lifeOf(account),
            most: limits.rejectedOfAccount,
            most_bytes: limits.rejectedBytesOfAccount,
            life_ms: lifeOf(account),
          },
        );
        nextTimes.note(account, at + lifeOf(account));
        return id;
      },

      /** Undefined if it is no longer kept. Throws Failure `internal` when the body cannot be read. */
      async read(account: string, id: string): Promise<{ body: string; webhook: VerifiedWebhook } | undefined> {
        const bodies = accountKey(account, 'rejected-bodies');
        const stored = await redis.hgetBuffer(bodies, id);
        if (stored === null) return undefined;
        const body = decompressBody(await decryption.bytes(stored, placeIn(bodies, id)));
        // Only verified webhooks are kept. With DATA_KEY, write access to Redis alone cannot forge one.
        return { body, webhook: { bytes: Buffer.from(body) } as unknown as VerifiedWebhook };
      },

      /** The next few, newest first, after the last of the page before; empty at the end. */
      async page(account: string, now: number, size: number, last?: Listed): Promise<RejectedAbout[]> {
        const options = { from: now - lifeOf(account), to: now, size, last, order: 'newest' } as const;
        return aboutsOf(account, await pageOf(redis, accountKey(account, 'rejected'), options));
      },

      /** Undefined if it is no longer kept. */
      async find(account: string, id: string): Promise<RejectedAbout | undefined> {
        const at = await redis.zscore(accountKey(account, 'rejected'), id);
        const [about] = at === null ? [] : await aboutsOf(account, [{ id, at: Number(at) }]);
        return about;
      },

      /** False if it did not exist any more. */
      async remove(account: string, id: string): Promise<boolean> {
        return removeRejected.run(redis, { account }, { id });
      },
    }),
  };

  /** Oldest first, in pages and without bodies; webhooks added or removed meanwhile may be missing. */
  async function* list(account: string, now: number): AsyncGenerator<RejectedAbout[]> {
    try {
      const found = await redis.zrange(
        accountKey(account, 'rejected'),
        now - lifeOf(account),
        '+inf',
        'BYSCORE',
        'WITHSCORES',
      );
      const all = listed(found);
      for (let i = 0; i < all.length; i += aboutsAtOnce) yield await aboutsOf(account, all.slice(i, i + aboutsAtOnce));
    } catch (error) {
      throw unavailable(error);
    }
  }

  async function aboutsOf(account: string, found: readonly Listed[]): Promise<RejectedAbout[]> {
    if (found.length === 0) return [];
    const texts = await redis.hmget(accountKey(account, 'rejected-about'), ...found.map(({ id }) => id));
    return found.map(({ id, at }, i) => ({ id, at, ...aboutFrom(texts[i]) }));
  }
}

/** Never all digits: operators may also give the number in the list. */
function newId(): string {
  return `w${randomInt(36 ** 7)
    .toString(36)
    .padStart(7, '0')}`;
}

/** Whether the beginning of a body compresses well; otherwise compression is wasted work. */
function isWorthIt(text: Buffer): boolean {
  if (text.length < smallestCompressed) return false;
  const beginning = text.subarray(0, 16 * 1024);
  return deflateRawSync(beginning, fast).length < worthwhile * beginning.length;
}

async function compressBody(body: string): Promise<Buffer> {
  const text = Buffer.from(body);
  const smaller = isWorthIt(text) ? await compress(text, fast) : text;
  const mark = smaller.length < text.length ? compressed : plain;
  return Buffer.concat([Buffer.of(mark), mark === compressed ? smaller : text]);
}

function decompressBody(bytes: Buffer): string {
  const [mark, content] = [bytes[0], bytes.subarray(1)];
  try {
    // Each byte that is not UTF-8 becomes a character of three bytes.
    const text = mark === compressed ? inflateRawSync(content, { maxOutputLength: 4 * limits.bodyBytes }) : content;
    if (mark === compressed || mark === plain) return text.toString('utf8');
  } catch {
    // Falls through to the error below.
  }
  throw unreadable('MISSHAPEN', 'A rejected webhook is damaged in Redis');
}

function aboutFrom(text: string | null | undefined): Omit<RejectedAbout, 'id' | 'at'> {
  try {
    const { reason, bytes, isLonger = false } = JSON.parse(text ?? '{}') as Record<string, unknown>;
    if (typeof reason === 'string' && typeof bytes === 'number') return { reason, bytes, isLonger: isLonger === true };
  } catch {
    // Falls through: it is listed anyway.
  }
  return { reason: 'unknown', bytes: 0, isLonger: false };
}
