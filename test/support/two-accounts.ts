import { randomUUID } from 'node:crypto';
import { type Sent, sendInterview } from './interviews.ts';
import { resultOf } from './payloads.ts';
import { openWorld, secrets, type World } from './world.ts';

const tokens = {
  acme: { providerToken: secrets.providerToken, webhookSecret: secrets.webhookSecret },
  globex: { providerToken: 'provider-token-of-globex', webhookSecret: 'webhook-secret-of-globex' },
};

export type AccountName = keyof typeof tokens;

/** A world in which one bridge serves two customers of Workable. */
export function openWorldOfTwo(overrides: Record<string, string> = {}): Promise<World> {
  const accounts = Object.entries(tokens).map(([name, { providerToken, webhookSecret }]) => [
    name,
    {
      WORKABLE_PROVIDER_TOKEN: providerToken,
      WORKABLE_CALLBACK_TOKEN: secrets.callbackToken,
      JOBMOJITO_API_KEY: secrets.apiKey,
      JOBMOJITO_WEBHOOK_SECRET: webhookSecret,
    },
  ]);
  const accountsFile = JSON.stringify({ accounts: Object.fromEntries(accounts) });
  return openWorld({ ACCOUNTS_FILE: 'accounts.json', JOBMOJITO_DETAILS: 'false', ...overrides }, { accountsFile });
}

/** An interview of one account, with a callback URL that names it. */
export function sendInterviewOf(world: World, account: AccountName): Promise<Sent> {
  const callbackUrl = `${world.workable.url}/interviews/${account}-${randomUUID()}`;
  return sendInterview(world, { providerToken: tokens[account].providerToken, callbackUrl });
}

/** The vendor tells that account a result. */
export function tellResult(
  world: World,
  account: AccountName,
  sent: Sent,
  changes: Parameters<typeof resultOf>[1] = {},
) {
  return world.ask('POST', '/webhooks/jobmojito', {
    headers: { authorization: `Bearer ${tokens[account].webhookSecret}` },
    body: resultOf(sent, changes),
  });
}

export async function scoreOf(world: World, account: AccountName): Promise<Sent> {
  const sent = await sendInterviewOf(world, account);
  await tellResult(world, account, sent);
  return sent;
}
