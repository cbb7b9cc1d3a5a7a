import type { VNode } from 'preact';
import { z } from 'zod';
import { fitting } from '../../../pages/room.tsx';
import type { SettingRow } from '../../../settings/row.ts';
import { type ShownSetting, shortenedSettings } from '../../../settings/shown.ts';
import { rowsOfVendor } from '../../../settings/table.ts';
import { viewOf } from '../../api/account-schemas.ts';
import { invalid } from '../../api/validate.ts';
import { Filters, Form, Link } from '../form.tsx';
import { addressOf } from '../listing.tsx';
import { type ConsoleParts, page } from '../page.ts';
import { Input } from '../typed.tsx';
import { pathOf } from './words.tsx';

type Line = { name: string; shown: ShownSetting; from: string; isOwn: boolean };

export const settingsPage = page({
  path: '/accounts/:name/settings',
  place: 'accounts',
  query: z.object({ setting: z.string().max(100).optional() }),
}).showing({
  load: async (parts, { params: { name }, query: { setting } }) => {
    const view = viewOf(parts, name);
    const rows = rowsOfVendor(view.vendor);
    const row = setting === undefined ? undefined : rows[setting];
    if (setting !== undefined && !row && !Object.hasOwn(view.settings, setting)) {
      throw invalid('Invalid query parameter: setting should be the name of a setting of the account');
    }
    const names = Object.keys(rows).filter((each) => !rows[each]?.onThisMachine);
    const chosen = setting === undefined ? undefined : { name: setting, row, shown: view.settings[setting] };
    return { view, rows, names, chosen, lines: linesOf(parts, view) };
  },
  title: ({ view }) => `Settings of ${view.name}`,
  view: ({ view, rows, names, chosen, lines }) => {
    const { name, managed, source } = view;
    return (
      <>
        {managed && chosen && <Change account={name} version={managed.version} {...chosen} />}
        <section>
          {managed ? (
            <Choose account={name} names={names} chosen={chosen?.name} />
          ) : (
            <p>
              They are changed {source === 'file' ? 'in ACCOUNTS_FILE' : 'where they are configured'}, and are only
              shown here.
            </p>
          )}
          <Table account={name} lines={lines} rows={rows} mayChange={managed !== undefined} />
          <p class="soft">Of secrets only the last characters are shown.</p>
        </section>
        {managed && <CheckToken account={name} />}
        <Defaults rows={rows} set={lines.map((each) => each.name)} />
        <p>
          <Link to={pathOf(name)}>Back to the account</Link>
        </p>
      </>
    );
  },
});

/** What is set, and where; defaults are left out. */
function linesOf({ sources }: ConsoleParts, { name, source, settings }: ReturnType<typeof viewOf>): Line[] {
  const own = shortenedSettings(settings);
  const isUsed = source !== 'managed' || !sources.isConfigured(name);
  const all = isUsed ? (sources.used(name)?.settings.shown ?? {}) : {};
  const whose = { managed: 'this account', file: 'ACCOUNTS_FILE or the environment', environment: 'the environment' }[
    source
  ];
  const lines = Object.entries({ ...shortenedSettings(all), ...own }).map(([each, shown]) => {
    const isOwn = Object.hasOwn(own, each);
    return { name: each, shown, isOwn, from: isOwn ? whose : 'the environment' };
  });
  return lines.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function Choose({
  account,
  names,
  chosen,
}: {
  account: string;
  names: readonly string[];
  chosen: string | undefined;
}): VNode {
  return (
    <Filters to={pathOf(account, '/settings')} class="row">
      <p class="field">
        <label for="setting">Setting</label>
        <select id="setting" name="setting">
          {[...names].sort().map((each) => (
            <option value={each} selected={each === chosen}>
              {each}
            </option>
          ))}
        </select>
      </p>
      <button type="submit">Change it</button>
    </Filters>
  );
}

type ChangeProps = {
  account: string;
  version: number;
  name: string;
  row: SettingRow | undefined;
  shown: ShownSetting | undefined;
};

/** A secret is never shown again, not even as the value of a field. */
function Change({ account, version, name, row, shown }: ChangeProps): VNode {
  const isSecret = row?.secret === true || typeof shown === 'object';
  return (
    <section>
      <h2>
        <code>{name}</code>
      </h2>
      <p>{row?.meaning ?? 'This version of the bridge does not know it.'}</p>
      {row?.default !== undefined && <p class="soft">Default: {row.default}</p>}
      {row && (
        <Form to={pathOf(account, '/settings/set')} class="row">
          <input type="hidden" name="version" value={version} />
          <input type="hidden" name="setting" value={name} />
          <p class="field">
            <label for="value">
              {isSecret && shown !== undefined ? 'New value, in place of the one that is set' : 'Value'}
            </label>
            <Input
              id="value"
              name="value"
              required
              {...(isSecret
                ? { type: 'password', autocomplete: 'new-password' }
                : { type: 'text', autocomplete: 'off', value: typeof shown === 'string' ? shown : '' })}
            />
          </p>
          <button type="submit" class="main">
            Set
          </button>
        </Form>
      )}
      {shown !== undefined && (
        <Form to={pathOf(account, '/settings/unset')} class="row">
          <input type="hidden" name="version" value={version} />
          <input type="hidden" name="setting" value={name} />
          <button type="submit">Take it away, so that the environment or the default decides</button>
        </Form>
      )}
    </section>
  );
}

type TableProps = { account: string; lines: readonly Line[]; rows: Record<string, SettingRow>; mayChange: boolean };

function Table({ account, lines, rows, mayChange }: TableProps): VNode {
  return (
    <table class="stack">
      <thead>
        <tr>
          {['Setting', 'Value', 'Set by'].map((head) => (
            <th scope="col">{head}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map(({ name, shown, from, isOwn }) => (
          <tr>
            <th scope="row">
              {mayChange && (isOwn || Object.hasOwn(rows, name)) ? (
                <Link to={addressOf(pathOf(account, '/settings'), { setting: name })}>
                  <code>{name}</code>
                </Link>
              ) : (
                <code>{name}</code>
              )}
            </th>
            <td dir="auto">{typeof shown === 'string' ? shortly(shown) : `(set) ${shown.ends}`}</td>
            <td>{from}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const bytesOfValue = 250;

function shortly(text: string): string {
  const shown = fitting(text, bytesOfValue);
  return shown === text ? text : `${shown} (${text.length} characters)`;
}

function CheckToken({ account }: { account: string }): VNode {
  return (
    <section>
      <h2>Check a token of Workable's API</h2>
      <p>
        Workable is asked whose it is and what it may read. It is not kept: set it as WORKABLE_API_TOKEN afterwards.
      </p>
      <Form to={pathOf(account, '/api-token/check')} class="row">
        <p class="field">
          <label for="token">API token</label>
          <Input id="token" name="token" type="password" autocomplete="off" required />
        </p>
        <button type="submit">Check</button>
      </Form>
    </section>
  );
}

function Defaults({ rows, set }: { rows: Record<string, SettingRow>; set: readonly string[] }): VNode {
  const others = Object.entries(rows).filter(([name, row]) => row.default !== undefined && !set.includes(name));
  return (
    <section>
      <details>
        <summary>{others.length} settings have their default</summary>
        <dl>
          {others.map(([name, row]) => (
            <>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>{row.default}</dd>
            </>
          ))}
        </dl>
      </details>
    </section>
  );
}
