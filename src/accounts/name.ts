const pattern = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** Continues the name of what holds it. */
export const accountNameRule = 'should be 1 to 32 of a-z, 0-9 and -, beginning with a letter or digit';

/** Whether an account may be called so. It is part of keys, addresses and every interview id. */
export function isAccountName(text: string): boolean {
  return pattern.test(text);
}
