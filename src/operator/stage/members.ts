import { listMembers, type MemberView } from '../actions/members.ts';
import type { BridgeCommand } from '../cli/command.ts';
import { openTable } from '../cli/table.ts';
import type { OperatorParts } from '../parts.ts';
import { accountArgument, stageDoorNamed } from './named.ts';

export const membersCommand: BridgeCommand = {
  name: 'stage members',
  group: 'Stage door',
  summary: "list members and recruiters of the customer's Workable, with what they may do and see",
  details:
    'For WORKABLE_MEMBER, and to see who reads comments and results. "In some jobs": where the hiring team makes them hiring manager or recruiting admin.',
  args: [accountArgument],
  options: ['limit', 'json'],
  examples: [['bridge stage members acme', 'who could write, and who reads']],
  needs: 'bridge',
  isReadOnly: true,
  run: printMembers,
};

const readings = { yes: 'yes', in_some_jobs: 'in some jobs', no: 'no' } as const;

async function printMembers(parts: OperatorParts): Promise<number> {
  const { items, isCut } = await listMembers(parts, stageDoorNamed(parts));
  const table = openTable(parts, ['member', 'e-mail', 'role', 'may', 'comments', 'results']);
  const shown = items.slice(0, parts.options.limit);
  for (const each of shown) {
    parts.printJson(each);
    const { name = '', email = '', role = '', reads_comments: comments, reads_results: results } = each;
    table.row([name, email, role, abilitiesOf(each), readings[comments], readings[results]]);
  }
  table.end(shown.length < items.length || isCut ? `${shown.length} shown; there are more` : `${items.length} in all`);
  return 0;
}

function abilitiesOf({ is_active, may_comment, may_evaluate }: MemberView): string {
  if (!is_active) return 'inactive';
  return [...(may_comment ? ['comment'] : []), ...(may_evaluate ? ['evaluate'] : [])].join(', ') || 'nothing';
}
