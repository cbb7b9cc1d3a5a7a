import type { VNode } from 'preact';
import type { AccountView } from '../../queries/accounts.ts';

const states: Readonly<Record<AccountView['state'], readonly [chip: string, word: string, meaning: string]>> = {
  active: ['good', 'Active', ''],
  paused: ['warn', 'Paused', 'Nothing goes out, and creates are answered 503. Nothing is lost.'],
  removing: ['warn', 'Being removed', 'A worker ends and erases what is stored of it.'],
  shadowed: ['plain', 'Not used', 'An account of this name is configured, and used in its place.'],
  unusable: ['bad', 'Cannot be used', 'Its settings are wrong.'],
};

export function State({ state }: { state: AccountView['state'] }): VNode {
  const [chip, word] = states[state];
  return <span class={`chip ${chip}`}>{word}</span>;
}

/** Empty where the word says it all. */
export function meaningOf(state: AccountView['state']): string {
  return states[state][2];
}

export const sources: Readonly<Record<AccountView['source'], string>> = {
  environment: 'the environment',
  file: 'ACCOUNTS_FILE',
  managed: 'managed here',
};

/** Of a page of an account. */
export function pathOf(name: string, page = ''): string {
  return `/accounts/${encodeURIComponent(name)}${page}`;
}
