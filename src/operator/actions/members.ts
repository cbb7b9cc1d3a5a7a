import { within } from '../../http/within.ts';
import { budgets } from '../../interviews/budgets.ts';
import type { Member } from '../../workable/api/contract.ts';
import { SpiError } from '../../workable/api/spi-error.ts';
import { forbiddenTo } from '../../workable/stages/access.ts';
import { failureOf } from '../../workable/stages/door.ts';
import { type Reading, readingOf } from '../../workable/stages/readers.ts';
import type { BridgeParts } from '../parts.ts';
import type { StageDoorAccount } from '../queries/application-context.ts';

export type MemberView = {
  id: string;
  name?: string;
  email?: string;
  /** In the account, in Workable's words; absent where it is not told. */
  role?: string;
  is_active: boolean;
  may_comment: boolean;
  may_evaluate: boolean;
  reads_comments: Reading;
  reads_results: Reading;
};

/**
 * Members and external recruiters of the company, with what they may do with candidates and what they see of what the
 * bridge writes. `isCut`: there are more. `keptMs`: as they were no longer ago than this, by default as they are now.
 * Throws Failure where Workable does not say.
 */
export async function listMembers(
  { now }: Pick<BridgeParts, 'now'>,
  account: StageDoorAccount,
  { keptMs }: { keptMs?: number } = {},
): Promise<{ items: MemberView[]; isCut: boolean }> {
  try {
    const { members, recruiters, permissions, isCut } = await within(budgets.read, ({ signal }) =>
      account.connected.people.read({ priority: 'person', signal }, keptMs),
    );
    const known = new Set(members.map(({ id }) => id));
    const others = recruiters.filter(({ id }) => !known.has(id)).map((each) => ({ ...each, role: 'recruiter' }));
    return { items: [...members, ...others].map((each) => memberView(account, each, permissions)), isCut };
  } catch (error) {
    throw error instanceof SpiError ? failureOf(error, now()) : error;
  }
}

function memberView(
  { settings: { stage } }: StageDoorAccount,
  { id, name, email, role, isActive }: Member,
  permissions: ReadonlyMap<string, readonly string[]>,
): MemberView {
  const forbidden = forbiddenTo(role, permissions);
  const reading = (policy: readonly string[] = []) => (isActive === false ? 'no' : readingOf(role, policy));
  return {
    id,
    ...(name ? { name } : {}),
    ...(email ? { email } : {}),
    ...(role ? { role } : {}),
    is_active: isActive !== false,
    may_comment: !forbidden.includes('comment'),
    may_evaluate: !forbidden.includes('evaluate'),
    reads_comments: reading(stage?.commentPolicy),
    reads_results: reading(stage?.reportPolicy),
  };
}
