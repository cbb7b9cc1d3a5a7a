import { Router } from '@koa/router';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import type { EventLog } from '../event-log.ts';
import { listen } from '../listen.ts';
import { createCallBridge } from './call-bridge.ts';
import { createControl, type SandboxWorkableControl } from './control.ts';
import { createInbox, type WorkableKept } from './inbox.ts';
import { createPageRouter } from './play.ts';
import { countInFlight, receiveCallback } from './receive.ts';

export type SandboxWorkableOptions = {
  port?: number;
  host?: string;
  bridgeUrl: string;
  /** The token that Workable sends to the bridge. */
  providerToken: string;
  /** The token that the bridge has to send with callbacks. */
  callbackToken: string;
  /** The URL at which the bridge reaches this server, if it is not its own address. */
  publicUrl?: string;
  /** The file for the state that must survive a kill. */
  eventLog?: EventLog<WorkableKept>;
  /** The real time when absent. */
  now?: () => number;
};

export type SandboxWorkable = {
  /** Without a trailing slash; callbacks go to `${url}/interviews/<number>`. */
  url: string;
  pageUrl: string;
  control: SandboxWorkableControl;
  close(): Promise<void>;
};

/** A fake Workable: it calls the bridge, takes its callbacks, and has a page on which a person plays the recruiter. */
export async function startSandboxWorkable(options: SandboxWorkableOptions): Promise<SandboxWorkable> {
  const { now = Date.now } = options;
  const listening = await listen(options);
  const inbox = createInbox(options.eventLog);
  const callBridge = createCallBridge(options.bridgeUrl, options.providerToken);
  const control = createControl({ inbox, callBridge, origin: listening.origin, now });

  const router = new Router();
  router.put(
    '/interviews/:number',
    countInFlight(inbox),
    receiveCallback(inbox, { callbackToken: options.callbackToken, now }),
  );

  const app = new Koa();
  app.use(
    bodyParser({
      jsonLimit: '5mb',
      // Without a body the callback is recorded and refused like any other broken one.
      onerror: (_error, ctx) => {
        ctx.request.body = undefined;
      },
    }),
  );
  app.use(createPageRouter(control, inbox).routes());
  app.use(router.routes());
  app.use(router.allowedMethods());
  listening.server.on('request', app.callback());

  return { url: listening.origin, pageUrl: `${listening.origin}/`, control, close: listening.close };
}
