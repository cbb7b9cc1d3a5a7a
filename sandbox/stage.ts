import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { openBridge } from '../src/bridge.ts';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { startSandboxVendor } from './vendor/server.ts';
import { startSandboxWorkable } from './workable/server.ts';

export type Stage = Awaited<ReturnType<typeof openStage>>;

type Options = {
  dataDir: string;
  /** Receives the bridge's log, line by line. */
  log: (line: string) => void;
  logLevel: string;
  /** Settings beside those that the sandboxes need. */
  more?: Readonly<Record<string, string>>;
};

const ports = { bridge: 8080, vendor: 8081, workable: 8082 };

/** A bridge with a private Redis between a sandbox vendor and a sandbox Workable, with random secrets. */
export async function openStage({ dataDir, log, logLevel, more = {} }: Options) {
  const bridgePort = await freePort(ports.bridge);
  const url = `http://localhost:${bridgePort}`;
  const [providerToken, callbackToken, apiKey, secret] = [secretOf(), secretOf(), secretOf(), secretOf()];
  const webhook = { url: `${url}/webhooks/jobmojito`, secret };
  const vendor = await startSandboxVendor({ port: await freePort(ports.vendor), apiKey, webhook });
  const workable = await startSandboxWorkable({
    port: await freePort(ports.workable),
    bridgeUrl: url,
    providerToken,
    callbackToken,
  });
  const settings = {
    PORT: String(bridgePort),
    HOST: '127.0.0.1',
    PUBLIC_URL: url,
    DATA_DIR: dataDir,
    WORKABLE_PROVIDER_TOKEN: providerToken,
    WORKABLE_CALLBACK_TOKEN: callbackToken,
    WORKABLE_CALLBACK_HOSTS: new URL(workable.url).origin,
    JOBMOJITO_API_KEY: apiKey,
    JOBMOJITO_API_URL: vendor.url,
    JOBMOJITO_WEBHOOK_SECRET: secret,
    LOG_LEVEL: logLevel,
    ...more,
  };
  const config = readConfig(settings, () => '');
  const bridge = await openBridge(config, {
    log: createLog(config.logLevel, { write: log }),
    now: Date.now,
    random: Math.random,
    userAgent: 'interview-bridge/sandbox',
    onRefusal: (reasons) => log(`${reasons.join('\n')}\n`),
  });

  return {
    url,
    /** Of the bridge, for commands beside it. */
    settings,
    vendor,
    workable,
    async close(): Promise<void> {
      await bridge.close();
      await Promise.all([vendor.close(), workable.close()]);
    },
  };
}

export function secretOf(): string {
  return randomBytes(16).toString('hex');
}

/** The wanted port, or another one if it is in use. */
async function freePort(wanted: number): Promise<number> {
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(wanted, '127.0.0.1', () => resolve(true));
  });
  if (!isFree) return freePort(0);
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : wanted;
}
