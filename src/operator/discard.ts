import { discard } from './actions/rejected.ts';
import type { BridgeCommand } from './cli/command.ts';
import type { OperatorParts } from './parts.ts';
import { chosen, reportMissing } from './rejected.ts';

export const discardCommand: BridgeCommand = {
  name: 'discard',
  group: 'Rejected webhooks',
  summary: 'remove rejected webhooks',
  details: 'Where a webhook names an interview, the history of that interview says that it was removed.',
  args: [{ name: '[webhook…]', does: 'numbers or ids as "bridge rejected" lists them' }],
  options: ['all', 'json'],
  examples: [
    ['bridge discard 1 w3k9x0aq', 'remove these two'],
    ['bridge discard --all', 'remove all of them'],
  ],
  needs: 'bridge',
  run: runDiscard,
};

async function runDiscard(parts: OperatorParts): Promise<number> {
  const { print, printJson } = parts;
  const missing = new Set(parts.args);
  let count = 0;
  await discard(parts, chosen(parts, missing), ({ number, id, account }) => {
    print(`${number}  ${id}  discarded`);
    printJson({ webhook_id: id, account: account.name, outcome: 'discarded' });
    count += 1;
  });
  return reportMissing(missing, parts, count);
}
