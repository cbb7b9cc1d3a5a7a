import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import type { EventLog } from '../event-log.ts';
import { listen } from '../listen.ts';
import { createControl, type SandboxVendorControl } from './control.ts';
import { logRequests, misbehaveOnDemand, requireKey } from './gate.ts';
import type { VendorKept } from './memory.ts';
import { createPageRouter } from './play.ts';
import { answerErrors } from './refusal.ts';
import { createReportRouter } from './report.ts';
import { apiPath, createApiRouter } from './routes.ts';
import { createState } from './state.ts';
import type { WebhookTarget } from './types.ts';
import { openWebhookSender } from './webhooks.ts';

export type SandboxVendorOptions = {
  port?: number;
  host?: string;
  apiKey: string;
  /** When given, calls must carry it in `apikey`. */
  anonKey?: string;
  webhook?: WebhookTarget;
  /** The URL at which others reach this server, if it is not its own address. */
  publicUrl?: string;
  /** The file for the state that must survive a kill. */
  eventLog?: EventLog<VendorKept>;
};

export type SandboxVendor = {
  /** Base of the API without a trailing slash. */
  url: string;
  pageUrl: string;
  control: SandboxVendorControl;
  close(): Promise<void>;
};

/** A fake JobMojito, at first with one customer: its API, its webhooks, and a page on which a person plays the candidate and the recruiter. */
export async function startSandboxVendor(options: SandboxVendorOptions): Promise<SandboxVendor> {
  const listening = await listen(options);
  const { origin } = listening;
  const state = createState({ apiKey: options.apiKey, webhook: options.webhook }, options.eventLog);
  const sender = openWebhookSender(state);
  const control = createControl(state, sender, origin);
  const api = createApiRouter(state, control, origin);

  const app = new Koa();
  app.use(answerErrors);
  app.use(bodyParser());
  app.use(createPageRouter(state, control).routes());
  app.use(createReportRouter(state).routes());
  app.use(logRequests(state));
  app.use(misbehaveOnDemand(state));
  app.use(requireKey(state, options.anonKey));
  app.use(api.routes());
  listening.server.on('request', app.callback());

  return {
    url: `${origin}${apiPath}`,
    pageUrl: `${origin}/`,
    control,
    async close() {
      await sender.close();
      await listening.close();
    },
  };
}
