import type { ManageParts } from '../src/accounts/change.ts';
import type { WrittenSettings } from '../src/accounts/change-settings.ts';
import { createManagedAccount } from '../src/accounts/manage.ts';
import { readConfig } from '../src/config.ts';
import { withBridge } from '../src/operator/cli/connect.ts';
import type { Storage } from '../src/store/open.ts';
import { secrets } from './secrets.ts';
import { openWorld, type World } from './world.ts';

const dataKey = 'a-data-key-of-32-characters-00000';

/** A world with room for managed accounts beside the configured one. */
export function openManagedWorld(overrides: Record<string, string> = {}): Promise<World> {
  return openWorld({ DATA_KEY: dataKey, ...overrides });
}

type Managing = { manage: ManageParts; storage: Storage };

/** Changes managed accounts from a process beside the running bridge. */
export async function managing<T>(
  { env, clock, accountsFile }: Pick<World, 'env' | 'clock' | 'accountsFile'>,
  work: (parts: Managing) => Promise<T>,
): Promise<T> {
  const config = readConfig(env, () => accountsFile);
  let done: { value: T } | undefined;
  await withBridge(
    {},
    { config, userAgent: 'interview-bridge/test', now: clock.now, printError: () => undefined },
    async (bridge) => {
      done = { value: await work(bridge) };
      return 0;
    },
  );
  if (!done) throw new Error('The work was not done');
  return done.value;
}

/** An account of the sandbox vendor. Resolves to its first provider token. */
export async function makeManaged(world: World, name: string, settings: WrittenSettings = {}): Promise<string> {
  const own = { JOBMOJITO_API_KEY: secrets.apiKey, JOBMOJITO_WEBHOOK_SECRET: `webhook-secret-of-${name}` };
  const { token } = await managing(world, ({ manage }) => createManagedAccount(manage, name, { ...own, ...settings }));
  return token;
}
