import { type CallBridge, createCallBridge } from '../../../sandbox/workable/call-bridge.ts';
import { openRedis } from '../../../testing/redis.ts';
import { type BridgeProcess, createBridgeProcess } from '../support/bridge.ts';
import { type Front, openFront } from './front.ts';
import { createPerson } from './person.ts';
import type { InvitingVendor, OpenVendor } from './vendor.ts';
import { vendorNamed } from './vendors/vendors.ts';

export type Door = { process: BridgeProcess; ask: CallBridge };

/** Two web processes of one bridge with a separate Redis, and the vendor in this process. */
export type Stage = {
  kind: InvitingVendor;
  vendor: OpenVendor;
  front: Front;
  person: ReturnType<typeof createPerson>;
  doors: readonly [Door, Door];
  close(): Promise<void>;
};

/** Nothing is delivered here. */
export const workableUrl = 'http://127.0.0.1:1';
const secretOf = (name: string) => `${name}-of-the-campaign-for-invitations`;

export async function openStage(name: string): Promise<Stage> {
  const redis = await openRedis();
  const kind = vendorNamed(name);
  const vendor = await kind.open();
  const front = await openFront(vendor.origin, kind.refusal);
  const settings = {
    ROLES: 'web',
    REDIS_URL: redis.url,
    // The same for both: by the addresses in it some vendors know a repetition.
    PUBLIC_URL: 'https://bridge.example',
    WORKABLE_PROVIDER_TOKEN: secretOf('provider-token'),
    WORKABLE_CALLBACK_TOKEN: secretOf('callback-token'),
    WORKABLE_CALLBACK_HOSTS: workableUrl,
    VENDOR: kind.name,
    ...kind.settings(front.url),
    ...vendor.settings,
  };
  const doors = [await openDoor(settings), await openDoor(settings)] as const;
  return {
    kind,
    vendor,
    front,
    person: createPerson(settings, vendor.lookFor),
    doors,
    async close() {
      await Promise.all(doors.map((door) => door.process.kill()));
      await front.close();
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
