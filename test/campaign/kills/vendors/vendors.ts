import type { CampaignVendor } from '../vendor.ts';
import { greenhouse } from './greenhouse.ts';
import { http } from './http.ts';
import { jobmojito } from './jobmojito.ts';
import { ribbon } from './ribbon.ts';

const vendors: Readonly<Record<string, CampaignVendor>> = { jobmojito, http, greenhouse, ribbon };

export const vendorNames = Object.keys(vendors);

export function vendorNamed(name: string): CampaignVendor {
  const vendor = vendors[name];
  if (!vendor) throw new Error(`No vendor ${name} in this campaign`);
  return vendor;
}
