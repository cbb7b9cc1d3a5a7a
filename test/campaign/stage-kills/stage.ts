import { join } from 'node:path';
import { startSandboxVendor } from '../../../sandbox/vendor/server.ts';
import { startSandboxWorkable } from '../../../sandbox/workable/server.ts';
import { createSpiClock } from '../../../sandbox/workable-spi/clock.ts';
import { createWorkableSpi } from '../../../sandbox/workable-spi/server.ts';
import { freePort } from '../../../testing/free-port.ts';
import { openRedis } from '../../../testing/redis.ts';
import { openApiProxy } from './api-proxy.ts';
import { createBridge } from './bridge.ts';
import { startClock } from './clock.ts';

export type Stage = Awaited<ReturnType<typeof openStage>>;

const secretOf = (name: string) => `${name}-for-the-campaign-${'0'.repeat(16)}`;
/** The clock is so much faster than the real one. */
const speed = 20;

/** Two web processes and some workers of the bridge with both doors open, its Redis, and all its peers here. */
export async function openStage(directory: string, workerCount: number) {
  const clock = startClock(speed);
  const redis = await openRedis({ appendfsync: 'always' });
  const ports = [await freePort(), await freePort()];
  const publicUrl = `http://127.0.0.1:${ports[0]}`;
  const names = ['api-key', 'webhook-secret', 'provider-token', 'callback-token', 'operator-token', 'api-token'];
  const [apiKey = '', webhookSecret = '', providerToken = '', callbackToken = '', operatorToken = '', apiToken = ''] =
    names.map(secretOf);
  const vendor = await startSandboxVendor({ apiKey });
  // They are sent by the candidates' lives, until they are acknowledged.
  Object.assign(vendor.control, { dropWebhooks: true, now: clock.now });
  const workable = await startSandboxWorkable({ bridgeUrl: publicUrl, providerToken, callbackToken });
  const spi = await createWorkableSpi({ clock: createSpiClock({ base: clock.now }) });
  // The limit of an application: fifty requests a window.
  spi.tokens.add({ kind: 'oauth', value: apiToken, appSecret: apiToken });
  const template =
    vendor.control.definitions.find(
      ({ status, type, is_ats }) => status === 'active' && type === 'interview' && !is_ats,
    )?.id ?? '';
  const trigger = { job: spi.jobs[0]?.shortcode ?? '', stage: 'ai-interview', template };
  const settings = {
    HOST: '127.0.0.1',
    PUBLIC_URL: publicUrl,
    REDIS_URL: redis.url,
    WORKABLE_PROVIDER_TOKEN: providerToken,
    WORKABLE_CALLBACK_TOKEN: callbackToken,
    WORKABLE_CALLBACK_HOSTS: new URL(workable.url).origin,
    WORKABLE_API_TOKEN: apiToken,
    WORKABLE_MEMBER: spi.member.email,
    WORKABLE_MEMBER_IS_SERVICE: 'true',
    STAGE_TRIGGERS: JSON.stringify([trigger]),
    JOBMOJITO_API_KEY: apiKey,
    JOBMOJITO_API_URL: vendor.url,
    JOBMOJITO_WEBHOOK_SECRET: webhookSecret,
    OPERATOR_TOKEN: operatorToken,
    // Nothing but what was acknowledged may bring news.
    ASK_EVERY: '24h',
    DELIVERY_RETRY_SCHEDULE: '1s,5s,15s',
    LOG_LEVEL: 'info',
  };
  const web = ports.map((port, i) => bridgeOf(`web${i + 1}`, port, { ROLES: 'web', WORKABLE_API_URL: spi.url }));
  const workers = await Promise.all(
    Array.from({ length: workerCount }, async (_, i) => {
      const proxy = await openApiProxy(spi.url);
      const more = { ROLES: 'worker', WORKABLE_API_URL: proxy.url };
      return { proxy, bridge: bridgeOf(`worker${i + 1}`, await freePort(), more) };
    }),
  );
  const all = [...web, ...workers.map(({ bridge }) => bridge)];
  await Promise.all(all.map((each) => each.start()));
  // Who stands in the stage before the bridge has looked who does is not invited unasked.
  const hasLooked = () => spi.requests.some(({ path, query }) => path === '/candidates' && query.stage !== undefined);
  while (spi.subscriptions().length < 3 || !hasLooked()) await clock.sleep(1_000);
  await clock.sleep(10_000);

  return {
    clock,
    redis,
    vendor,
    workable,
    spi,
    trigger,
    webhookSecret,
    operatorToken,
    /** Those that take webhooks. */
    bridges: web,
    workers,
    all,
    isInvited: (email: string) => vendor.control.invitations.some((each) => each.email === email),
    async close() {
      await Promise.all(all.map((each) => each.kill()));
      clock.stop();
      await Promise.all([...workers.map(({ proxy }) => proxy.close()), spi.close(), workable.close(), vendor.close()]);
      await redis.close();
    },
  };

  function bridgeOf(name: string, port: number, more: Record<string, string>) {
    return createBridge({ ...settings, ...more, PORT: String(port) }, clock, join(directory, `${name}.log`));
  }
}
