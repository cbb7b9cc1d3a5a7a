import { findRedisProgram, howToGetRedis } from '../src/store/redis-program.ts';

/**
 * The setting that says where the sandbox's bridge stores: `SANDBOX_REDIS_URL`, or none for a private redis-server.
 * `REDIS_URL` does not count, since it may be that of a real bridge. Throws, with what to install, where there is neither.
 */
export function redisOfSandbox(env: Readonly<Record<string, string | undefined>>): { REDIS_URL?: string } {
  const { SANDBOX_REDIS_URL } = env;
  if (SANDBOX_REDIS_URL) return { REDIS_URL: SANDBOX_REDIS_URL };
  if (findRedisProgram() !== undefined) return {};
  throw new Error(
    `The sandbox needs a Redis, and neither redis-server nor valkey-server is on the PATH. Install one of them:\n${howToGetRedis('SANDBOX_REDIS_URL')}`,
  );
}
