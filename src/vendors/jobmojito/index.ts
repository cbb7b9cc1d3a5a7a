import type { HttpClient } from '../../http/request.ts';
import type { Vendor } from '../../interviews/ports.ts';
import { createApi } from './api.ts';
import { createClient } from './client.ts';
import type { JobmojitoSettings } from './settings.ts';
import { readWebhook, webhookVerifier } from './webhook.ts';

/** `onIgnored` hears the vendor's names of fields that could not be read, where no observation carries them. */
export type VendorParts = { http: HttpClient; onIgnored?: (fields: readonly string[]) => void };

/** JobMojito for one account. */
export function createJobMojito(
  settings: JobmojitoSettings,
  { http, onIgnored = () => undefined }: VendorParts,
): Vendor {
  return {
    name: 'jobmojito',
    ...createClient(createApi(settings, http), { sendsEmail: settings.sendsEmail, onIgnored }),
    resultPageOf: (attemptId) => `https://app.jobmojito.com/interview_results/result/${encodeURIComponent(attemptId)}`,
    ...webhookVerifier(settings.webhookSecrets),
    read: readWebhook,
  };
}
