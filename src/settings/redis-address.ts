import { parseUrl } from '../interviews/parse-url.ts';

type RedisNode = { host: string; port: number };

/** What all nodes of an address share. */
type RedisAccess = { username?: string; password?: string; isEncrypted: boolean };

/** What else is needed to reach it, and how many replicas must have a write; undefined: as the address suggests. */
export type RedisOptions = {
  replicas?: number;
  /** The certificate authorities to trust, as PEM. */
  ca?: string;
  sentinel: { username?: string; password?: string; isEncrypted: boolean };
};

export type RedisAddress =
  | { kind: 'single'; url: string }
  | ({ kind: 'cluster'; nodes: RedisNode[] } & RedisAccess)
  | ({ kind: 'sentinel'; nodes: RedisNode[]; master: string; database: number } & RedisAccess);

/**
 * `redis://…` or `rediss://…`; several nodes separated by commas. `?cluster` makes it a Redis Cluster,
 * `?sentinel=<name>` makes the nodes Sentinels that monitor the master of that name. Undefined for anything else.
 */
export function parseRedisAddress(text: string): RedisAddress | undefined {
  const texts = text.split(',').map((node) => node.trim());
  if (!texts.every(isNode)) return undefined;
  const urls = texts.map((node) => new URL(node));
  const [first] = urls;
  if (!first || urls.some(({ protocol }) => protocol !== first.protocol)) return undefined;

  const find = (name: string) => urls.find(({ searchParams }) => searchParams.has(name))?.searchParams.get(name);
  const [cluster, master] = [find('cluster'), find('sentinel')];
  const database = urls.map(({ pathname }) => Number(pathname.slice(1))).find((number) => number > 0) ?? 0;
  const access = { nodes: urls.map(nodeOf), ...accessOf(first) };
  if (cluster !== undefined) {
    return master === undefined && database === 0 ? { kind: 'cluster', ...access } : undefined;
  }
  if (master !== undefined) return master ? { kind: 'sentinel', ...access, master, database } : undefined;
  return urls.length === 1 ? { kind: 'single', url: text } : undefined;
}

function isNode(text: string): boolean {
  const url = /^rediss?:\/\/\S+$/.test(text) ? parseUrl(text) : undefined;
  if (!url) return false;
  const { hostname, pathname, hash, username, password } = url;
  return hostname !== '' && /^(\/\d{0,5})?$/.test(pathname) && hash === '' && isDecodable(username + password);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function nodeOf({ hostname, port }: URL): RedisNode {
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
}

function accessOf({ protocol, username, password }: URL): RedisAccess {
  return {
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    isEncrypted: protocol === 'rediss:',
  };
}
