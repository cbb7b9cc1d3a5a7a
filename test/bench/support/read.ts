import { Redis } from 'ioredis';
import { recordKey } from '../../../src/store/keys.ts';
import type { Template } from '../peers/order.ts';
import { describeLoad, expectAll } from './checks.ts';
import type { Subject } from './seed.ts';
import { type Stage, secrets } from './stage.ts';
import { warmUpSeconds } from './warm-up.ts';

const connections = 32;

export type Read = {
  path: string;
  headers?: Record<string, string>;
  /** Part of every whole answer. */
  says: string;
};

/** As Workable requests a result. */
export const result: Read = {
  path: '/interviews/{id}',
  headers: { authorization: `Bearer ${secrets.provider}` },
  says: '"status":"completed"',
};

/** Per second. Throws unless every answer is a 200 with the right body. */
export async function read(
  { peers }: Stage,
  port: number,
  subjects: readonly Subject[],
  { path, headers = {}, says }: Read,
  seconds: number,
): Promise<number> {
  const request: Template = { method: 'GET', path, headers };
  const load = { port, connections, request, says, subjects: subjects.map((each) => ({ ...each })) };
  await peers.ask({ do: 'load', ...load, seconds: warmUpSeconds });
  const loaded = await peers.ask({ do: 'load', ...load, seconds });
  expectAll(loaded, '200');
  return describeLoad(loaded).perSecond;
}

/** The stored record of each as text in a hash, for the program that reads without decrypting. */
export async function storeHashes(
  redisUrl: string,
  subjects: readonly Subject[],
  nameOf: (id: string) => string,
): Promise<void> {
  const redis = new Redis(redisUrl);
  for (const { id } of subjects) {
    const stored = await redis.getBuffer(recordKey(id));
    await redis.hset(nameOf(id), { v: 1, d: `encrypted${stored?.toString('base64')}` });
  }
  redis.disconnect();
}
