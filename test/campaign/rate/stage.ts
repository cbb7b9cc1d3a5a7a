import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { sleepByClock } from '../../../sandbox/sleep-by-clock.ts';
import { startSandboxVendor } from '../../../sandbox/vendor/server.ts';
import { createSpiClock } from '../../../sandbox/workable-spi/clock.ts';
import { createWorkableSpi } from '../../../sandbox/workable-spi/server.ts';
import { openBridge } from '../../../src/bridge.ts';
import { readConfig } from '../../../src/config.ts';
import { createLog } from '../../../src/log.ts';
import { freePort } from '../../../testing/free-port.ts';
import { openRedis } from '../../../testing/redis.ts';

export type Stage = Awaited<ReturnType<typeof openStage>>;

const stepMs = 500;
const quietMs = 20;
/** Of the event loop, in that time. */
const mostUse = 0.3;
const secretOf = (name: string) => `${name}-for-the-campaign-${'0'.repeat(16)}`;

/** A bridge with the stage door, Workable with the limit of an account, and the vendor, on a clock that is moved. */
export async function openStage(neighbourLoad: number, settings: Readonly<Record<string, string>> = {}) {
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const redis = await openRedis();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [apiKey, webhookSecret] = [secretOf('api-key'), secretOf('webhook-secret')];
  const vendor = await startSandboxVendor({
    apiKey,
    webhook: { url: `${url}/webhooks/jobmojito`, secret: webhookSecret },
  });
  vendor.control.now = now;
  const spi = await createWorkableSpi({ clock: createSpiClock({ base: now }), switches: { neighbourLoad } });
  const template =
    vendor.control.definitions.find(
      ({ status, type, is_ats }) => status === 'active' && type === 'interview' && !is_ats,
    )?.id ?? '';
  const trigger = { job: spi.jobs[0]?.shortcode ?? '', stage: 'ai-interview', template };
  const config = readConfig(
    {
      PORT: String(port),
      HOST: '127.0.0.1',
      PUBLIC_URL: url,
      REDIS_URL: redis.url,
      WORKABLE_API_TOKEN: spi.token,
      WORKABLE_API_URL: spi.url,
      WORKABLE_MEMBER: spi.member.email,
      STAGE_TRIGGERS: JSON.stringify([trigger]),
      JOBMOJITO_API_KEY: apiKey,
      JOBMOJITO_API_URL: vendor.url,
      JOBMOJITO_WEBHOOK_SECRET: webhookSecret,
      ASK_EVERY: '24h',
      LOG_LEVEL: 'error',
      ...settings,
    },
    () => '',
  );
  const bridge = await openBridge(config, {
    log: createLog(config.logLevel, { write: () => undefined }),
    now,
    random: Math.random,
    userAgent: 'interview-bridge/campaign',
    onRefusal: () => undefined,
    sleepUntilTurn: sleepByClock(now),
  });
  const stage = {
    redis,
    spi,
    vendor,
    trigger,
    now,
    /** Lets time pass, while nothing is under way, until that is so; false where it is not within so many ms of it. */
    async until(is: () => boolean, withinMs: number): Promise<boolean> {
      for (const giveUpAt = now() + withinMs; now() < giveUpAt; ) {
        if (is()) return true;
        const requests = () => spi.requests.length + vendor.control.requests.length;
        const [before, load] = [requests(), performance.eventLoopUtilization()];
        await sleep(quietMs);
        // The bridge is in this process: however slow the machine is, time passes only while it has nothing to do.
        const isIdle = performance.eventLoopUtilization(load).utilization < mostUse;
        const isQuiet = isIdle && before === requests() && (spi.requests.at(-1)?.status ?? 200) !== 0;
        if (isQuiet) aheadMs += stepMs;
      }
      return is();
    },
    async close() {
      await bridge.close();
      await Promise.all([vendor.close(), spi.close()]);
      await redis.close();
    },
  };
  // Who stands in the stage before the bridge has looked who does is not invited unasked.
  const hasLooked = () => spi.requests.some(({ path, query }) => path === '/candidates' && query.stage !== undefined);
  await stage.until(() => spi.subscriptions().length === 3 && hasLooked(), 10 * 60_000);
  return stage;
}
