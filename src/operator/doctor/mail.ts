import type { BridgeAccount } from '../../bridge-accounts.ts';
import { within } from '../../http/within.ts';
import { budgets } from '../../interviews/budgets.ts';
import { describeAnswer } from '../../interviews/history.ts';
import { type Finding, fine, wrong } from './finding.ts';

/** Whether the mail server can be reached and takes the log-in. Nothing is sent: it may still refuse the sender. */
export async function mailFindings({ checkMail }: BridgeAccount): Promise<Finding[]> {
  if (!checkMail) return [];
  const { outcome, answer } = await within(budgets.write, ({ signal }) => checkMail(signal));
  if (outcome === 'acknowledged') return [fine('the mail server can be reached and takes our log-in')];
  const why = describeAnswer(answer);
  return [
    wrong(
      outcome === 'token-rejected'
        ? `the mail server refuses our log-in (${why}). Check user and password in SMTP_URL`
        : `the mail server cannot be used (${why}). Check SMTP_URL and the network; invitations wait`,
    ),
  ];
}
