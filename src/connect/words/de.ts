import type { Words } from '../words.ts';
import { candidates } from './de/candidates.ts';
import { link } from './de/link.ts';
import { setUp } from './de/set-up.ts';
import { wizard } from './de/wizard.ts';

export const de: Words = { ...link, ...wizard, ...setUp, ...candidates };
