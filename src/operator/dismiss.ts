import { dismiss } from './actions/dismiss.ts';
import { isMissing, missingText } from './actions/named.ts';
import type { BridgeCommand } from './cli/command.ts';
import type { OperatorParts } from './parts.ts';
import { idFieldOf } from './selected.ts';

export const dismissCommand: BridgeCommand = {
  name: 'dismiss',
  group: 'Deliveries',
  summary: 'remove failed deliveries from the list and the alarm',
  details:
    'Interviews and applications stay as they are. New content is delivered as usual, and "bridge replay <id>" still works.',
  args: [{ name: '<id…>', does: 'ids as "bridge failed" lists them' }],
  options: ['json'],
  examples: [['bridge dismiss default_Ey-ttVNKQuqbvZcTOOuHYA', 'accept that Workable will never have this result']],
  needs: 'bridge',
  run: runDismiss,
};

async function runDismiss(parts: OperatorParts): Promise<number> {
  const { args, print, printJson, printError } = parts;
  let isComplete = true;
  await dismiss(parts, new Set(args), (id, result) => {
    const problem = problemOf(id, result);
    if (problem === undefined) {
      print(`${id}  dismissed`);
      printJson({ ...idFieldOf(id), outcome: 'dismissed' });
    } else printError(problem);
    isComplete &&= problem === undefined;
  });
  return isComplete ? 0 : 1;
}

function problemOf(id: string, result: Parameters<Parameters<typeof dismiss>[2]>[1]): string | undefined {
  if (isMissing(result)) return missingText(id, result);
  return result.outcome === 'not-failed' ? `The delivery of ${id} has not failed. See "bridge show ${id}"` : undefined;
}
