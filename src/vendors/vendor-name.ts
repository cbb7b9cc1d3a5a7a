import { anyText } from '../settings/values.ts';

/** For kinds of vendors that stand for many. */
export const vendorName = {
  value: anyText,
  default: 'the interview platform',
  meaning: 'What recruiters know the vendor as.',
} as const;
