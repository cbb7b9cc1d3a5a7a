import { replayRejected } from './actions/rejected.ts';
import type { BridgeCommand } from './cli/command.ts';
import type { OperatorParts } from './parts.ts';
import { chosen, type Numbered, reportMissing } from './rejected.ts';

export const replayRejectedCommand: BridgeCommand = {
  name: 'replay-rejected',
  group: 'Rejected webhooks',
  summary: 'read rejected webhooks again, after an upgrade for instance',
  details: 'Those that can be read now are processed with the time when they came, and leave the list.',
  args: [{ name: '[webhook…]', does: 'numbers or ids as "bridge rejected" lists them' }],
  options: ['all', 'json'],
  examples: [
    ['bridge replay-rejected 1', 'read number 1 again'],
    ['bridge replay-rejected --all', 'read all of them again'],
  ],
  needs: 'bridge',
  run: runReplayRejected,
};

async function runReplayRejected(parts: OperatorParts): Promise<number> {
  const { print, printJson, showProgress } = parts;
  const missing = new Set(parts.args);
  let [tried, stillRejected] = [0, 0];
  await replayRejected(parts, counted(), ({ number, id, account }, result) => {
    const isRejected = result.outcome === 'still-rejected';
    print(`${number}  ${isRejected ? `still rejected: ${result.reason}` : result.outcome}`);
    printJson({ webhook_id: id, account: account.name, ...result });
    if (isRejected) stillRejected += 1;
  });
  return Math.max(reportMissing(missing, parts, tried), stillRejected === 0 ? 0 : 1);

  async function* counted(): AsyncGenerator<Numbered> {
    for await (const kept of chosen(parts, missing)) {
      tried += 1;
      showProgress(`webhooks read again: ${tried}`);
      yield kept;
    }
  }
}
