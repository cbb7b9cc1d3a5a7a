import type { ComponentChildren, VNode } from 'preact';
import { Filters, Link } from './form.tsx';
import { Input } from './typed.tsx';

type Query = Readonly<Record<string, string | undefined>>;

/** An address below `/operator`, without what is undefined. */
export function addressOf(path: string, query: Query): string {
  const given = Object.entries(query).filter((each): each is [string, string] => each[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

type NextProps = { path: string; query: Query; cursor: string | undefined };

/** The way to the next page of a list, and back to its beginning. */
export function Pages({ path, query, cursor, isFirst }: NextProps & { isFirst: boolean }): ComponentChildren {
  if (cursor === undefined && isFirst) return null;
  return (
    <p class="row">
      {!isFirst && <Link to={addressOf(path, query)}>From the beginning</Link>}
      {cursor !== undefined && <Link to={addressOf(path, { ...query, cursor })}>Next page</Link>}
    </p>
  );
}

/** There may be thousands of accounts: they are not listed in a choice. */
export function AccountFilter({ path, account }: { path: string; account: string | undefined }): VNode {
  return (
    <Filters to={path} class="row">
      <p class="field">
        <label for="account">Account</label>
        <Input id="account" name="account" value={account ?? ''} autocomplete="off" autocapitalize="none" />
      </p>
      <button type="submit">Show</button>
      {account !== undefined && <Link to={path}>All accounts</Link>}
    </Filters>
  );
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}
