import { type SandboxVendor, startSandboxVendor } from '../../../sandbox/vendor/server.ts';
import { type CallBridge, createCallBridge } from '../../../sandbox/workable/call-bridge.ts';
import { openRedis } from '../../../testing/redis.ts';
import { type BridgeProcess, createBridgeProcess } from '../support/bridge.ts';

export type Door = { process: BridgeProcess; ask: CallBridge };

/** Two web processes of one bridge with a separate Redis, and the vendor in this process. */
export type Stage = { vendor: SandboxVendor['control']; doors: readonly [Door, Door]; close(): Promise<void> };

/** Nothing is delivered here. */
export const workableUrl = 'http://127.0.0.1:1';
const secretOf = (name: string) => `${name}-of-the-campaign-for-invitations`;

export async function openStage(): Promise<Stage> {
  const redis = await openRedis();
  const vendor = await startSandboxVendor({ apiKey: secretOf('api-key') });
  const settings = {
    ROLES: 'web',
    REDIS_URL: redis.url,
    WORKABLE_PROVIDER_TOKEN: secretOf('provider-token'),
    WORKABLE_CALLBACK_TOKEN: secretOf('callback-token'),
    WORKABLE_CALLBACK_HOSTS: workableUrl,
    JOBMOJITO_API_KEY: secretOf('api-key'),
    JOBMOJITO_API_URL: vendor.url,
    JOBMOJITO_WEBHOOK_SECRET: secretOf('webhook-secret'),
  };
  const doors = [await openDoor(settings), await openDoor(settings)] as const;
  return {
    vendor: vendor.control,
    doors,
    async close() {
      await Promise.all(doors.map((door) => door.process.kill()));
      await vendor.close();
      await redis.close();
    },
  };
}

async function openDoor(settings: Record<string, string>): Promise<Door> {
  const process = await createBridgeProcess(settings);
  await process.start();
  return { process, ask: createCallBridge(process.url, settings.WORKABLE_PROVIDER_TOKEN ?? '') };
}
