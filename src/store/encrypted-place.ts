import { kindOf } from './ids.ts';

const encryptedHolds = {
  record: 'record',
  'rejected-bodies': 'rejected',
  templates: 'templates',
  account: 'account',
  answer: 'answer',
  'connect-links': 'connect-links',
} as const;

/** Records are named by their kinds, all else by the name of its key. */
type Encrypted = Exclude<(typeof encryptedHolds)[keyof typeof encryptedHolds], 'record'> | RecordKind;
export type RecordKind = 'interview' | 'application' | 'connection';
const recordKinds: readonly RecordKind[] = ['interview', 'application', 'connection'];

/** What holds something encrypted; undefined for every other key. */
export function encryptedPlace(key: string): { account: string; holds: Encrypted } | undefined {
  const [, account, name, id = ''] =
    /^bridge:\{([^}]+)\}:(record(?=:)|rejected-bodies$|templates$|answer(?=:)|account(?=:)|connect-links(?=:)):?(.*)$/.exec(
      key,
    ) ?? [];
  if (!account || !name) return undefined;
  const holds = encryptedHolds[name as keyof typeof encryptedHolds];
  if (holds !== 'record') return { account, holds };
  // Of a kind that a newer version has, or a key that another program made: what it holds is laid out the same.
  return { account, holds: recordKinds.find((kind) => kind === kindOf(id)) ?? 'interview' };
}

/** A version precedes what is encrypted, in clear. */
export function isRecordKind(holds: string): holds is RecordKind {
  return recordKinds.some((kind) => kind === holds);
}
