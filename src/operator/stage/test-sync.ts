import { testedAtMost, testSync, writeSample } from '../actions/test-sync.ts';
import type { BridgeCommand } from '../cli/command.ts';
import { openTable } from '../cli/table.ts';
import type { OperatorParts } from '../parts.ts';
import { accountArgument, stageDoorNamed } from './named.ts';

export const testSyncCommand: BridgeCommand = {
  name: 'stage test-sync',
  group: 'Stage door',
  summary: 'say who of the candidates in the stages would be invited, who not and why',
  details: `Workable is asked for the first ${testedAtMost}; no candidate is invited, and nothing is changed, but for one comment with --sample. Pending triggers count as if they held.`,
  args: [accountArgument],
  options: ['sample', 'json'],
  examples: [
    ['bridge stage test-sync acme', 'before a trigger is switched on'],
    [
      'bridge stage test-sync acme --sample 108d1748',
      'whether the member can write; only a person can delete the comment',
    ],
  ],
  needs: 'bridge',
  run: runTestSync,
};

async function runTestSync(parts: OperatorParts): Promise<number> {
  const account = stageDoorNamed(parts);
  const { sample } = parts.options;
  const onTested = (tested: number) => parts.showProgress(`candidates looked at: ${tested}`);
  const { items, isCut } =
    sample === undefined ? await testSync(parts, account, onTested) : await writeSample(parts, account, sample);
  if (sample !== undefined) parts.print(`A sample comment was written on ${sample}`);
  const table = openTable(parts, ['candidate', 'job', 'stage', 'invited', 'why']);
  for (const { person: _, why: __, ...each } of items) {
    parts.printJson(each);
    const invited = each.would_invite ? { text: 'yes', tone: 'good' as const } : 'no';
    table.row([each.candidate_id, each.job, each.stage, invited, each.reason]);
  }
  const count = items.filter((each) => each.would_invite).length;
  table.end(`${count} of ${items.length} would be invited${isCut ? '; there are more candidates' : ''}`);
  return 0;
}
