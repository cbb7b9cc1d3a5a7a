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
  { id, expected }: { id?: string; expected?: number | undefined } = {},
): Promise<{ id: string; token: string }> {
  const { token, kept } = makeProviderToken(parts.now(), id);
  await change(parts, name, expected, (account) => {
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
export async function retireProviderToken(
  parts: ManageParts,
  name: string,
  id: string,
  expected?: number,
): Promise<void> {
  await change(parts, name, expected, (account) => {
    const providerTokens = account.providerTokens.filter((each) => each.id !== id);
    if (providerTokens.length < account.providerTokens.length) return { account: { ...account, providerTokens } };
    // The caller may have sent anything, such as the token itself.
    const isId = /^pt_[\w-]{1,32}$/.test(id);
    throw new Failure('not-found', `There is no ${isId ? `provider token ${id}` : 'such provider token'}`);
  });
  await parts.audit(name, `retired provider token ${id}`);
}
