import { runCommand } from '../../../testing/bridge-process.ts';
import { secretOf } from '../manners/accounts.ts';
import type { Stage } from '../manners/stage.ts';

/** A candidate of this account is invited and erased by an operator; resolves to what went wrong. */
export async function eraseCandidate(stage: Stage, account: string): Promise<string | undefined> {
  const { id, email } = await stage.newInterview(account);
  const { code, text } = await runCommand(stage.settings, ['forget', email, '--yes']);
  if (code !== 0) return `an erasure ended with ${code}: ${text}`;
  const { status } = await fetch(`${stage.bridge.url}/interviews/${id}`, {
    headers: { authorization: `Bearer ${secretOf('provider', account)}` },
  });
  return status === 404 ? undefined : `an erased interview was answered ${status}`;
}
