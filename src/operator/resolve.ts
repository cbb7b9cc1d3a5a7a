import { isMissing, missingText } from './actions/named.ts';
import { notInDoubtText, resolve } from './actions/resolve.ts';
import type { BridgeCommand } from './cli/command.ts';
import { type OperatorParts, UsageError } from './parts.ts';

export const resolveCommand: BridgeCommand = {
  name: 'resolve',
  group: 'Interviews',
  summary: 'say whether a candidate is invited, where the bridge cannot find out',
  details:
    'Some vendors mail a candidate twice when they are called twice, and cannot be searched. When a call to such a vendor has an unknown outcome, a person has to look there and decide.',
  args: [{ name: '<id>', does: 'the id of an interview whose invitation has an unknown outcome' }],
  options: ['invited', 'notInvited', 'json'],
  examples: [
    ['bridge resolve default_Ey-ttVNKQuqbvZcTOOuHYA --invited 8c1f2d', 'the vendor has the invitation 8c1f2d'],
    ['bridge resolve default_Ey-ttVNKQuqbvZcTOOuHYA --not-invited', 'the vendor has none'],
  ],
  needs: 'bridge',
  run: runResolve,
};

async function runResolve(parts: OperatorParts): Promise<number> {
  const { print, printJson, printError, args } = parts;
  const [id = ''] = args;
  const result = await resolve(parts, id, decisionOf(parts.options));
  if (isMissing(result)) {
    printError(missingText(id, result));
    return 1;
  }
  printJson({ interview_id: id, ...result });
  if (result.outcome === 'not-in-doubt') {
    printError(notInDoubtText(id, result));
    return 1;
  }
  print(`${id}  ${result.outcome}`);
  if (result.outcome === 'not-invited') {
    print('Nothing is sent by itself: have the recruiter create the interview again in Workable');
  }
  return 0;
}

function decisionOf({ invited, notInvited }: OperatorParts['options']): { invited: string } | 'not-invited' {
  const reference = invited?.trim();
  if ((reference === undefined) === (notInvited === undefined)) {
    throw new UsageError('Say either --invited <reference> or --not-invited');
  }
  if (reference === '') throw new UsageError("--invited should be the vendor's id of the invitation");
  return reference === undefined ? 'not-invited' : { invited: reference };
}
