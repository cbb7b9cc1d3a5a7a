import type { SandboxVendor } from '../../../sandbox/vendor/server.ts';
import type { WorkableSpi } from '../../../sandbox/workable-spi/server.ts';
import { parseRef, type Ref } from '../../../src/workable/stages/entries/ref.ts';

/** What is true of a candidate at the end. */
export type Truth = {
  id: string;
  email: string;
  isIn: boolean;
  hasLeft: boolean;
  /** They surely had to be invited: they stood there long enough and could be reached. */
  isInvited: boolean;
  /** Of 0 to 10: what the vendor knows, and the bridge has acknowledged. */
  score?: number;
  /** They left before there was a result. */
  leftOpen: boolean;
};

type Peers = { spi: Pick<WorkableSpi, 'comments' | 'ratings'>; vendor: Pick<SandboxVendor, 'control'> };
type Row = { ref: Ref; body: string };

/** What is not as promised, a sentence each; what is merely not there yet begins with "missing". */
export function audit(truths: readonly Truth[], peers: Peers): string[] {
  return truths.flatMap((truth) => auditOne(truth, peers).map((finding) => `${finding}: ${truth.email}`));
}

function auditOne(truth: Truth, { spi, vendor }: Peers): string[] {
  const rows = spi.comments(truth.id).flatMap(({ body }): Row[] => {
    const ref = parseRef(body ?? '');
    return ref ? [{ ref, body: body ?? '' }] : [];
  });
  const invitations = vendor.control.invitations.filter(({ email }) => email === truth.email);
  return [
    ...doubled(rows),
    ...(invitations.length > 1 ? [`DOUBLE: ${invitations.length} invitations`] : []),
    ...(truth.isInvited && invitations.length === 0 ? ['missing: no invitation'] : []),
    ...(spi.ratings(truth.id).length > 1 ? ['DOUBLE: a rating'] : []),
    ...ofInvitation(rows, invitations.length > 0),
    ...ofLeaving(truth, rows, invitations.length > 0),
    ...ofResult(truth, rows),
  ];
}

function doubled(rows: readonly Row[]): string[] {
  const refs = rows.map(({ ref: { code, key, n } }) => `${key} ${n} ${code}`);
  return refs.filter((ref, i) => refs.indexOf(ref) !== i).map((ref) => `DOUBLE: the row ${ref}`);
}

function ofInvitation(rows: readonly Row[], isInvited: boolean): string[] {
  const count = rows.filter(({ ref }) => ref.key === 'invited').length;
  if (count > 1) return [`DOUBLE: ${count} rows of the invitation`];
  if (isInvited && count === 0) return ['missing: no row of the invitation'];
  return !isInvited && count > 0 ? ['WRONG: a row of an invitation that there is not'] : [];
}

function ofLeaving({ hasLeft, leftOpen, isIn }: Truth, rows: readonly Row[], isInvited: boolean): string[] {
  const isWithdrawn = rows.some(({ ref }) => ref.key === 'withdrawn');
  if (isWithdrawn && !hasLeft) return ['WRONG: withdrawn, although they never left'];
  return isInvited && leftOpen && !isIn && !isWithdrawn ? ['missing: no row of the withdrawal'] : [];
}

function ofResult({ score }: Truth, rows: readonly Row[]): string[] {
  const results = rows.filter(({ ref }) => ref.key === 'result');
  if (score === undefined) return results.length > 0 ? ['WRONG: a result that there is not'] : [];
  const percentage = `${Math.round(score * 10)} %`;
  if (!results.at(-1)?.body.includes(percentage)) return [`missing: no row of the result ${percentage}`];
  const first = rows.findIndex(({ ref }) => ref.key === 'result');
  return rows.findIndex(({ ref }) => ref.key === 'invited') > first ? ['WRONG: a result before its invitation'] : [];
}
