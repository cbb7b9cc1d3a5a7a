import { type AccountDraft, decidingSecretsOf, draftAccount } from './account-draft.ts';
import { readAccountsFile } from './accounts-file.ts';
import type { SettingsReader, Source } from './read.ts';
import { accountRows } from './table.ts';

/**
 * The accounts of ACCOUNTS_FILE or, where it is not set, the one in the environment. Errors are reported to the reader.
 */
export function draftAccounts(
  reader: SettingsReader,
  env: Readonly<Record<string, string | undefined>>,
  accountsFile: string | undefined,
): AccountDraft[] {
  const environment: Source = { place: '', texts: env };
  if (env.ACCOUNTS_FILE === undefined) {
    return isManagedAlone(env)
      ? []
      : [draftAccount(reader, { name: 'default', from: 'environment', source: environment })];
  }
  reader.check(accountRows, environment);
  const json = accountsFile === undefined ? undefined : reader.file('ACCOUNTS_FILE', accountsFile);
  if (json === undefined) return [];
  const drafts = readAccountsFile(json, env, reader.addError).map(({ name, ...written }) => {
    const source: Source = { place: `account ${name}: `, ...written };
    const draft = draftAccount(reader, { name, from: 'file', source, fallback: environment });
    reportUnknownNames(reader, source, draft);
    return draft;
  });
  reportSharedSecrets(reader, drafts);
  return drafts;
}

/**
 * Nothing in the environment is an account's own, and all that managed accounts need is there: then there is no account
 * until one is made.
 */
function isManagedAlone(env: Readonly<Record<string, string | undefined>>): boolean {
  const own = Object.entries(accountRows).flatMap(([name, row]) => (row.secret ? [name, `${name}_FILE`] : []));
  const has = (name: string) => env[name] !== undefined || env[`${name}_FILE`] !== undefined;
  return has('DATA_KEY') && has('OPERATOR_TOKEN') && !own.some((name) => env[name] !== undefined);
}

/** Unlike the environment, an account in the file may hold only settings of the bridge. */
function reportUnknownNames(reader: SettingsReader, source: Source, draft: AccountDraft): void {
  // The names of an unknown vendor's settings are not known.
  if (draft.vendor === undefined) return;
  const known = new Set(draft.rows.flatMap(([name, row]) => (row.secret ? [name, `${name}_FILE`] : [name])));
  for (const name of [...Object.keys(source.texts), ...(source.invalid ?? [])]) {
    if (!known.has(name)) reader.addError(`${source.place}${name} is not a setting of an account`);
  }
}

/** A shared token or secret would let one account see the interviews of another. */
function reportSharedSecrets(reader: SettingsReader, drafts: readonly AccountDraft[]): void {
  const owners = new Map<string, string>();
  for (const draft of drafts) {
    for (const { setting, secret } of decidingSecretsOf(draft)) {
      const owner = owners.get(`${setting} ${secret}`) ?? draft.name;
      owners.set(`${setting} ${secret}`, owner);
      if (owner !== draft.name) {
        reader.addError(
          `accounts ${owner} and ${draft.name} share a ${setting}: it decides the account, so it has to differ`,
        );
      }
    }
  }
}
