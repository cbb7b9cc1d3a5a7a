import { isMissing, missingText } from './actions/named.ts';
import { notResentText, resend } from './actions/resend.ts';
import type { BridgeCommand } from './cli/command.ts';
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
  run: runResend,
};

async function runResend(parts: OperatorParts): Promise<number> {
  const { print, printJson, printError, args } = parts;
  const [id = ''] = args;
  const result = await resend(parts, id);
  if (isMissing(result)) {
    printError(missingText(id, result));
    return 1;
  }
  printJson({ interview_id: id, ...result });
  if (result.outcome === 'queued') {
    print(`${id}  the invitation will be sent again`);
    return 0;
  }
  if (result.outcome === 'link') {
    print(`The vendor mails its candidates itself. Send the candidate this link: ${result.link}`);
    return 0;
  }
  printError(notResentText(id, result));
  return 1;
}
