import { candidates } from './en/candidates.ts';
import { link } from './en/link.ts';
import { setUp } from './en/set-up.ts';
import { wizard } from './en/wizard.ts';

/**
 * The words of a connect link's pages in English; those of other languages have the same shape. What stands in braces is
 * filled in with markup. Menus, scopes and roles keep the names that Workable has for them.
 */
export const en = { ...link, ...wizard, ...setUp, ...candidates } as const;
