import type { BridgeCommand } from '../cli/command.ts';
import { printFinding } from '../doctor/print-finding.ts';
import { stageFindings } from '../doctor/stage/findings.ts';
import type { OperatorParts } from '../parts.ts';
import { stageDoors } from './named.ts';

/** The command that the others are commands of. */
export const stageCommand: BridgeCommand = {
  name: 'stage',
  group: 'Stage door',
  summary: 'check the stage door of each account; its own commands test it and invite candidates',
  options: ['account', 'json'],
  examples: [['bridge stage', "what is wrong with Workable's API, and what to do"]],
  needs: 'bridge',
  isReadOnly: true,
  run: checkStageDoors,
};

async function checkStageDoors(parts: OperatorParts): Promise<number> {
  let isFine = true;
  for (const account of stageDoors(parts)) {
    for (const finding of await stageFindings(account, parts, true)) {
      printFinding(parts, { ...finding, text: `${account.name}: ${finding.text}` });
      isFine &&= finding.isFine;
    }
  }
  return isFine ? 0 : 1;
}
