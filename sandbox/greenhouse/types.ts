import type { z } from 'zod';
import type { ResponseError, SendTest } from './contract.ts';

export type GreenhouseTest = { partner_test_id: string | number; partner_test_name: string };

/** What test_status answers: as it stands, malformed or not. */
export type GreenhouseStatus = {
  partner_status?: unknown;
  partner_profile_url?: unknown;
  partner_score?: unknown;
  metadata?: unknown;
};

export type GreenhouseRow = {
  id: string | number;
  invitation: z.infer<typeof SendTest>;
  status: GreenhouseStatus;
};

export type GreenhouseComplaint = z.infer<typeof ResponseError>;

/** A call to the bridge: what was sent, and what came back. */
export type GreenhouseWebhook = {
  method: string;
  path: string;
  headers: Record<string, string>;
  status: number | undefined;
};

/** The fault that the next send_test runs into. */
export type GreenhouseTrouble =
  | { how: 'status'; status: number; error?: string; retryAfterSeconds?: number }
  | { how: 'body'; body: unknown }
  | { how: 'garbage' | 'drop' | 'hang' | 'accept-then-drop' };
