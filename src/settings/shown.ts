import { endsOf } from '../accounts/managed.ts';
import { limits } from '../limits.ts';
import { type AccountDraft, valueIn } from './account-draft.ts';
import { comesFromEnvironment } from './row.ts';
import { accountRows } from './table.ts';

/** A secret is shown as its last characters; so is a long text where there are many. */
export type ShownSetting = string | { set: true; ends: string };

/** As they were written, without secrets. What no setting is called could be one. */
export function maskedSettings(texts: Readonly<Record<string, string>>): Record<string, ShownSetting> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name,
      Object.hasOwn(accountRows, name) && !accountRows[name]?.secret ? text : { set: true, ends: endsOf(text) },
    ]),
  );
}

/**
 * What is set, by the names of settings; defaults are left out. A secret may stand in a file: then its value is all that
 * is known of it.
 */
export function shownOf(draft: AccountDraft): Record<string, ShownSetting> {
  return Object.fromEntries(
    draft.rows.flatMap(([name, row]): [string, ShownSetting][] => {
      const text = draft.source.texts[name] ?? (comesFromEnvironment(row) ? draft.fallback?.texts[name] : undefined);
      if (!row.secret) return text === undefined ? [] : [[name, text]];
      const value = text ?? [valueIn(draft, name)].flat().at(-1);
      return value === undefined ? [] : [[name, { set: true, ends: endsOf(typeof value === 'string' ? value : '') }]];
    }),
  );
}

/** For lists: one setting, such as a logo, may be longer than all the others of an account. */
export function shortenedSettings(settings: Readonly<Record<string, ShownSetting>>): Record<string, ShownSetting> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, shown]) => [
      name,
      typeof shown === 'string' && shown.length > limits.settingCharactersInLists
        ? { set: true, ends: endsOf(shown) }
        : shown,
    ]),
  );
}
