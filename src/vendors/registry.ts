import type { Vendor } from '../interviews/ports/vendor.ts';
import { createHttpVendor, type HttpVendorParts } from './http/index.ts';
import { createJobMojito, type VendorParts } from './jobmojito/index.ts';
import type { SettledVendor } from './settings.ts';

/** The one place that knows every vendor: a new one adds its folder, a row in `settings.ts` and a case here. */
export function createVendor(settings: SettledVendor['vendor'], parts: VendorParts & HttpVendorParts): Vendor {
  switch (settings.name) {
    case 'jobmojito':
      return createJobMojito(settings.jobmojito, parts);
    case 'http':
      return createHttpVendor(settings.http, parts);
  }
}
