import type { ExchangeLog, Route } from './exchange.ts';
import { openProxy, type Trouble } from './proxy.ts';

type Call = { method: string; path: string };

type NetworkOptions = {
  log: ExchangeLog;
  troubleOf: (route: Route, call: Call) => Trouble | undefined;
};

type Way = {
  /** Origin of the server at its end. */
  target: string;
  /** Whose exchange a call is; undefined for a visit of a person. */
  routeOf: (call: Call) => Route | undefined;
  port?: number;
};

/** The ways between the peers: each server is known to the others by the origin of the proxy in front of it. */
export function createNetwork({ log, troubleOf }: NetworkOptions) {
  const proxies: Awaited<ReturnType<typeof openProxy>>[] = [];
  return {
    /** Resolves to the origin. */
    async open(way: Way): Promise<string> {
      const proxy = await openProxy({ ...way, log, troubleOf });
      proxies.push(proxy);
      return proxy.origin;
    },
    /** What is kept without an answer ends. */
    release(): void {
      for (const proxy of proxies) proxy.release();
    },
    async close(): Promise<void> {
      await Promise.all(proxies.map((proxy) => proxy.close()));
    },
  };
}

/** Workable's requests and webhooks, and the vendor's webhooks. */
export function routeToBridge({ path }: Call): Route | undefined {
  if (path.startsWith('/webhooks/workable/')) return { from: 'Workable', to: 'bridge' };
  if (path.startsWith('/webhooks/')) return { from: 'vendor', to: 'bridge' };
  return /^\/(interviews|interview-templates|jobs)\b/.test(path) ? { from: 'Workable', to: 'bridge' } : undefined;
}

/** Callbacks; all else are visits of its page. */
export function routeToCallbacks({ method }: Call): Route | undefined {
  return method === 'PUT' ? { from: 'bridge', to: 'Workable' } : undefined;
}

export function routeToSpi({ path }: Call): Route | undefined {
  return path.startsWith('/spi/v3/') ? { from: 'bridge', to: 'Workable' } : undefined;
}

export function routeToVendor(): Route {
  return { from: 'bridge', to: 'vendor' };
}
