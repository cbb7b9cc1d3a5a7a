import type { Words } from '../words.ts';
import { candidates } from './es/candidates.ts';
import { link } from './es/link.ts';
import { setUp } from './es/set-up.ts';
import { wizard } from './es/wizard.ts';

export const es: Words = { ...link, ...wizard, ...setUp, ...candidates };
