import type { SettingRow, SettingRows } from '../src/settings/row.ts';
import { accountSettings, processSettings } from '../src/settings/table.ts';
import { vendors } from '../src/vendors/registry.ts';

/** The settings by where they are set, as `docs/settings.md` has its sections. */
export function settingsByPlace(): Readonly<Record<string, SettingRows>> {
  const ofVendors = Object.entries(vendors).map(([name, { rows }]) => [headingOf(name), rows] as const);
  return { Process: processSettings, Account: accountSettings, ...Object.fromEntries(ofVendors) };
}

function headingOf(vendor: string): string {
  return `Vendor \`${vendor}\``;
}

const head = `# All settings of the bridge. Copy this file to .env and fill in the lines that are not commented out: those are required.
# A line that is commented out shows the default; without a value behind the = the setting is optional and not set.
# Of the vendors, only the settings of the default one are not commented out: another VENDOR needs its own in their place.
#
# The bridge reads .env in the directory where it is started; the environment wins over it.
# Durations are written 500ms, 30s, 10m, 24h or 14d. A setting that is present must not be empty.
# A secret may stand in a file instead: JOBMOJITO_API_KEY_FILE=/run/secrets/jobmojito in place of JOBMOJITO_API_KEY=…
# Those are the settings marked (secret).
#
# Several accounts stand in ACCOUNTS_FILE, each with its own settings of accounts and vendors:
#   {"accounts": {"acme": {"WORKABLE_PROVIDER_TOKEN": "\${ACME_PROVIDER_TOKEN}", "RETRY_GRACE": "5d", …}, "globex": {…}}}
# \${NAME} stands for the environment's NAME. What an account leaves out comes from the environment, then from the default,
# but never a secret.
`;

/** The text of `.env.example`. */
export function envExample(): string {
  const { VENDOR } = accountSettings;
  const sections = Object.entries(settingsByPlace()).map(([place, rows]) => {
    const isThere = !place.startsWith('Vendor') || place === headingOf(VENDOR.default);
    return `# ==== ${titleOf(place)} ====\n\n${Object.entries(rows)
      .map((row) => exampleOf(row, isThere))
      .join('\n')}`;
  });
  return [head, ...sections].join('\n');
}

function titleOf(place: string): string {
  const [, vendor] = /`(.*)`/.exec(place) ?? [];
  if (vendor) return `The vendor, for VENDOR=${vendor}`;
  return place === 'Process' ? 'The whole process' : 'Each account';
}

function exampleOf([name, row]: [string, SettingRow], isThere: boolean): string {
  const isRequired = isThere && row.default === undefined && !row.optional;
  return `# ${row.meaning}${row.secret ? ' (secret)' : ''}\n${isRequired ? '' : '#'}${name}=${row.default ?? ''}\n`;
}

/**
 * `docs/settings.md` with a row for every setting, its default and its place. What a row says in the page already stays:
 * there it may say more than in one line. Sections of new vendors come behind the others.
 */
export function withTables(page: string): string {
  const [first = '', ...sections] = page.split(/^(?=## )/m);
  const known = new Map(sections.map((text) => [/^## (.*)$/m.exec(text)?.[1] ?? '', text]));
  const places = settingsByPlace();
  const renewed = sections.map((text) => {
    const [place = ''] = [...known].find(([, each]) => each === text) ?? [];
    const rows = places[place];
    return rows ? withTable(text, rows) : text;
  });
  const missing = Object.entries(places).flatMap(([place, rows]) => (known.has(place) ? [] : newSection(place, rows)));
  const lastVendor = renewed.findLastIndex((text) => text.startsWith('## Vendor'));
  return [first, ...renewed.slice(0, lastVendor + 1), ...missing, ...renewed.slice(lastVendor + 1)].join('');
}

function newSection(place: string, rows: SettingRows): string {
  const [, vendor = ''] = /`(.*)`/.exec(place) ?? [];
  return `## ${place}\n\nOne value for each account whose \`VENDOR\` is \`${vendor}\`.\n\n${tableOf(rows, new Map())}\n\n`;
}

const tablePattern = /^\| setting .*\n(?:\|.*\n)+/m;

function withTable(section: string, rows: SettingRows): string {
  const [table = ''] = tablePattern.exec(section) ?? [];
  const meanings = new Map(
    table.split('\n').flatMap((line) => {
      const [, name = '', , meaning = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      const [, setting] = /^`([A-Z_]+)`/.exec(name) ?? [];
      return setting ? [[setting, meaning] as const] : [];
    }),
  );
  return section.replace(tablePattern, () => `${tableOf(rows, meanings)}\n`);
}

function tableOf(rows: SettingRows, meanings: ReadonlyMap<string, string>): string {
  const cells = Object.entries(rows).map(([name, row]) => [
    `\`${name}\`${row.secret ? ' _secret_' : ''}`,
    row.default === undefined ? (row.optional ? '–' : 'required') : `\`${row.default}\``,
    meanings.get(name) ?? meaningOf(row),
  ]);
  const all = [['setting', 'default', 'meaning'], ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [header = [], ...body] = all;
  return [line(header), rule, ...body.map(line)].join('\n');
}

/** As the rows of the page begin and end: in lower case, without a full stop. */
function meaningOf({ meaning }: SettingRow): string {
  return (meaning.charAt(0).toLowerCase() + meaning.slice(1)).replace(/\.$/, '').replaceAll('|', '\\|');
}
