import { retireApiTokens, verifiesUntil } from './accounts/api-tokens.ts';
import type { ManageParts } from './accounts/change.ts';
import type { Directory } from './accounts/directory.ts';
import { followSources } from './accounts/follow-sources.ts';
import type { ManagedAccount } from './accounts/managed.ts';
import { openRemovals, type Removing } from './accounts/removal.ts';
import { confirmRemoval, dropAccount } from './accounts/remove.ts';
import { type Owners, ownersOf, sharedWith } from './accounts/shared.ts';
import { createSources, type Sources } from './accounts/sources.ts';
import { type AccountParts, type BridgeAccount, createAccount } from './bridge-accounts.ts';
import { type AccountSettings, type Config, ConfigurationError } from './config.ts';
import { asFailure } from './errors.ts';
import { within } from './http/within.ts';
import type { InterviewRecord } from './interviews/record.ts';
import { errorFields, type Logger } from './log.ts';
import { type Audit, createAudit } from './operator/actions/audit.ts';
import { deliveryStateOf } from './operator/selected.ts';
import { areSameSettings } from './settings/accounts.ts';
import { isSetting } from './settings/managed-account.ts';
import { applicationIds } from './store/application-ids.ts';
import type { Storage } from './store/open.ts';
import { endStageDoor } from './workable/stages/end.ts';

type Parts = {
  config: Pick<Config, 'accounts' | 'readManaged' | 'dataKeys'>;
  storage: Storage;
  directory: Directory<BridgeAccount>;
  accountParts: AccountParts;
  log?: Pick<Logger, 'info' | 'warn' | 'error'>;
  now: () => number;
};

/** What was begun with an account's old settings may still run for so long. */
const closesAfterMs = 60_000;
const pageSize = 200;

/** The accounts of the configuration at once, and those in Redis with the first `refresh`. */
export function openSources({ config, storage, directory, accountParts, log }: Omit<Parts, 'now'>) {
  const hasManaged = config.dataKeys.length > 0;
  const sources: Sources<BridgeAccount> = createSources({
    directory,
    store: hasManaged ? storage.managed : undefined,
    build: (managed, owners) => build(config, accountParts, managed, owners),
    onUnusable: (account, errors) => log?.error({ event: 'account', outcome: 'unusable', account, errors }),
  });
  directory.follow(({ before }) => {
    if (before) setTimeout(before.close, closesAfterMs).unref();
  });
  configure(sources, config.accounts, accountParts);
  return sources;
}

/**
 * Puts these accounts in the place of those that were configured. One whose settings are the same stays as it is, with
 * its limits and what it remembers.
 */
export function configure(
  sources: Sources<BridgeAccount>,
  configured: readonly AccountSettings[],
  accountParts: AccountParts,
): void {
  const known = new Map(sources.configured().map((account) => [account.name, account]));
  const accounts = configured.map((settings) => {
    const account = known.get(settings.name);
    return account && areSameSettings(account.settings, settings) ? account : createAccount(settings, accountParts);
  });
  sources.configure(accounts);
}

/** Throws ConfigurationError for each secret that an account to be configured shares with a managed one of another name. */
export function refuseShared(configured: readonly AccountSettings[], all: readonly BridgeAccount[]): void {
  const names = new Set(configured.map(({ name }) => name));
  const owners = ownersOf(all.filter(({ name, settings }) => settings.source === 'managed' && !names.has(name)));
  const errors = configured.flatMap((settings) =>
    sharedWith(owners, { name: settings.name, settings }).map(
      ({ setting, owner }) =>
        `accounts ${settings.name} and ${owner} (managed) share a ${setting}: it decides the account, so it has to differ`,
    ),
  );
  if (errors.length > 0) throw new ConfigurationError(errors);
}

function build({ readManaged }: Parts['config'], parts: AccountParts, managed: ManagedAccount, configured: Owners) {
  const { name, state, settings, providerTokens } = managed;
  const { account, errors } = readManaged(name, settings);
  if (!account) return { errors };
  const providerTokenDigests = providerTokens.map(({ digest }) => digest);
  // Requests with it go to the account that is configured.
  const shared = sharedWith(configured, { name, settings: account, providerTokenDigests });
  if (shared.length > 0) {
    return {
      errors: shared.map(
        ({ setting, owner }) => `${setting} belongs to the account ${owner}, which is configured: change one of them`,
      ),
    };
  }
  const untilWhen = (token: string) => verifiesUntil(managed, token);
  return { account: createAccount(account, parts, { state, providerTokenDigests, verifiesUntil: untilWhen }) };
}

