import { type DecidingSecret, providerTokenDigest, tokenSetting } from './managed.ts';

/** An account with the secrets that it has, or some of them. */
export type Holder = {
  readonly name: string;
  readonly settings: { readonly decidingSecrets: readonly DecidingSecret[] };
  /** Of tokens that the bridge made. */
  readonly providerTokenDigests?: readonly string[];
};

/** The accounts by the secrets that decide whose a request is. */
export type Owners = ReadonlyMap<string, string>;

export function ownersOf(accounts: Iterable<Holder>): Owners {
  return new Map([...accounts].flatMap((account) => claimsOf(account).map(({ key }) => [key, account.name] as const)));
}

/** What an account shares with one of another name. */
export function sharedWith(owners: Owners, account: Holder): { setting: string; owner: string }[] {
  return claimsOf(account).flatMap(({ setting, key }) => {
    const owner = owners.get(key);
    return owner === undefined || owner === account.name ? [] : [{ setting, owner }];
  });
}

function claimsOf({ settings, providerTokenDigests = [] }: Holder): { setting: string; key: string }[] {
  const written = settings.decidingSecrets.map(({ setting, secret }) => ({
    setting,
    key: keyOf(setting, setting === tokenSetting ? providerTokenDigest(secret) : secret),
  }));
  return [
    ...written,
    ...providerTokenDigests.map((digest) => ({ setting: tokenSetting, key: keyOf(tokenSetting, digest) })),
  ];
}

function keyOf(setting: string, secret: string): string {
  return `${setting} ${secret}`;
}
