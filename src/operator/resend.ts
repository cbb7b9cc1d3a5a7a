import { resendInvitation } from '../interviews/resend.ts';
import type { BridgeCommand } from './cli/command.ts';
import { addToHistory, withNamedInterview } from './named-interview.ts';
import type { OperatorParts } from './parts.ts';

export const resendCommand: BridgeCommand = {
  name: 'resend',
  group: 'Interviews',
  summary: 'send a candidate the invitation again, or print its link',
  details: 'Where the vendor mails its candidates itself, the command prints the link for you to send.',
  args: [{ name: '<id>', does: 'the id of an interview, as "bridge interviews" lists them' }],
  options: ['json'],
  examples: [['bridge resend default_Ey-ttVNKQuqbvZcTOOuHYA', 'when a candidate has not got the invitation']],
  needs: 'bridge',
  run: resend,
};

type Result = NonNullable<Awaited<ReturnType<typeof resendInvitation>>>;

async function resend(parts: OperatorParts): Promise<number> {
  const { storage, wakeUps, now, print, printJson, printError, args } = parts;
  const [id = ''] = args;
  const result = await withNamedInterview(parts, async (account) => {
    const resent = await resendInvitation({ store: storage.interviews, now, wakeUp: wakeUps.send }, account, id);
    if (resent?.outcome === 'queued') await addToHistory(parts, account, 'resent invitations', id);
    if (resent?.outcome === 'link') await addToHistory(parts, account, 'printed links of candidates', id);
    return resent;
  });
  if (!result) return 1;
  printJson({ interview_id: id, ...result });
  if (result.outcome === 'queued') {
    print(`${id}  the invitation will be sent again`);
    return 0;
  }
  if (result.outcome === 'link') {
    print(`The vendor mails its candidates itself. Send the candidate this link: ${result.link}`);
    return 0;
  }
  printError(problemOf(id, result));
  return 1;
}

function problemOf(id: string, result: Exclude<Result, { outcome: 'queued' | 'link' }>): string {
  if (result.outcome === 'over') return `Interview ${id} is over: ${result.status}. Nothing was sent`;
  if (result.outcome === 'not-invited') return `Interview ${id} has no invitation yet. See "bridge show ${id}"`;
  return `The vendor has told no link for interview ${id}: ask the vendor to send the invitation again`;
}
