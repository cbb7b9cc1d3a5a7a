import type { BridgeAccount } from '../../bridge-accounts.ts';
import type { BridgeParts } from '../parts.ts';
import { deliveryFindings } from './deliveries.ts';
import type { Finding } from './finding.ts';
import { invitationFindings } from './invitations.ts';
import { mailFindings } from './mail.ts';
import { stageFindings } from './stage/findings.ts';
import { vendorFindings } from './vendor.ts';

type Parts = Pick<BridgeParts, 'storage' | 'now'>;

/** How an account stands. `isForeign`: Redis holds the data of another version, of which nothing is read. */
export async function accountFindings(account: BridgeAccount, parts: Parts, isForeign = false): Promise<Finding[]> {
  // A paused account calls neither: that would be reported as their fault.
  const outside = account.isPaused ? [] : [...(await vendorFindings(account)), ...(await mailFindings(account))];
  return isForeign ? outside : [...outside, ...(await findingsFromRedis(account, parts, { asks: true }))];
}

/** The same from what is stored. `asks`: Workable is asked as well. */
export async function findingsFromRedis(
  account: BridgeAccount,
  parts: Parts,
  { asks }: { asks: boolean },
): Promise<Finding[]> {
  const deliveries = await deliveryFindings(account, parts);
  const stage = await stageFindings(account, parts, asks);
  // Without Redis there are none, and the line about Redis says so.
  const invitations = await invitationFindings(account, parts).catch(() => []);
  return [...stage, ...deliveries, ...invitations];
}
