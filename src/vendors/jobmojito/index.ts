import type { HttpClient } from '../../http/request.ts';
import type { Vendor } from '../../interviews/ports.ts';
import { createApi } from './api.ts';
import { createClient } from './client.ts';
import type { JobmojitoSettings } from './settings.ts';
import { readWebhook, webhookVerifier } from './webhook.ts';

/** JobMojito for one account. */
export function createJobMojito(settings: JobmojitoSettings, parts: { http: HttpClient }): Vendor {
  return {
    name: 'jobmojito',
    ...createClient(createApi(settings, parts.http), settings),
    resultPageOf: (attemptId) => `https://app.jobmojito.com/interview_results/result/${encodeURIComponent(attemptId)}`,
    verifyWebhook: webhookVerifier(settings.webhookSecrets),
    readWebhook,
  };
}
