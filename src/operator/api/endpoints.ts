import type { Endpoint } from './endpoint.ts';
import { accountActionEndpoints } from './resources/account-actions.ts';
import { accountEndpoints } from './resources/accounts.ts';
import { applicationEndpoints } from './resources/applications.ts';
import { circuitEndpoints } from './resources/circuits.ts';
import { erasureEndpoints } from './resources/erasures.ts';
import { healthEndpoints } from './resources/health.ts';
import { interviewResultEndpoints } from './resources/interview-result.ts';
import { interviewVendorEndpoints } from './resources/interview-vendor.ts';
import { interviewEndpoints } from './resources/interviews.ts';
import { oneApplicationEndpoints } from './resources/one-application.ts';
import { rejectedWebhookEndpoints } from './resources/rejected-webhooks.ts';
import { replayEndpoints } from './resources/replays.ts';
import { stageAccessEndpoints } from './resources/stage-access.ts';
import { stageActionEndpoints } from './resources/stage-actions.ts';
import { stagePlaceEndpoints } from './resources/stage-places.ts';
import { triggerEndpoints } from './resources/triggers.ts';

/** Everything that the operator's API can do, in the order of its documentation. */
export const endpoints: readonly Endpoint[] = [
  ...interviewEndpoints,
  ...interviewResultEndpoints,
  ...interviewVendorEndpoints,
  ...accountEndpoints,
  ...accountActionEndpoints,
  ...healthEndpoints,
  ...circuitEndpoints,
  ...triggerEndpoints,
  ...applicationEndpoints,
  ...oneApplicationEndpoints,
  ...stageActionEndpoints,
  ...stageAccessEndpoints,
  ...stagePlaceEndpoints,
  ...rejectedWebhookEndpoints,
  ...replayEndpoints,
  ...erasureEndpoints,
];
