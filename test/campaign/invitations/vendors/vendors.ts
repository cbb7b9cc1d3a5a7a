import type { InvitingVendor } from '../vendor.ts';
import { greenhouse } from './greenhouse.ts';
import { http } from './http.ts';
import { jobmojito } from './jobmojito.ts';
import { ribbon } from './ribbon.ts';

const vendors: Readonly<Record<string, InvitingVendor>> = {
  jobmojito,
  http,
  greenhouse: greenhouse('same'),
  'greenhouse-mails-twice': greenhouse('mails-twice'),
  ribbon,
};

export const vendorNames = Object.keys(vendors);

export function vendorNamed(name: string): InvitingVendor {
  const vendor = vendors[name];
  if (!vendor) throw new Error(`No vendor ${name} in this campaign`);
  return vendor;
}
