import type { DecidingSecret } from '../accounts/managed.ts';
import type { VendorKind } from '../vendors/kind.ts';
import { vendors } from '../vendors/registry.ts';
import type { SettingsReader, Source } from './read.ts';
import type { SettingRow, SettingRows, ValuesOf } from './row.ts';
import { accountSettings } from './table.ts';

/** An account that may be incomplete: it is complete if the reader found no error. */
export type AccountDraft = {
  name: string;
  from: 'environment' | 'file' | 'managed';
  source: Source;
  /** Where a setting stands that the account itself does not have. */
  fallback?: Source;
  settings: Partial<ValuesOf<typeof accountSettings>>;
  vendor: VendorKind | undefined;
  /** The settings that it may have, by its vendor. */
  rows: readonly (readonly [string, SettingRow])[];
  vendorValues: Partial<ValuesOf<SettingRows>>;
};

type Written = Pick<AccountDraft, 'name' | 'from' | 'source' | 'fallback'>;

/** Reads what is written of an account. Errors are reported to the reader. */
export function draftAccount(reader: SettingsReader, written: Written): AccountDraft {
  const { source, fallback, from } = written;
  const asked = from === 'managed' || hasStageDoorAlone(source) ? withoutProviderDoor : accountSettings;
  const { values: settings } = reader.read<SettingRows>(asked, source, fallback) as {
    values: AccountDraft['settings'];
  };
  const vendor = settings.VENDOR === undefined ? undefined : vendors[settings.VENDOR];
  const rows = rowsOf[settings.VENDOR ?? ''] ?? Object.entries(accountSettings);
  if (vendor === undefined) return { ...written, settings, vendor, rows, vendorValues: {} };
  const { values: vendorValues, unset } = reader.read<SettingRows>(vendor.rows, source, fallback);
  for (const error of vendor.missing((name) => !unset.has(name))) reader.addError(`${source.place}${error}`);
  return { ...written, settings, vendor, rows, vendorValues };
}

/** An account needs one of the two doors. A part of the provider contract is no door. */
function hasStageDoorAlone({ texts }: Source): boolean {
  const has = (name: string) => texts[name] !== undefined || texts[`${name}_FILE`] !== undefined;
  return has('WORKABLE_API_TOKEN') && !has('WORKABLE_PROVIDER_TOKEN') && !has('WORKABLE_CALLBACK_TOKEN');
}

/** By the value of VENDOR. */
const rowsOf: Readonly<Record<string, AccountDraft['rows']>> = Object.fromEntries(
  Object.entries(vendors).map(([name, { rows }]) => [name, Object.entries({ ...accountSettings, ...rows })]),
);

/** Of a managed account Workable's tokens may come later, and the bridge makes its own. */
const withoutProviderDoor = {
  ...accountSettings,
  WORKABLE_PROVIDER_TOKEN: { ...accountSettings.WORKABLE_PROVIDER_TOKEN, optional: true },
  WORKABLE_CALLBACK_TOKEN: { ...accountSettings.WORKABLE_CALLBACK_TOKEN, optional: true },
} satisfies SettingRows;

/** Those that could be read. */
export function decidingSecretsOf(draft: AccountDraft): DecidingSecret[] {
  return draft.rows.flatMap(([setting, row]) => {
    const secrets = row.decidesAccount ? valueIn(draft, setting) : undefined;
    return (Array.isArray(secrets) ? secrets : []).map((secret) => ({ setting, secret: String(secret) }));
  });
}

/** Undefined for what is not set, or wrong. */
export function valueIn({ settings, vendorValues }: AccountDraft, name: string): unknown {
  const own: Readonly<Record<string, unknown>> = settings;
  return vendorValues[name] ?? own[name];
}
