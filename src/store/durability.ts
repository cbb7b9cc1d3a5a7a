import type { Connection } from './redis.ts';

/**
 * What keeps this Redis from being a safe memory, each with the command that mends it; empty when nothing does. Read by
 * INFO, which managed services allow where they forbid CONFIG.
 */
export async function durabilityFaults(redis: Connection): Promise<string[]> {
  const persistence = await infoOf(redis, 'persistence');
  const memory = await infoOf(redis, 'memory');
  const faults: string[] = [];
  if (persistence.get('aof_enabled') !== '1') {
    faults.push(
      'it keeps no append-only file and would lose acknowledged results in a crash: CONFIG SET appendonly yes',
    );
  }
  const policy = memory.get('maxmemory_policy') ?? 'unknown';
  if (policy !== 'noeviction') {
    faults.push(`it may evict keys when memory is short (${policy}): CONFIG SET maxmemory-policy noeviction`);
  }
  return faults;
}

async function infoOf(redis: Connection, section: string): Promise<Map<string, string>> {
  const text = await redis.info(section);
  const pairs = text.split('\r\n').flatMap((line) => {
    const at = line.indexOf(':');
    return at > 0 ? [[line.slice(0, at), line.slice(at + 1)] as const] : [];
  });
  return new Map(pairs);
}
