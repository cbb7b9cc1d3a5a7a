import { setMaxListeners } from 'node:events';
import type { Within } from '../interviews/budgets.ts';

/**
 * The timer goes with the answer: of calls that are answered none is left. It holds the signal, too: one of
 * `AbortSignal.timeout` that is known to `AbortSignal.any` alone is collected in Node 20, and never fires.
 */
export const within: Within = async (ms, call) => {
  const controller = new AbortController();
  // However many requests the call is made of: they share the signal.
  setMaxListeners(0, controller.signal);
  const timer = setTimeout(() => controller.abort(), ms);
  try {
    return await call({ signal: controller.signal });
  } finally {
    clearTimeout(timer);
  }
};
