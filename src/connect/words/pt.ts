import type { Words } from '../words.ts';
import { candidates } from './pt/candidates.ts';
import { link } from './pt/link.ts';
import { setUp } from './pt/set-up.ts';
import { wizard } from './pt/wizard.ts';

export const pt: Words = { ...link, ...wizard, ...setUp, ...candidates };
