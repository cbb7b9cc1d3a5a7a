import { providerTokenDigest } from '../accounts/managed.ts';
import { createSecrets } from '../http/secrets.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';

/** An account and the tokens that Workable may present for it. */
type Called = {
  readonly name: string;
  readonly providerTokens: readonly string[];
  /** Of tokens that the bridge made: nothing more of them is kept. */
  readonly providerTokenDigests: readonly string[];
};

/** Finds the account of a provider token, as the accounts are at the moment. */
export function recogniseCallers<Each extends Called>(accounts: Accounts<Each>): (token: string) => Each | undefined {
  const secrets = createSecrets<Each>();
  const made = new Map<string, Each>();
  accounts.follow(({ before, after }) => {
    for (const token of before?.providerTokens ?? []) secrets.remove(token, before as Each);
    for (const digest of before?.providerTokenDigests ?? []) made.delete(digest);
    for (const token of after?.providerTokens ?? []) secrets.add(token, after as Each);
    for (const digest of after?.providerTokenDigests ?? []) made.set(digest, after as Each);
  });
  return (token) => secrets.ownerOf(token) ?? made.get(providerTokenDigest(token));
}
