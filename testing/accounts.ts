import { randomUUID } from 'node:crypto';
import { type Sent, sendInterview } from './interviews.ts';
import { resultOf } from './payloads.ts';
import { openWorld, secrets, type World } from './world.ts';

/** The first account is the one that the sandboxes know. */
const first = 'acme';

function tokensOf(account: string) {
  if (account === first) return { providerToken: secrets.providerToken, webhookSecret: secrets.webhookSecret };
  return { providerToken: `provider-token-of-${account}`, webhookSecret: `webhook-secret-of-${account}` };
}

/** A world in which one bridge serves several customers of Workable: acme and others. */
export function openWorldOf(others: readonly string[], overrides: Record<string, string> = {}): Promise<World> {
  const accounts = [first, ...others].map((name) => [
    name,
    {
      WORKABLE_PROVIDER_TOKEN: tokensOf(name).providerToken,
      WORKABLE_CALLBACK_TOKEN: secrets.callbackToken,
      JOBMOJITO_API_KEY: secrets.apiKey,
      JOBMOJITO_WEBHOOK_SECRET: tokensOf(name).webhookSecret,
    },
  ]);
  const accountsFile = JSON.stringify({ accounts: Object.fromEntries(accounts) });
  return openWorld({ ACCOUNTS_FILE: 'accounts.json', JOBMOJITO_DETAILS: 'false', ...overrides }, { accountsFile });
}

/** An interview of one account, with a callback URL that names it. */
export function sendInterviewOf(world: World, account: string): Promise<Sent> {
  const callbackUrl = `${world.workable.url}/interviews/${account}-${randomUUID()}`;
  return sendInterview(world, { providerToken: tokensOf(account).providerToken, callbackUrl });
}

/** The vendor sends a result to that account. */
export function sendResult(world: World, account: string, sent: Sent, changes: Parameters<typeof resultOf>[1] = {}) {
  return world.ask('POST', '/webhooks/jobmojito', {
    headers: { authorization: `Bearer ${tokensOf(account).webhookSecret}` },
    body: resultOf(sent, changes),
  });
}

export async function scoreOf(world: World, account: string): Promise<Sent> {
  const sent = await sendInterviewOf(world, account);
  await sendResult(world, account, sent);
  return sent;
}
