import { openGreenhouse } from './greenhouse.ts';
import { openHttp } from './http.ts';
import { openJobMojito } from './jobmojito.ts';
import { openRibbon } from './ribbon.ts';
import type { VendorKind, VendorParts, VendorSide } from './vendor.ts';

export const vendors: Record<VendorKind, { title: string; open: (parts: VendorParts) => Promise<VendorSide> }> = {
  jobmojito: { title: 'JobMojito', open: openJobMojito },
  http: { title: 'Vendor contract', open: openHttp },
  greenhouse: { title: 'Partner of Greenhouse', open: openGreenhouse },
  ribbon: { title: 'Ribbon', open: openRibbon },
};

export function isVendorKind(text: string): text is VendorKind {
  return Object.hasOwn(vendors, text);
}
