import { accountNameRule, isAccountName } from '../accounts/name.ts';
import { trimInvisible } from './text-source.ts';
import { quoteErrorOf } from './values.ts';

/** The settings of one account as written in the file, not yet validated. */
export type WrittenAccount = {
  name: string;
  texts: Readonly<Record<string, string>>;
  /** Settings with an error that is already reported. */
  invalid: ReadonlySet<string>;
};

type Environment = Readonly<Record<string, string | undefined>>;
type Named = readonly [name: unknown, settings: unknown];

/**
 * Reads the JSON of ACCOUNTS_FILE: `{ "accounts": { "acme": { "SETTING": "value" } } }`, the inner object alone, or a
 * list of objects with a "name" or "id". `${NAME}` in a string is the environment's NAME. Errors are reported to
 * `onError`.
 */
export function readAccountsFile(json: string, env: Environment, onError: (text: string) => void): WrittenAccount[] {
  const written = parse(json);
  const accounts = written === undefined ? undefined : namedAccounts(written);
  if (accounts === undefined) {
    onError('ACCOUNTS_FILE should hold JSON like {"accounts": {"acme": {"WORKABLE_PROVIDER_TOKEN": "…"}}}');
    return [];
  }
  if (accounts.length === 0) onError('ACCOUNTS_FILE should hold at least one account');
  const seen = new Set<string>();
  return accounts.flatMap(([name, settings], index) => {
    if (typeof name !== 'string' || !isAccountName(name)) {
      onError(`ACCOUNTS_FILE, account ${index + 1}: its name ${accountNameRule}`);
      return [];
    }
    if (seen.has(name)) onError(`ACCOUNTS_FILE holds two accounts named ${name}`);
    seen.add(name);
    if (isObject(settings)) return [accountOf(name, settings, env, onError)];
    onError(`ACCOUNTS_FILE, account ${name}: should be an object of settings`);
    return [];
  });
}

/** Drops the parser's message: it quotes the file, which may hold a secret. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function namedAccounts(written: unknown): Named[] | undefined {
  if (Array.isArray(written)) {
    return written.map((account: unknown): Named => {
      if (!isObject(account)) return [undefined, account];
      const { name, id, ...settings } = account;
      return [name ?? id, settings];
    });
  }
  if (!isObject(written)) return undefined;
  const { accounts, ...others } = written;
  if (accounts === undefined) return Object.entries(written);
  return Object.keys(others).length === 0 && (isObject(accounts) || Array.isArray(accounts))
    ? namedAccounts(accounts)
    : undefined;
}

function accountOf(
  name: string,
  settings: Readonly<Record<string, unknown>>,
  env: Environment,
  onError: (text: string) => void,
): WrittenAccount {
  const texts: Record<string, string> = {};
  const invalid = new Set<string>();
  for (const [setting, written] of Object.entries(settings)) {
    const text = textOf(written, env, (problem) => onError(`account ${name}: ${setting} ${problem}`));
    if (text === undefined) invalid.add(setting);
    else texts[setting] = text;
  }
  return { name, texts, invalid };
}

function textOf(written: unknown, env: Environment, onError: (problem: string) => void): string | undefined {
  if (typeof written === 'number' || typeof written === 'boolean') return String(written);
  if (typeof written !== 'string') return void onError('should be a string, a number, true or false');
  let isComplete = true;
  const text = written.replace(/\$\{([^}]*)\}?/g, (_reference, variable: string) => {
    const value = Object.hasOwn(env, variable) ? env[variable] : undefined;
    const text = value === undefined ? undefined : trimInvisible(value);
    const problem = text === undefined ? 'is not set in the environment' : quoteErrorOf(text);
    if (text !== undefined && problem === undefined) return text;
    isComplete = false;
    onError(`refers to ${printable(variable)}, which ${problem}`);
    return '';
  });
  return isComplete ? text : undefined;
}

/** The variable's name where it looks like one; anything else between the braces could be a misplaced secret. */
function printable(variable: string): string {
  return /^[A-Z][A-Z0-9_]{0,63}$/.test(variable) ? variable : 'a variable';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
