import { withFormerTokens } from './api-tokens.ts';
import { add, change, type ManageParts } from './change.ts';
import { merged, namesOf, readable, type WrittenSettings } from './change-settings.ts';
import { type ManagedAccount, makeProviderToken, type StoredAccount } from './managed.ts';
import { accountNameRule, isAccountName } from './name.ts';
import { configuredAlready, invalid } from './refusals.ts';

/** `token`: shown once, and kept nowhere. Throws Failure. */
export async function createManagedAccount(
  parts: ManageParts,
  name: string,
  written: WrittenSettings,
): Promise<{ stored: StoredAccount; token: string }> {
  const { sources, now } = parts;
  if (!isAccountName(name)) throw invalid(`name ${accountNameRule}`);
  // Before anything that is wrong with the settings.
  sources.store();
  if (sources.isConfigured(name)) throw configuredAlready(name);
  const settings = merged(parts, {}, written);
  const { decidingSecrets } = readable(parts, name, settings);
  const { token, kept } = makeProviderToken(now());
  const account: ManagedAccount = { name, state: 'active', settings, providerTokens: [kept], createdAt: now() };
  const stored = await add(parts, withFormerTokens(account, now()), decidingSecrets);
  await parts.audit(name, `created with ${namesOf(settings)}`);
  return { stored, token };
}

/** The same again changes nothing. Throws Failure. */
export async function pauseAccount(parts: ManageParts, name: string, expected?: number): Promise<StoredAccount> {
  const stored = await turn(parts, name, 'paused', expected);
  await parts.audit(name, 'paused');
  return stored;
}

/** The same again changes nothing. Throws Failure. */
export async function resumeAccount(parts: ManageParts, name: string, expected?: number): Promise<StoredAccount> {
  const stored = await turn(parts, name, 'active', expected);
  await parts.audit(name, 'resumed');
  await parts.onChanged(name, 'resumed');
  return stored;
}

async function turn(
  parts: ManageParts,
  name: string,
  state: 'active' | 'paused',
  expected: number | undefined,
): Promise<StoredAccount> {
  const { stored } = await change(parts, name, expected, (account) =>
    account.state === state ? undefined : { account: { ...account, state } },
  );
  return stored;
}
