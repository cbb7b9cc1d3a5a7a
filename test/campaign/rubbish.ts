import { startSandboxVendor } from '../../sandbox/vendor/server.ts';
import { startSandboxWorkable } from '../../sandbox/workable/server.ts';
import { startBridge } from '../../testing/bridge-process.ts';
import { freePort } from '../../testing/free-port.ts';
import { memoryOf } from '../../testing/memory.ts';
import { openRedis } from '../../testing/redis.ts';
import type { Campaign } from './campaign.ts';
import { findingsAfterwards } from './rubbish/aftermath.ts';
import { findingsInLog } from './rubbish/log.ts';
import { prepare } from './rubbish/prepare.ts';
import { describeStatuses, throwRubbish } from './rubbish/throw.ts';

const mostMebibytes = 512;
const tokens = {
  provider: 'rubbish-provider-token',
  webhook: 'rubbish-webhook-secret',
  operator: 'rubbish-operator-token',
};

/** Invalid requests and webhooks, sent to a bridge process with all of its peers. */
export const rubbish: Campaign = {
  summary: 'invalid requests and webhooks: no 500, no crash, no hang, and no damage',
  options: {
    requests: { default: 100_000, meaning: 'in all' },
    seed: { default: 1, meaning: 'makes every request' },
    from: { default: 0, meaning: 'the index of the first one: a single request is --from <index> --requests 1' },
  },
  async run({ requests = 0, seed = 0, from = 0 }, print) {
    const stage = await openStage();
    const { bridge, port, url, vendor, workable, redis } = stage;
    try {
      const known = await prepare({ vendor, workable, tokens });
      const before = await memoryOf(bridge.pid);
      const startedAt = performance.now();
      let done = 0;
      const onEach = () => {
        done += 1;
        if (done % 10_000 === 0) print(`${done} requests, ${Math.round((performance.now() - startedAt) / 1000)} s`);
      };
      const thrown = await throwRubbish({ port, seed, from, count: requests, known, onEach });
      print(
        `${requests} requests in ${Math.round((performance.now() - startedAt) / 1000)} s, answered ${describeStatuses(thrown)}`,
      );
      print(`the slowest answer took ${Math.round(thrown.slowestMs)} ms`);
      for (const { index, what } of thrown.findings) {
        print(`  ${what}; alone: --seed ${seed} --from ${index} --requests 1`);
      }
      const after = await memoryOf(bridge.pid);
      print(`memory: ${before.now} MiB before, ${after.peak} MiB at most, ${after.now} MiB afterwards`);
      const findings = [
        ...(bridge.exit() ? ['the bridge has ended'] : []),
        ...findingsInLog(bridge.stdout()),
        ...(after.peak > mostMebibytes ? [`more than ${mostMebibytes} MiB`] : []),
        ...(await findingsAfterwards({ vendor, workable, url, redisUrl: redis.url, known, now: Date.now })),
      ];
      for (const finding of findings.slice(0, 50)) print(`  ${finding}`);
      return thrown.findings.length + findings.length === 0;
    } finally {
      await stage.close();
    }
  },
};

async function openStage() {
  const redis = await openRedis();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [apiKey, callbackToken] = ['rubbish-vendor-key', 'rubbish-callback-token'];
  const vendor = await startSandboxVendor({
    apiKey,
    webhook: { url: `${url}/webhooks/jobmojito`, secret: tokens.webhook },
  });
  const workable = await startSandboxWorkable({ bridgeUrl: url, providerToken: tokens.provider, callbackToken });
  const bridge = await startBridge({
    PORT: String(port),
    PUBLIC_URL: url,
    REDIS_URL: redis.url,
    WORKABLE_PROVIDER_TOKEN: tokens.provider,
    WORKABLE_CALLBACK_TOKEN: callbackToken,
    WORKABLE_CALLBACK_HOSTS: new URL(workable.url).origin,
    JOBMOJITO_API_KEY: apiKey,
    JOBMOJITO_API_URL: vendor.url,
    JOBMOJITO_WEBHOOK_SECRET: tokens.webhook,
    OPERATOR_TOKEN: tokens.operator,
    LOG_LEVEL: 'error',
  });
  return {
    bridge,
    port,
    url,
    vendor,
    workable,
    redis,
    async close() {
      await bridge.kill();
      await Promise.all([vendor.close(), workable.close()]);
      await redis.close();
    },
  };
}
