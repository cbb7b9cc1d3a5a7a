import { startSandboxVendor } from '../../../sandbox/vendor/server.ts';
import { startBridge } from '../../../testing/bridge-process.ts';
import { freePort } from '../../../testing/free-port.ts';
import { openRedis } from '../../../testing/redis.ts';
import type { Subject } from './sender.ts';
import { openSink } from './sink.ts';

const provider = 'flood-provider-token';
const createsAtOnce = 20;

/** A bridge process that is web and worker, with a separate Redis and peers that are faster than it. */
export async function openStage() {
  const secret = 'flood-webhook-secret';
  const [apiKey, callbackToken] = ['flood-vendor-key', 'flood-callback-token'];
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const redis = await openRedis();
  const vendor = await startSandboxVendor({ apiKey });
  const sink = await openSink(callbackToken);
  const bridge = await startBridge({
    PORT: String(port),
    PUBLIC_URL: url,
    REDIS_URL: redis.url,
    WORKABLE_PROVIDER_TOKEN: provider,
    WORKABLE_CALLBACK_TOKEN: callbackToken,
    WORKABLE_CALLBACK_HOSTS: sink.url,
    JOBMOJITO_API_KEY: apiKey,
    JOBMOJITO_API_URL: vendor.url,
    JOBMOJITO_WEBHOOK_SECRET: secret,
    JOBMOJITO_DETAILS: 'false',
    LOG_LEVEL: 'error',
  });
  const templateId =
    vendor.control.definitions.find(({ status, type }) => status === 'active' && type === 'interview')?.id ?? '';

  async function createOne(number: number): Promise<Subject & { path: string }> {
    const email = `flood.${number}@example.test`;
    const path = `/interviews/${number}`;
    const answer = await fetch(`${url}/interviews`, {
      method: 'POST',
      headers: { authorization: `Bearer ${provider}` },
      body: JSON.stringify({
        interview_template_id: templateId,
        callback_url: sink.url + path,
        candidate: { first_name: 'Lakita', email },
      }),
    });
    const { interview_id } = (await answer.json()) as { interview_id?: string };
    if (interview_id === undefined) throw new Error(`A create was answered ${answer.status}`);
    return { interviewId: interview_id, email, templateId, path };
  }

  return {
    port,
    url,
    secret,
    bridge,
    sink,
    async createInterviews(count: number) {
      const created: (Subject & { path: string })[] = [];
      while (created.length < count) {
        const batch = Array.from({ length: Math.min(createsAtOnce, count - created.length) }, (_, i) =>
          createOne(created.length + i),
        );
        created.push(...(await Promise.all(batch)));
      }
      return created;
    },
    async close() {
      await bridge.kill();
      await Promise.all([vendor.close(), sink.close()]);
      await redis.close();
    },
  };
}
