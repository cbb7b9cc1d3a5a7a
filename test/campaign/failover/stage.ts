import { payloadOf } from '../../../sandbox/vendor/payload.ts';
import type { SandboxVendor } from '../../../sandbox/vendor/server.ts';
import type { SandboxWorkable } from '../../../sandbox/workable/server.ts';
import { isReady, startBridge } from '../../../testing/bridge-process.ts';
import type { Child } from '../../../testing/child.ts';
import { freePort } from '../../../testing/free-port.ts';
import { openPeers } from '../../../testing/peers.ts';
import { secrets } from '../../../testing/secrets.ts';

/** Both peers, and two web and two worker processes of the bridge on the Redis at an address. */
export type Stage = {
  vendor: SandboxVendor['control'];
  workable: SandboxWorkable['control'];
  /** The status of a create request, and the id of its interview; undefined without an answer. */
  create(web: number, request: unknown): Promise<{ status: number; id?: string } | undefined>;
  /** The status of a webhook that says how an attempt stands now. */
  sendWebhook(web: number, body: unknown): Promise<number | undefined>;
  /** Of an interview, whether the bridge knows it. */
  knows(id: string): Promise<boolean>;
  webhookOf(attempt: string): unknown;
  isReady(): Promise<boolean>;
  /** A sentence for each process that has ended. */
  ended(): string[];
  close(): Promise<void>;
};

/** So that PUTs are in flight at any moment. */
const answerAfterMs = 100;
const timeoutMs = 20_000;

export async function openStage(redisUrl: string): Promise<Stage> {
  const ports = [await freePort(), await freePort(), await freePort(), await freePort()] as const;
  const urls = ports.slice(0, 2).map((port) => `http://127.0.0.1:${port}`);
  const [bridgeUrl = ''] = urls;
  const { vendor, workable, settings: common } = await openPeers(bridgeUrl);
  // The webhooks are sent from here, where it is known when they are acknowledged.
  vendor.control.dropWebhooks = true;
  workable.control.answerWith({ status: 200, delayMs: answerAfterMs });
  const settings = { ...common, REDIS_URL: redisUrl, JOBMOJITO_DETAILS: 'false', LOG_LEVEL: 'fatal' };
  const processes: Child[] = [];
  for (const [i, port] of ports.entries()) {
    processes.push(await startBridge({ ...settings, ROLES: i < 2 ? 'web' : 'worker', PORT: String(port) }));
  }

  return {
    vendor: vendor.control,
    workable: workable.control,
    async create(web, request) {
      const answer = await call(web, 'POST', '/interviews', secrets.providerToken, request);
      if (!answer) return undefined;
      const body = (await answer.json().catch(() => ({}))) as { interview_id?: string };
      return { status: answer.status, ...(body.interview_id === undefined ? {} : { id: body.interview_id }) };
    },
    async sendWebhook(web, body) {
      return (await call(web, 'POST', '/webhooks/jobmojito', secrets.webhookSecret, body))?.status;
    },
    async knows(id) {
      for (;;) {
        const status = (await call(0, 'GET', `/interviews/${id}`, secrets.providerToken))?.status;
        if (status === 200 || status === 404) return status === 200;
      }
    },
    webhookOf(attempt) {
      const found = vendor.control.attempts.find(({ id }) => id === attempt);
      return found && payloadOf(found);
    },
    isReady: async () => (await Promise.all(ports.map(isReady))).every(Boolean),
    ended: () =>
      processes.flatMap((each, i) => {
        const exit = each.exit();
        return exit ? [`process ${i} ended with ${exit.code ?? exit.signal}`] : [];
      }),
    async close() {
      await Promise.all(processes.map((each) => each.kill()));
      await Promise.all([vendor.close(), workable.close()]);
    },
  };

  async function call(web: number, method: string, path: string, token: string, body?: unknown) {
    const answer = await fetch(`${urls[web % urls.length]}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(() => undefined);
    if (answer && answer.status !== 201 && answer.status !== 200) await answer.arrayBuffer().catch(() => undefined);
    return answer;
  }
}
