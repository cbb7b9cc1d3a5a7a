import { testedAtMost, testSync } from '../actions/test-sync.ts';
import type { BridgeCommand } from '../cli/command.ts';
import { openTable } from '../cli/table.ts';
import type { OperatorParts } from '../parts.ts';
import { accountArgument, stageDoorNamed } from './named.ts';

export const testSyncCommand: BridgeCommand = {
  name: 'stage test-sync',
  group: 'Stage door',
  summary: 'say who of the candidates in the stages would be invited, who not and why',
  details: `Workable is asked for the first ${testedAtMost}; nobody is invited, and nothing is changed. Pending triggers count as if they held.`,
  args: [accountArgument],
  options: ['json'],
  examples: [['bridge stage test-sync acme', 'before a trigger is switched on']],
  needs: 'bridge',
  isReadOnly: true,
  run: runTestSync,
};

async function runTestSync(parts: OperatorParts): Promise<number> {
  const { items, isCut } = await testSync(parts, stageDoorNamed(parts));
  const table = openTable(parts, ['candidate', 'job', 'stage', 'invited', 'why']);
  for (const { person: _, ...each } of items) {
    parts.printJson(each);
    const invited = each.would_invite ? { text: 'yes', tone: 'good' as const } : 'no';
    table.row([each.candidate_id, each.job, each.stage, invited, each.reason]);
  }
  const count = items.filter((each) => each.would_invite).length;
  table.end(`${count} of ${items.length} would be invited${isCut ? '; there are more candidates' : ''}`);
  return 0;
}
