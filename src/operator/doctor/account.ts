import type { BridgeAccount } from '../../bridge-accounts.ts';
import type { BridgeParts } from '../parts.ts';
import { deliveryFindings } from './deliveries.ts';
import type { Finding } from './finding.ts';
import { invitationFindings } from './invitations.ts';
import { mailFindings } from './mail.ts';
import { stageFindings } from './stage/findings.ts';
import { vendorFindings } from './vendor.ts';

/** How an account stands. `isForeign`: Redis holds the data of another version, of which nothing is read. */
export async function accountFindings(
  account: BridgeAccount,
  parts: Pick<BridgeParts, 'storage' | 'now'>,
  isForeign = false,
): Promise<Finding[]> {
  // A paused account calls neither: that would be reported as their fault.
  const outside = account.isPaused ? [] : [...(await vendorFindings(account)), ...(await mailFindings(account))];
  if (isForeign) return outside;
  const deliveries = await deliveryFindings(account, parts);
  const stage = await stageFindings(account, parts);
  // Without Redis there are none, and the line about Redis says so.
  const invitations = await invitationFindings(account, parts).catch(() => []);
  return [...outside, ...stage, ...deliveries, ...invitations];
}
