import type { SettingRows, ValuesOf } from '../settings/row.ts';
import { httpRows, settleHttp } from './http/settings.ts';
import { jobmojitoRows, settleJobmojito } from './jobmojito/settings.ts';

/** What the settings of a vendor come to: its own part, and what the rest of the bridge has to know of it. */
export type SettledVendor = ReturnType<typeof settleJobmojito> | ReturnType<typeof settleHttp>;

export type VendorSettings = {
  readonly rows: SettingRows;
  /** Takes the values of all `rows`. */
  readonly settle: (values: ValuesOf<SettingRows>) => SettledVendor;
};

/** By the words that VENDOR accepts. */
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
