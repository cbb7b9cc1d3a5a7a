import type { StoreRedis } from './scripts/script.ts';

/**
 * Loads once for each connection, for all callers together: the next connection may reach another Redis. A load that
 * failed is tried again by the next call.
 */
export function perConnection<T>(redis: StoreRedis, load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  redis.on('close', () => {
    loading = undefined;
  });

  return () => {
    if (loading) return loading;
    const current = load();
    loading = current;
    current.catch(() => {
      if (loading === current) loading = undefined;
    });
    return current;
  };
}
