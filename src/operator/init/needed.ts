import { randomBytes } from 'node:crypto';
import { ConfigurationError, readConfig } from '../../config.ts';
import { allSettings, processSettings } from '../../settings/table.ts';
import { vendors } from '../../vendors/registry.ts';
import type { Texts } from './env-file.ts';

export type Door = 'provider' | 'stage' | 'both';

/** They open the provider door, together. */
const ofProvider = ['WORKABLE_PROVIDER_TOKEN', 'WORKABLE_CALLBACK_TOKEN'];

/** Secrets that you make yourself: new ones for those that are not set. */
export function madeSecrets(texts: Texts, vendor: string, door: Door): Texts {
  const ofDoor = door === 'stage' ? [] : ofProvider;
  const possible = [...Object.keys(processSettings), ...ofDoor, ...Object.keys(vendors[vendor]?.rows ?? {})];
  const made = possible.flatMap((name): [string, string][] => {
    const kind = allSettings[name]?.made;
    const isSet = texts[name] !== undefined || texts[`${name}_FILE`] !== undefined;
    return kind === undefined || isSet ? [] : [[name, newSecret(kind)]];
  });
  return Object.fromEntries(made);
}

function newSecret(kind: string): string {
  return `${kind}${randomBytes(32).toString(kind === 'whsec_' ? 'base64' : 'base64url')}`;
}

/** `missing`: names of settings without which the bridge does not start. `errors`: what is wrong with the others. */
export type Checked = { missing: readonly string[]; errors: readonly string[] };

export function check(texts: Texts, door: Door, readFile: (path: string) => string): Checked {
  const lines = errorsOf(texts, readFile);
  const isSet = (name: string) => texts[name] !== undefined || texts[`${name}_FILE`] !== undefined;
  const named = lines.map((line) => ({ line, name: /^([A-Z][A-Z0-9_]*) is missing\b/.exec(line)?.[1] }));
  const ofDoor = door === 'provider' || isSet('WORKABLE_API_TOKEN') ? [] : ['WORKABLE_API_TOKEN'];
  const others = named.flatMap(({ name }) => name ?? []);
  return {
    missing: [...ofDoor, ...others.filter((name) => door !== 'stage' || !ofProvider.includes(name))],
    errors: named.flatMap(({ line, name }) => (name === undefined ? [line] : [])),
  };
}

function errorsOf(texts: Texts, readFile: (path: string) => string): string[] {
  try {
    readConfig(texts, readFile);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.message.split('\n');
  }
}
