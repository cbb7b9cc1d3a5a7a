import { asFailure, Failure } from '../errors.ts';
import type { Directory } from './directory.ts';
import type { ManagedAccount, ManagedStore, StoredAccount } from './managed.ts';

/** An account as a part of the bridge can use it; `errors` where its settings do not allow that, one sentence each. */
type Built<Each> = { account: Each } | { errors: readonly string[] };

type Parts<Each extends { readonly name: string }> = {
  directory: Directory<Each>;
  /** Undefined where there can be no managed accounts: there is no `DATA_KEY`. */
  store: ManagedStore | undefined;
  build: (managed: ManagedAccount) => Built<Each>;
  /** Called for a managed account that cannot be used, with the reasons. */
  onUnusable: (name: string, errors: readonly string[]) => void;
};

export type Sources<Each extends { readonly name: string }> = ReturnType<typeof createSources<Each>>;

const pollEveryMs = 1_000;

/**
 * Where accounts come from: the configuration of the process, and Redis. One in the configuration wins over a managed
 * one of its name. What other processes change is read again with `refresh`.
 */
export function createSources<Each extends { readonly name: string }>(parts: Parts<Each>) {
  const { directory, store, build, onUnusable } = parts;
  const configured = new Map<string, Each>();
  const managed = new Map<string, StoredAccount>();
  const unusable = new Map<string, readonly string[]>();
  /** Of the changes that this process has read. */
  let version = 0;
  let refreshing: Promise<void> | undefined;

  return {
    isConfigured: (name: string) => configured.has(name),
    configured: (): Each[] => [...configured.values()],
    managed: (name: string) => managed.get(name),
    allManaged: (): StoredAccount[] => [...managed.values()],
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
      for (const name of new Set([...gone, ...configured.keys()])) put(name);
    },

    /** A change that this process made itself, or read. An older one than is known already changes nothing. */
    apply,
    refresh,
  };

  /** Reads what has changed in Redis since the last time. Throws Failure `store-unavailable`. */
  async function refresh(): Promise<void> {
    refreshing ??= readChanges().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function readChanges(): Promise<void> {
    if (!store) return;
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
      managed.delete(name);
      put(name);
    }
  }

  function apply(name: string, changed: number, account: ManagedAccount | undefined, isAnew = false): void {
    const known = managed.get(name);
    if (!isAnew && known && known.version >= changed) return;
    if (account) managed.set(name, { account, version: changed });
    else managed.delete(name);
    put(name);
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
    const built = build(stored.account);
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

/**
 * Keeps sources at most a moment behind Redis: prompt where Redis says that something changed, and certain because it is
 * asked every second. `onFault` gets the first failure of a row.
 */
export function followSources(
  { refresh }: Pick<Sources<never>, 'refresh'>,
  { hear, onFault }: { hear: (onChange: () => void) => { close(): void }; onFault: (failure: Failure) => void },
) {
  let isFaulty = false;
  const look = () =>
    void refresh().then(
      () => {
        isFaulty = false;
      },
      (error: unknown) => {
        if (!isFaulty) onFault(asFailure(error));
        isFaulty = true;
      },
    );
  const hearing = hear(look);
  const timer = setInterval(look, pollEveryMs);
  return {
    close(): void {
      clearInterval(timer);
      hearing.close();
    },
  };
}
