import { Failure } from '../errors.ts';
import { change, type ManageParts } from './change.ts';
import { makeProviderToken } from './managed.ts';

/** Rotation needs two, and a third where one went wrong. */
export const mostTokens = 10;

/**
 * A token beside those that there are: all are valid until they are retired. `id`: where a repeated call must not make
 * another. Throws Failure.
 */
export async function addProviderToken(
  parts: ManageParts,
  name: string,
  id?: string,
): Promise<{ id: string; token: string }> {
  const { token, kept } = makeProviderToken(parts.now(), id);
  await change(parts, name, undefined, (account) => {
    if (account.providerTokens.some((each) => each.id === kept.id)) {
      throw new Failure('conflict', `There is a provider token ${kept.id} already`);
    }
    if (account.providerTokens.length < mostTokens) {
      return { account: { ...account, providerTokens: [...account.providerTokens, kept] } };
    }
    throw new Failure('conflict', `The account has ${mostTokens} provider tokens: retire one first`);
  });
  await parts.audit(name, `made provider token ${kept.id}`);
  return { id: kept.id, token };
}

/** Throws Failure. */
export async function retireProviderToken(parts: ManageParts, name: string, id: string): Promise<void> {
  await change(parts, name, undefined, (account) => {
    const providerTokens = account.providerTokens.filter((each) => each.id !== id);
    if (providerTokens.length < account.providerTokens.length) return { account: { ...account, providerTokens } };
    throw new Failure('not-found', `There is no provider token ${id}`);
  });
  await parts.audit(name, `retired provider token ${id}`);
}
