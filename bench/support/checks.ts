import type { Loaded } from '../peers/order.ts';

/** Throws unless everything was answered so. */
export function expectAll({ answers }: Loaded, status: string): void {
  if (Object.keys(answers).join() !== status)
    throw new Error(`Answers were ${JSON.stringify(answers)}, not all ${status}`);
}

export function describeLoad({ answers, tookMs }: Loaded): { perSecond: number } {
  const count = Object.values(answers).reduce((sum, each) => sum + each, 0);
  return { perSecond: count / (tookMs / 1000) };
}
