import { cancel } from './actions/cancel.ts';
import { isMissing, missingText } from './actions/named.ts';
import type { BridgeCommand } from './cli/command.ts';
import type { OperatorParts } from './parts.ts';

export const cancelCommand: BridgeCommand = {
  name: 'cancel',
  group: 'Interviews',
  summary: 'cancel an interview that has no result yet',
  details: 'Not every vendor can withdraw an invitation: the command says so if the link of the candidate still works.',
  args: [{ name: '<id>', does: 'the id of an interview, as "bridge interviews" lists them' }],
  options: ['json'],
  examples: [['bridge cancel default_Ey-ttVNKQuqbvZcTOOuHYA', 'withdraw this invitation']],
  needs: 'bridge',
  run: runCancel,
};

const waitMs = 10_000;

async function runCancel(parts: OperatorParts): Promise<number> {
  const { print, printJson, printError, args } = parts;
  const [id = ''] = args;
  const result = await cancel(parts, id, waitMs);
  if (isMissing(result)) {
    printError(missingText(id, result));
    return 1;
  }
  const { outcome } = result;
  const linkStillWorks = outcome === 'cancelled' ? result.linkStillWorks : false;
  // Null: it is not known yet.
  const data = outcome === 'cancelled' ? { outcome, link_still_works: linkStillWorks ?? null } : result;
  printJson({ interview_id: id, ...data });
  if (result.outcome === 'over') {
    printError(`Interview ${id} is over: ${result.status}. Nothing was done`);
    return 1;
  }
  print(`${id}  ${result.outcome === 'cancelled' ? 'cancelled' : 'had been cancelled before'}`);
  if (linkStillWorks === true) {
    print('The link of the candidate still works: this vendor cannot withdraw it. Tell the candidate');
  } else if (linkStillWorks === undefined) {
    print('The vendor has not answered yet, so the link of the candidate may still work. See "bridge show"');
  }
  return 0;
}
