import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandboxVendor } from '../../../sandbox/vendor/server.ts';
import { createCallBridge } from '../../../sandbox/workable/call-bridge.ts';
import type { CreatedBody } from '../../../sandbox/workable/types.ts';
import { openRedis } from '../../../testing/redis.ts';
import { type BridgeProcess, createBridgeProcess } from '../support/bridge.ts';
import { type Interview, secretOf, sendResult, writeAccounts } from './accounts.ts';

/** One bridge for many accounts, with a separate Redis. */
export type Stage = {
  newInterviews(account: string, count: number): Promise<Interview[]>;
  /** Of one person where an address is given. Rejects where the create is not answered 201. */
  newInterview(account: string, person?: string): Promise<Interview>;
  /** The vendor sends a result with these words; resolves once that is acknowledged. */
  sendResult(interview: Interview, words: string): Promise<void>;
  bridge: BridgeProcess;
  redisUrl: string;
  /** The settings of the bridge, for an operator's commands. */
  settings: Record<string, string>;
  close(): Promise<void>;
};

const atOnce = 8;

export async function openStage(
  accounts: readonly string[],
  workableUrl: string,
  changes: Record<string, string> = {},
): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'bridge-manners-'));
  const redis = await openRedis();
  const vendor = await startSandboxVendor({ apiKey: secretOf('key', 'all') });
  const file = await writeAccounts(directory, accounts);
  const settings = {
    REDIS_URL: redis.url,
    ACCOUNTS_FILE: file,
    WORKABLE_CALLBACK_HOSTS: workableUrl,
    JOBMOJITO_API_URL: vendor.url,
    JOBMOJITO_DETAILS: 'false',
    DELIVERY_RETRY_SCHEDULE: '5s',
    ...changes,
  };
  const bridge = await createBridgeProcess(settings);
  await bridge.start();
  const templateId =
    vendor.control.definitions.find(({ type, status }) => type === 'interview' && status === 'active')?.id ?? '';
  let made = 0;

  async function newInterview(account: string, person?: string): Promise<Interview> {
    made += 1;
    const email = person ?? `${account}.${made}@example.test`;
    const ask = createCallBridge(bridge.url, secretOf('provider', account));
    const answer = await ask<CreatedBody>('POST', '/interviews', {
      interview_template_id: templateId,
      callback_url: `${workableUrl}/${account}/${made}`,
      candidate: { first_name: 'Ines', email },
    });
    if (answer.status !== 201) throw new Error(`A create was answered ${answer.status}`);
    return { id: answer.body.interview_id ?? '', account, email, templateId };
  }

  return {
    newInterview,
    async newInterviews(account, count) {
      const interviews: Interview[] = [];
      while (interviews.length < count) {
        const some = Math.min(atOnce, count - interviews.length);
        interviews.push(...(await Promise.all(Array.from({ length: some }, () => newInterview(account)))));
      }
      return interviews;
    },
    sendResult: (interview, words) => sendResult(bridge.url, interview, words),
    bridge,
    redisUrl: redis.url,
    settings: { PUBLIC_URL: bridge.url, ...settings },
    async close() {
      await bridge.kill();
      await vendor.close();
      await redis.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
