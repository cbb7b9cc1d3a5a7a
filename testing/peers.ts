import { startSandboxVendor } from '../sandbox/vendor/server.ts';
import { startSandboxWorkable } from '../sandbox/workable/server.ts';
import { secrets } from './secrets.ts';

/** A sandbox vendor and a sandbox Workable for a bridge at `url`, and the settings with which it serves them. */
export async function openPeers(url: string) {
  const { apiKey, webhookSecret, providerToken, callbackToken, operatorToken } = secrets;
  const webhook = { url: `${url}/webhooks/jobmojito`, secret: webhookSecret };
  const vendor = await startSandboxVendor({ apiKey, webhook });
  const workable = await startSandboxWorkable({ bridgeUrl: url, providerToken, callbackToken });
  const settings = {
    PORT: new URL(url).port,
    HOST: '127.0.0.1',
    PUBLIC_URL: url,
    WORKABLE_PROVIDER_TOKEN: providerToken,
    WORKABLE_CALLBACK_TOKEN: callbackToken,
    WORKABLE_CALLBACK_HOSTS: new URL(workable.url).origin,
    JOBMOJITO_API_KEY: apiKey,
    JOBMOJITO_API_URL: vendor.url,
    JOBMOJITO_WEBHOOK_SECRET: webhookSecret,
    OPERATOR_TOKEN: operatorToken,
  };
  return { vendor, workable, settings };
}
