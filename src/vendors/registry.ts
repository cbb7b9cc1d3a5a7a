import type { Vendor } from '../interviews/ports/vendor.ts';
import { createJobMojito, type VendorParts } from './jobmojito/index.ts';
import type { SettledVendor } from './settings.ts';

/** The one place that knows every vendor: a second one adds its folder, a row in `settings.ts` and a case here. */
export function createVendor(settings: SettledVendor['vendor'], parts: VendorParts): Vendor {
  switch (settings.name) {
    case 'jobmojito':
      return createJobMojito(settings.jobmojito, parts);
  }
}
