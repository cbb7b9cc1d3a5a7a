import { greenhouse } from './greenhouse/index.ts';
import { http } from './http/index.ts';
import { jobmojito } from './jobmojito/index.ts';
import type { VendorKind } from './kind.ts';
import { ribbon } from './ribbon/index.ts';

/** Every kind of vendor, by the value of VENDOR: a new one adds its folder and its name here. */
export const vendors: Readonly<Record<string, VendorKind>> = { jobmojito, http, ribbon, greenhouse };

/** The VENDOR of an account that names none. */
export const defaultVendor = 'jobmojito';
