import { backFillMinutes, candidatesHeld, startBackFill, stopBackFill, triggerToFill } from '../actions/back-fill.ts';
import type { BridgeCommand } from '../cli/command.ts';
import type { OperatorParts } from '../parts.ts';
import { accountArgument, stageDoorNamed } from './named.ts';

export const backFillCommand: BridgeCommand = {
  name: 'stage back-fill',
  group: 'Stage door',
  summary: 'invite candidates already in the stage when the trigger was made, 30 a minute at most',
  details: 'Without --yes it only counts and lists them. --stop ends it; those released by then are invited.',
  args: [accountArgument, { name: '<trigger>', does: 'the id of a trigger: see "bridge triggers"' }],
  options: ['yes', 'stop', 'json'],
  examples: [
    ['bridge stage back-fill acme acme_Ey-ttVNKQuqbvZcTOOuHYA', 'who it would be'],
    ['bridge stage back-fill acme acme_Ey-ttVNKQuqbvZcTOOuHYA --yes', 'start it, or go on'],
  ],
  needs: 'bridge',
  run: runBackFill,
};

async function runBackFill(parts: OperatorParts): Promise<number> {
  const { options, args, print, printJson, showProgress } = parts;
  const account = stageDoorNamed(parts);
  const [, id = ''] = args;
  const trigger = await triggerToFill(parts, account, id);
  const held = await candidatesHeld(parts, account, trigger, (read, all) =>
    showProgress(`candidates read: ${read} of ${all}`, read / all),
  );
  if (options.stop) await stopBackFill(parts, account, id);
  else if (options.yes) await startBackFill(parts, account, id);
  const outcome = options.stop ? 'stopped' : options.yes ? 'started' : 'dry_run';
  if (outcome === 'dry_run') for (const { candidateId } of held) print(candidateId);
  const many = held.length === 1 ? '1 candidate' : `${held.length} candidates`;
  print(
    {
      stopped: `Stopped. ${many} stood there before and ${held.length === 1 ? 'is' : 'are'} not released`,
      started: `Started: ${many}, about ${backFillMinutes(held.length)} min. "bridge triggers" says how far it is`,
      dry_run: `${many} would be invited. Nothing was changed; --yes starts it`,
    }[outcome],
  );
  const candidates = held.map((each) => ({ id: each.id, candidate_id: each.candidateId }));
  printJson({ account: account.name, trigger: id, outcome, waiting: held.length, candidates });
  return 0;
}
