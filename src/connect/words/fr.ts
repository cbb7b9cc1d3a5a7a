import type { Words } from '../words.ts';
import { candidates } from './fr/candidates.ts';
import { link } from './fr/link.ts';
import { setUp } from './fr/set-up.ts';
import { wizard } from './fr/wizard.ts';

export const fr: Words = { ...link, ...wizard, ...setUp, ...candidates };
