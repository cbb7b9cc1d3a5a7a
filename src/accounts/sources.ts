import { Failure } from '../errors.ts';
import { createSecrets } from '../http/secrets.ts';
import type { Directory } from './directory.ts';
import {
  type DecidingSecret,
  digestsOfTokens,
  type ManagedAccount,
  type ManagedStore,
  type StoredAccount,
} from './managed.ts';
import { type Holder, type Owners, ownersOf, sharedWith } from './shared.ts';

/** An account as far as its source must know it. */
export type Sourced = {
  readonly name: string;
  readonly settings: { readonly decidingSecrets: readonly DecidingSecret[] };
};

/** An account as a part of the bridge can use it; `errors` where its settings do not allow that, one sentence each. */
type Built<Each> = { account: Each } | { errors: readonly string[] };

type Parts<Each extends Sourced> = {
  directory: Directory<Each>;
  /** Undefined where there can be no managed accounts: there is no `DATA_KEY`. */
  store: ManagedStore | undefined;
  /** `owners`: the configured accounts by their secrets, which the managed one must not have. */
  build: (managed: ManagedAccount, owners: Owners) => Built<Each>;
  /** Called for a managed account that cannot be used, with the reasons. */
  onUnusable: (name: string, errors: readonly string[]) => void;
};

export type Sources<Each extends Sourced> = ReturnType<typeof createSources<Each>>;

/**
 * Where accounts come from: the configuration of the process, and Redis. One in the configuration wins over a managed
 * one of its name. What other processes change is read again with `refresh`.
 */
export function createSources<Each extends Sourced>(parts: Parts<Each>) {
  const { directory, store, build, onUnusable } = parts;
  const configured = new Map<string, Each>();
  let owners = ownersOf([]);
  const managed = new Map<string, StoredAccount>();
  /** The names of managed accounts by digests of their provider tokens. */
  const tokens = createSecrets<string>();
  /** They are looked at all the time, and the others are many. */
  const removing = new Map<string, ManagedAccount>();
  const unusable = new Map<string, readonly string[]>();
  /** Of the changes that this process has read. */
  let version = 0;
  let refreshing: Promise<void> | undefined;

  return {
    isConfigured: (name: string) => configured.has(name),
    configured: (): Each[] => [...configured.values()],
    /** Which secrets of an account a configured one of another name has. */
    sharedWithConfigured: (account: Holder) => sharedWith(owners, account),
    /** The managed account that has a provider token, whether it is made by the bridge or a setting. */
    ownerOfToken: (digest: string): string | undefined => tokens.ownerOf(digest),
    managed: (name: string) => managed.get(name),
    allManaged: (): StoredAccount[] => [...managed.values()],
    /** Those that are being removed. */
    removing: (): ManagedAccount[] => [...removing.values()],
    /** The account that is used under a name. */
    used: (name: string): Each | undefined => directory.get(name),
    /** Why a managed account cannot be used. */
    errorsOf: (name: string): readonly string[] => unusable.get(name) ?? [],
    /** Managed accounts that cannot be used. */
    unusable: (): string[] => [...unusable.keys()],

    /** Throws Failure `conflict` where there can be none. */
    store(): ManagedStore {
      if (store) return store;
      throw new Failure('conflict', 'Managed accounts need DATA_KEY, which encrypts their secrets: set it and restart');
    },

    /** Puts these in the place of all that were configured before. */
    configure(accounts: readonly Each[]): void {
      const gone = [...configured.keys()];
      configured.clear();
      for (const account of accounts) configured.set(account.name, account);
      owners = ownersOf(accounts);
      // A managed one may have shared a secret with what is gone.
      const waiting = [...unusable.keys()].filter((name) => managed.has(name));
      for (const name of new Set([...gone, ...configured.keys(), ...waiting])) put(name);
    },

    /** A change that this process made itself, or read. An older one than is known already changes nothing. */
    apply,
    refresh,
  };

  /**
   * Reads what has changed in Redis since the last time; with the first time nothing is missing in the directory. Throws
   * Failure `store-unavailable`.
   */
  async function refresh(): Promise<void> {
    // What is read already may be older than what the caller has to know.
    await refreshing?.catch(() => undefined);
    refreshing ??= readChanges().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function readChanges(): Promise<void> {
    if (store) await readStored(store);
    directory.complete();
  }

  async function readStored(store: ManagedStore): Promise<void> {
    // An emptied Redis, or another one with less, begins anew.
    const latest = await store.latest();
    if (latest === version) return;
    const isAnew = latest < version;
    const changes = await store.changedSince(isAnew ? 0 : version);
    if (isAnew) forgetAllBut(new Set(changes.map(({ name }) => name)));
    for (const change of changes) {
      if (change.failure === undefined) apply(change.name, change.version, change.account, isAnew);
      else report(change.name, [change.failure]);
      version = change.version;
    }
    if (isAnew) version = latest;
  }

  function forgetAllBut(names: ReadonlySet<string>): void {
    for (const name of [...managed.keys()].filter((each) => !names.has(each))) {
      keep(name, undefined);
      put(name);
    }
  }

  function apply(name: string, changed: number, account: ManagedAccount | undefined, isAnew = false): void {
    const known = managed.get(name);
    if (!isAnew && known && known.version >= changed) return;
    keep(name, account && { account, version: changed });
    put(name);
  }

  function keep(name: string, stored: StoredAccount | undefined): void {
    const before = managed.get(name);
    for (const digest of before ? digestsOfTokens(before.account) : []) tokens.remove(digest, name);
    for (const digest of stored ? digestsOfTokens(stored.account) : []) tokens.add(digest, name);
    if (stored) managed.set(name, stored);
    else managed.delete(name);
    if (stored?.account.state === 'removing') removing.set(name, stored.account);
    else removing.delete(name);
  }

  /** Has the directory show what is to be used under a name. */
  function put(name: string): void {
    const ours = configured.get(name);
    const stored = managed.get(name);
    if (ours || !stored) {
      unusable.delete(name);
      if (directory.get(name) !== ours) directory.set(name, ours);
      return;
    }
    const built = build(stored.account, owners);
    if ('errors' in built) report(name, built.errors);
    else {
      unusable.delete(name);
      directory.set(name, built.account);
    }
  }

  /** What was known of it before goes on working: better an old setting than no account. */
  function report(name: string, errors: readonly string[]): void {
    unusable.set(name, errors);
    onUnusable(name, errors);
  }
}
