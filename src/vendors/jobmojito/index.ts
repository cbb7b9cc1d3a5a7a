import type { Invitation, Vendor, VerifiedWebhook } from '../../interviews/ports/vendor.ts';
import { createApi, type Peer } from '../api.ts';
import { type VendorPages, type VendorParts, vendorKind } from '../kind.ts';
import { capabilitiesOf } from './capabilities.ts';
import { createClient } from './client.ts';
import { readError } from './contract.ts';
import { type JobmojitoSettings, jobmojitoRows, settleJobmojito } from './settings.ts';
import { readWebhook, webhookVerifier } from './webhook.ts';

export const jobmojito = vendorKind({
  rows: jobmojitoRows,
  toEnter: [
    'webhook URL     {PUBLIC_URL}/webhooks/jobmojito',
    'events          interview_result, interview_collected, interview_failed',
    'custom header   Authorization: Bearer {JOBMOJITO_WEBHOOK_SECRET}',
  ],
  settle: settleJobmojito,
  create: createJobMojito,
});

/** JobMojito for one account. */
export function createJobMojito(
  settings: JobmojitoSettings,
  { http, onIgnored = () => undefined }: Pick<VendorParts, 'http' | 'onIgnored'>,
) {
  return {
    name: 'jobmojito',
    title: 'JobMojito',
    capabilities: capabilitiesOf(settings),
    ...createClient(createApi(peerOf(settings), http), { ...settings, onIgnored }),
    // JobMojito stores one of our ids per person: two invitations in flight at the same time could not be
    // distinguished.
    exclusiveKey: ({ candidate }: Invitation) => candidate.email,
    resultPageOf: (attemptId: string) =>
      `https://app.jobmojito.com/interview_results/result/${encodeURIComponent(attemptId)}`,
    ...webhookVerifier(settings.webhookSecrets),
    prove: () => ({ authorization: `Bearer ${settings.webhookSecrets[0]}` }),
    read: (webhook: VerifiedWebhook, receivedAt: number) => readWebhook(webhook, receivedAt, settings.scoreMax),
  } satisfies Vendor & VendorPages;
}

function peerOf({ apiUrl, apiKey, anonKey = '', webhookSecrets }: JobmojitoSettings): Peer {
  return {
    url: apiUrl,
    headers: { authorization: `Bearer ${apiKey}`, ...(anonKey ? { apikey: anonKey } : {}) },
    secrets: [apiKey, anonKey, ...webhookSecrets].filter(Boolean),
    settings: { url: 'JOBMOJITO_API_URL', key: 'JOBMOJITO_API_KEY' },
    readError,
  };
}
