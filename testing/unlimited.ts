import { setMaxListeners } from 'node:events';
import type { Within } from '../src/interviews/budgets.ts';

/** For calls of a port that end by themselves. */
export const unlimited = { signal: new AbortController().signal };
setMaxListeners(0, unlimited.signal);

/** For tests in which no time passes while a call is under way. */
export const withoutLimit: Within = (_ms, call) => call(unlimited);
