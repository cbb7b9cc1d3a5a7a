import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Interview = { id: string; account: string; email: string; templateId: string };

export function secretOf(name: string, account: string): string {
  return `${name}-of-${account}-in-the-campaign`;
}

/** The ACCOUNTS_FILE of accounts that have a secret of each kind for themselves; where it is. */
export async function writeAccounts(directory: string, accounts: readonly string[]): Promise<string> {
  const file = join(directory, 'accounts.json');
  const settings = accounts.map((name) => [name, settingsOf(name)]);
  await writeFile(file, JSON.stringify({ accounts: Object.fromEntries(settings) }));
  return file;
}

/** The vendor sends a result with these words; resolves once that is acknowledged. */
export async function sendResult(bridgeUrl: string, interview: Interview, words: string): Promise<void> {
  const { id, account, email, templateId: interview_id } = interview;
  const { status } = await fetch(`${bridgeUrl}/webhooks/jobmojito`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretOf('webhook', account)}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      id: `attempt-${id}`,
      interview_id,
      status: 'active',
      interview_status: 'completed',
      processing_status: 'completed',
      score: 7.8,
      ai_analysis_recruiter: words,
      candidate_external_id: id,
      candidate_email: email,
    }),
  });
  if (status !== 200) throw new Error(`A webhook was answered ${status}`);
}

function settingsOf(account: string): Record<string, string> {
  return {
    WORKABLE_PROVIDER_TOKEN: secretOf('provider', account),
    WORKABLE_CALLBACK_TOKEN: secretOf('callback', account),
    JOBMOJITO_API_KEY: secretOf('key', 'all'),
    JOBMOJITO_WEBHOOK_SECRET: secretOf('webhook', account),
  };
}
