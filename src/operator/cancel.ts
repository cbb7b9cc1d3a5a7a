import { cancelInterview } from '../interviews/cancel.ts';
import type { BridgeCommand } from './cli/command.ts';
import { addToHistory, withNamedInterview } from './named-interview.ts';
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
  run: cancel,
};

async function cancel(parts: OperatorParts): Promise<number> {
  const { storage, wakeUps, now, print, printJson, printError, args } = parts;
  const [id = ''] = args;
  const result = await withNamedInterview(parts, async (account) => {
    const cancelled = await cancelInterview({ store: storage.interviews, now, wakeUp: wakeUps.send }, account, id);
    if (cancelled?.outcome === 'cancelled') await addToHistory(parts, account, 'cancelled interviews', id);
    return cancelled;
  });
  if (!result) return 1;
  printJson({ interview_id: id, ...dataOf(result) });
  if (result.outcome === 'over') {
    printError(`Interview ${id} is over: ${result.status}. Nothing was done`);
    return 1;
  }
  print(`${id}  ${result.outcome === 'cancelled' ? 'cancelled' : 'had been cancelled before'}`);
  if (result.outcome === 'cancelled' && result.linkStillWorks) {
    print('The link of the candidate still works: this vendor cannot withdraw it. Tell the candidate');
  }
  return 0;
}

function dataOf(result: NonNullable<Awaited<ReturnType<typeof cancelInterview>>>): object {
  if (result.outcome === 'cancelled') return { outcome: 'cancelled', link_still_works: result.linkStillWorks };
  return result;
}
