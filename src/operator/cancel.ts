import { setTimeout as sleep } from 'node:timers/promises';
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
  const linkStillWorks = result.outcome === 'cancelled' && (result.linkStillWorks || (await isLinkLeft(parts, id)));
  const { outcome } = result;
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

const looks = 100;
const lookMs = 100;

/** Whether the vendor, which withdraws invitations as a rule, has refused to; undefined while it has not answered. */
async function isLinkLeft({ storage }: OperatorParts, id: string): Promise<boolean | undefined> {
  for (let look = 0; look < looks; look += 1) {
    const cancellation = (await storage.interviews.read(id))?.record.cancellation;
    if (!cancellation || cancellation.isOver) return cancellation?.isRefused === true;
    await sleep(lookMs);
  }
  return undefined;
}
