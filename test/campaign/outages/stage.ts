import { payloadOf } from '../../../sandbox/vendor/payload.ts';
import { createCallBridge } from '../../../sandbox/workable/call-bridge.ts';
import type { SandboxWorkable } from '../../../sandbox/workable/server.ts';
import type { CreatedBody } from '../../../sandbox/workable/types.ts';
import { isReady, startBridge } from '../../../testing/bridge-process.ts';
import type { Child } from '../../../testing/child.ts';
import { freePort } from '../../../testing/free-port.ts';
import { openPeers } from '../../../testing/peers.ts';
import { secrets } from '../../../testing/secrets.ts';

/** Both peers, one web process and some workers of the bridge, on whatever Redis is at the address. */
export type Stage = {
  workable: SandboxWorkable['control'];
  workers: readonly Child[];
  /** Asks for an interview; its callback URL once that was answered 201, else undefined. */
  create(): Promise<Created | undefined>;
  /** The candidate has a result; whether the bridge acknowledged the webhook about it. */
  sendResult(created: Created): Promise<boolean>;
  isReady(): Promise<boolean>;
  /** A sentence for each process that has ended. */
  ended(): string[];
  close(): Promise<void>;
};

export type Created = { callbackUrl: string; webhook: unknown };

/** So that PUTs are in flight at any moment. */
const answerAfterMs = 300;
const webhookTimeoutMs = 10_000;

export async function openStage(redisUrl: string, workerCount: number): Promise<Stage> {
  const ports = [await freePort()];
  for (let i = 0; i < workerCount; i += 1) ports.push(await freePort());
  const [webPort = 0, ...workerPorts] = ports;
  const url = `http://127.0.0.1:${webPort}`;
  const { vendor, workable, settings: common } = await openPeers(url);
  // The webhooks are sent from here, where it is known when they are acknowledged.
  vendor.control.dropWebhooks = true;
  workable.control.answerWith({ status: 200, delayMs: answerAfterMs });
  const settings = { ...common, REDIS_URL: redisUrl, JOBMOJITO_DETAILS: 'false', LOG_LEVEL: 'fatal' };
  const web = await startBridge({ ...settings, ROLES: 'web', PORT: String(webPort) });
  const workers: Child[] = [];
  for (const port of workerPorts) {
    workers.push(await startBridge({ ...settings, ROLES: 'worker', PORT: String(port) }));
  }
  const askBridge = createCallBridge(url, secrets.providerToken);
  const templateId = vendor.control.definitions.find(
    ({ status, type }) => status === 'active' && type === 'interview',
  )?.id;
  let created = 0;

  return {
    workable: workable.control,
    workers,
    async create() {
      created += 1;
      const email = `candidate.${created}@example.test`;
      const callbackUrl = workable.control.newCallbackUrl();
      const answer = await askBridge<CreatedBody>('POST', '/interviews', {
        interview_template_id: templateId,
        callback_url: callbackUrl,
        candidate: { first_name: 'Ines', email },
      }).catch(() => undefined);
      if (answer?.status !== 201) return undefined;
      const attemptId = await vendor.control.start(email, templateId ?? '');
      await vendor.control.score(attemptId, 7.8);
      const attempt = vendor.control.attempts.find(({ id }) => id === attemptId);
      return { callbackUrl, webhook: attempt && payloadOf(attempt) };
    },
    async sendResult({ webhook }) {
      const answer = await fetch(`${url}/webhooks/jobmojito`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secrets.webhookSecret}`, 'content-type': 'application/json' },
        body: JSON.stringify(webhook),
        signal: AbortSignal.timeout(webhookTimeoutMs),
      }).catch(() => undefined);
      return answer?.status === 200;
    },
    async isReady() {
      return (await Promise.all(ports.map(isReady))).every(Boolean);
    },
    ended: () =>
      [web, ...workers].flatMap((each, i) => {
        const exit = each.exit();
        return exit ? [`${i === 0 ? 'the web process' : `worker ${i}`} ended with ${exit.code ?? exit.signal}`] : [];
      }),
    async close() {
      await Promise.all([web, ...workers].map((each) => each.kill()));
      await Promise.all([vendor.close(), workable.close()]);
    },
  };
}