/** What changes to accounts are made with. `audit` says who makes them. */
export function manageParts(
  { config, storage, directory, now }: Omit<Parts, 'accountParts' | 'log'>,
  sources: Sources<BridgeAccount>,
  audit: Audit,
): ManageParts {
  return {
    sources,
    read: config.readManaged,
    isSetting,
    now,
    async hasOpen(name) {
      const account = directory.get(name);
      for await (const ids of idsOf(storage, name, now)) {
        const found = await Promise.all(ids.map((id) => storage.interviews.read(id)));
        if (found.some((each) => each && (!account || isOpen(each.record, account, now())))) return true;
      }
      return false;
    },
    async onChanged(name, what) {
      if (what === 'vendor') await storage.templates.forget(name);
      storage.nextTimes.note(name, now());
    },
    audit: (account, did) => audit({ account, did }),
  };
}

/** Keeps the accounts of this process behind Redis, and its scheduler behind the accounts. */
export function followManaged(sources: Sources<BridgeAccount>, { storage, log }: Pick<Parts, 'storage' | 'log'>) {
  return followSources(sources, {
    hear: storage.hearAccountChanges,
    onFault: (failure) => log?.warn({ event: 'account', outcome: 'unread', ...errorFields(failure) }),
  });
}

/** Brings accounts that are being removed to their end. */
export function openRemovalOfAccounts(
  { config, storage, directory, log, now }: Omit<Parts, 'accountParts'>,
  sources: Sources<BridgeAccount>,
  wakeUp: (interviewId: string) => void,
) {
  const manage = manageParts({ config, storage, directory, now }, sources, createAudit(storage, now));
  const parts = {
    store: storage.interviews,
    idsOf: (account: string) => idsOf(storage, account, now),
    count: async (account: string) => (await storage.backlogs.backlogOf(account, now())).interviews,
    endStageDoor: (name: string, at: number) =>
      endStageDoor({ ...storage, applicationIds: (account) => applicationIds(storage, account), within }, name, {
        connected: directory.get(name)?.connected,
        isUrgent: now() > at + stageDoorEndsWithinMs,
      }),
    async eraseRest(account: string) {
      await storage.eraseRest(account);
      await storage.connectLinks.endAll(account);
      await storage.events.forgetAccount(account);
    },
    confirm: (name: string) => confirmRemoval(manage, name),
    async drop(name: string) {
      await dropAccount({ sources, read: config.readManaged }, name);
      log?.info({ event: 'account', outcome: 'removed', account: name });
    },
    async retireTokens() {
      await retireApiTokens(manage, (failure, account) =>
        log?.warn({ event: 'account', outcome: 'token-not-removed', account, ...errorFields(asFailure(failure)) }),
      );
    },
    wakeUp,
    within,
    now,
    report: (failure: unknown, interviewId: string) =>
      log?.warn({ event: 'account', outcome: 'not-removed', interviewId, ...errorFields(failure) }),
  };
  return openRemovals(parts, () =>
    sources.removing().flatMap((managed): Removing[] => {
      const { name, settings } = managed;
      if (sources.isConfigured(name)) return [];
      const account = directory.get(name);
      if (account) return [{ managed, account, retentionMs: account.policy.retentionMs }];
      return [{ managed, retentionMs: config.readManaged(name, settings).retentionMs }];
    }),
  );
}

/** Something of it is still to come or to be sent. Where the vendor surely did not invite the candidate, nothing is. */
function isOpen(record: InterviewRecord, account: BridgeAccount, now: number): boolean {
  return record.invitation.state === 'wanted' || ['open', 'waiting'].includes(deliveryStateOf(record, account, now));
}

/** Workable is asked for so long to end its webhooks. */
const stageDoorEndsWithinMs = 60 * 60_000;

/** Newest first: what is open is mostly among the newest. */
async function* idsOf({ schedule }: Storage, account: string, now: () => number): AsyncGenerator<string[]> {
  for (let last: { id: string; at: number } | undefined; ; ) {
    const to = now() + closesAfterMs;
    const page = await schedule.page(account, 'all', { from: 0, to, size: pageSize, last, order: 'newest' });
    if (page.length === 0) return;
    yield page.map(({ id }) => id);
    last = page.at(-1);
  }
}
