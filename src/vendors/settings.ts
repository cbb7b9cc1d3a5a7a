import type { SettingRows, ValuesOf } from '../settings/row.ts';
import { httpRows, settleHttp } from './http/settings.ts';
import { jobmojitoRows, settleJobmojito } from './jobmojito/settings.ts';

/** The settings of a vendor: its adapter's part, and the part that the rest of the bridge needs. */
export type SettledVendor = ReturnType<typeof settleJobmojito> | ReturnType<typeof settleHttp>;

export type VendorSettings = {
  readonly rows: SettingRows;
  /** Gets the values of all `rows`. */
  readonly settle: (values: ValuesOf<SettingRows>) => SettledVendor;
};

/** By the value of VENDOR. */
export const vendorSettings: Readonly<Record<string, VendorSettings>> = {
  jobmojito: vendor(jobmojitoRows, settleJobmojito),
  http: vendor(httpRows, settleHttp),
};

function vendor<Rows extends SettingRows>(
  rows: Rows,
  settle: (values: ValuesOf<Rows>) => SettledVendor,
): VendorSettings {
  return { rows, settle: (values) => settle(values as ValuesOf<Rows>) };
}
