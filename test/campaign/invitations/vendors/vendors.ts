import type { InvitingVendor } from '../vendor.ts';
import { http } from './http.ts';
import { jobmojito } from './jobmojito.ts';

const vendors: Readonly<Record<string, InvitingVendor>> = { jobmojito, http };

export const vendorNames = Object.keys(vendors);

export function vendorNamed(name: string): InvitingVendor {
  const vendor = vendors[name];
  if (!vendor) throw new Error(`No vendor ${name} in this campaign`);
  return vendor;
}
