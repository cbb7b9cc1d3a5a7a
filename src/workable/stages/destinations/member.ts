import type { NotWritableWhy } from '../../../applications/context.ts';
import type { SpiClient } from '../../api/client.ts';
import type { Member } from '../../api/contract.ts';
import type { Turn } from '../../api/limiter.ts';
import { SpiError } from '../../api/spi-error.ts';
import { forbiddenTo } from '../access.ts';
import { shared } from '../shared-read.ts';

type Parts = {
  client: Pick<SpiClient, 'members' | 'jobMembers' | 'permissions'>;
  email: string | undefined;
  now: () => number;
};

/** Who writes at Workable. */
export type Members = {
  /** The id of the acting member. Throws SpiError, `forbidden` without a status where there is none. */
  actingId(turn: Turn): Promise<string>;
  /**
   * Why comments about candidates of a job would be refused, as Workable's lists of a short while ago say; undefined
   * where they say nothing against it. Throws SpiError where Workable does not answer.
   */
  whyNotComment(job: string, turn: Turn): Promise<Exclude<NotWritableWhy, 'no-member'> | undefined>;
};

const keptMs = 10 * 60_000;
/** Of so many jobs the hiring team is remembered. */
const mostTeams = 500;

export function createMembers({ client, email = '', now }: Parts): Members {
  const read = { keptMs, now };
  const acting = shared({ ...read, most: 1 }, async (_: string, turn: Turn) => {
    const { rows } = await client.members({ email, status: 'all' }, turn);
    return rows.find((each) => isOf(each, email));
  });
  const permissions = shared({ ...read, most: 1 }, (_: string, turn: Turn) => said(client.permissions(turn)));
  const team = shared({ ...read, most: mostTeams }, (job: string, turn: Turn) => said(client.jobMembers(job, turn)));

  return {
    async actingId(turn) {
      if (email === '') throw new SpiError('forbidden', 'WORKABLE_MEMBER is not set');
      const found = await acting('', turn);
      if (found && found.isActive !== false) return found.id;
      throw new SpiError('forbidden', 'WORKABLE_MEMBER is no active member of this account');
    },

    async whyNotComment(job, turn) {
      const found = await said(acting('', turn));
      if (found === 'unsaid') return undefined;
      if (!found) return 'member-unknown';
      if (found.isActive === false) return 'member-inactive';
      const allowed = await permissions('', turn);
      const role = await roleIn(job, found, turn);
      if (role === 'none') return 'forbidden';
      return allowed !== 'unsaid' && forbiddenTo(role, allowed).includes('comment') ? 'forbidden' : undefined;
    },
  };

  /** `none`: the job is closed to the member. Undefined where Workable does not say. Admins see every job. */
  async function roleIn(job: string, { id, role }: Member, turn: Turn): Promise<string | undefined> {
    if (role === 'admin') return role;
    const found = await team(job, turn);
    if (found === 'unsaid' || found.unread > 0) return undefined;
    const own = found.rows.find((each) => each.id === id);
    return own ? own.jobRole : 'none';
  }
}

function isOf(member: Member, email: string): boolean {
  return member.email?.toLowerCase() === email.toLowerCase();
}

/** Not every token may read every list: then the first comment shows it. */
function said<Result>(reading: Promise<Result>): Promise<Result | 'unsaid'> {
  return reading.catch((error: unknown) => {
    if (error instanceof SpiError && ['forbidden', 'gone', 'invalid', 'refused'].includes(error.kind)) return 'unsaid';
    throw error;
  });
}
