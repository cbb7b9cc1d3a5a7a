import { resumeInvitations } from '../actions/back-fill.ts';
import { refreshTriggers } from '../actions/triggers.ts';
import type { BridgeCommand } from '../cli/command.ts';
import { accountArgument, stageDoorNamed } from './named.ts';

export const refreshCommand: BridgeCommand = {
  name: 'stage refresh',
  group: 'Stage door',
  summary: 'look for jobs with a stage called STAGE_NAME, for stages that are gone, and for lost webhooks, now',
  details:
    'The running bridge does it within moments, and by itself every hour. A webhook that Workable no longer lists is subscribed again.',
  args: [accountArgument],
  options: ['json'],
  examples: [['bridge stage refresh acme', 'after a job was made']],
  needs: 'bridge',
  async run(parts) {
    const account = stageDoorNamed(parts);
    await refreshTriggers(parts, account);
    parts.print(`${account.name}: jobs, stages and webhooks are looked at now. See "bridge triggers"`);
    parts.printJson({ account: account.name, outcome: 'refreshing' });
    return 0;
  },
};

export const resumeInvitationsCommand: BridgeCommand = {
  name: 'stage resume',
  group: 'Stage door',
  summary: 'invite again after Workable was not heard of for more than 7 days',
  details: 'Then candidates may have moved on, so no candidate is invited before you say so.',
  args: [accountArgument],
  options: ['json'],
  examples: [['bridge stage resume acme', 'after a look at "bridge applications --account acme"']],
  needs: 'bridge',
  async run(parts) {
    const account = stageDoorNamed(parts);
    const wasWaiting = await resumeInvitations(parts, account);
    parts.print(
      `${account.name}: ${wasWaiting ? 'candidates are invited again' : 'nothing to do: nothing waits for that'}`,
    );
    parts.printJson({ account: account.name, outcome: wasWaiting ? 'resumed' : 'not_waiting' });
    return 0;
  },
};
