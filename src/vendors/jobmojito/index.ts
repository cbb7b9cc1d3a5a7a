import type { HttpClient } from '../../http/request.ts';
import type { Invitation, Vendor, VerifiedWebhook } from '../../interviews/ports/vendor.ts';
import { createApi, type Peer } from '../api.ts';
import { capabilitiesOf } from './capabilities.ts';
import { createClient } from './client.ts';
import { readError } from './contract.ts';
import type { JobmojitoSettings } from './settings.ts';
import { readWebhook, webhookVerifier } from './webhook.ts';

/** `onIgnored` hears the vendor's names of fields that could not be read, where no observation carries them. */
export type VendorParts = { http: HttpClient; onIgnored?: (fields: readonly string[]) => void };

/** JobMojito for one account. */
export function createJobMojito(settings: JobmojitoSettings, { http, onIgnored = () => undefined }: VendorParts) {
  return {
    name: 'jobmojito',
    title: 'JobMojito',
    capabilities: capabilitiesOf(settings),
    ...createClient(createApi(peerOf(settings), http), { ...settings, onIgnored }),
    // It holds one of our ids for a person: a second invitation on its way at the same time could not be told apart.
    exclusiveKey: ({ candidate }: Invitation) => candidate.email,
    resultPageOf: (attemptId: string) =>
      `https://app.jobmojito.com/interview_results/result/${encodeURIComponent(attemptId)}`,
    ...webhookVerifier(settings.webhookSecrets),
    read: (webhook: VerifiedWebhook, receivedAt: number) => readWebhook(webhook, receivedAt, settings.scoreMax),
  } satisfies Vendor;
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
