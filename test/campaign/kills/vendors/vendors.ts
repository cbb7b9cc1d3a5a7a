import type { CampaignVendor } from '../vendor.ts';
import { http } from './http.ts';
import { jobmojito } from './jobmojito.ts';

const vendors: Readonly<Record<string, CampaignVendor>> = { jobmojito, http };

export const vendorNames = Object.keys(vendors);

export function vendorNamed(name: string): CampaignVendor {
  const vendor = vendors[name];
  if (!vendor) throw new Error(`No vendor ${name} in this campaign`);
  return vendor;
}
