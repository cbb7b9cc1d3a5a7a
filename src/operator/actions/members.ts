import { within } from '../../http/within.ts';
import { budgets } from '../../interviews/budgets.ts';
import type { Member } from '../../workable/api/contract.ts';
import { everyPage } from '../../workable/api/page.ts';
import { SpiError } from '../../workable/api/spi-error.ts';
import { forbiddenTo } from '../../workable/stages/access.ts';
import { failureOf } from '../../workable/stages/door.ts';
import { type Reading, readingOf } from '../../workable/stages/readers.ts';
import type { BridgeParts } from '../parts.ts';
import type { StageDoorAccount } from '../queries/application-context.ts';

/** A page has a hundred. */
const mostPages = 5;

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
 * bridge writes. `isCut`: there are more. Throws Failure where Workable does not say.
 */
export async function listMembers(
  { now }: Pick<BridgeParts, 'now'>,
  account: StageDoorAccount,
): Promise<{ items: MemberView[]; isCut: boolean }> {
  const { client } = account.connected;
  try {
    return await within(budgets.read, async ({ signal }) => {
      const turn = { priority: 'person' as const, signal };
      const [members, recruiters, permissions] = await Promise.all([
        everyPage((next) => client.members(next === undefined ? { status: 'all' } : { next }, turn), mostPages),
        client.recruiters(turn),
        client.permissions(turn),
      ]);
      const known = new Set(members.rows.map(({ id }) => id));
      // Of external recruiters a list of their own has no role.
      const others = recruiters.rows.filter(({ id }) => !known.has(id)).map((each) => ({ ...each, role: 'recruiter' }));
      const items = [...members.rows, ...others].map((each) => memberView(account, each, permissions));
      return { items, isCut: members.isCut };
    });
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
