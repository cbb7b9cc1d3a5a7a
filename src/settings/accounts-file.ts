import { withoutUnseenEnds } from './read.ts';
import { quotesFaultOf } from './values.ts';

/** The settings of one account as written in the file, not yet judged. */
export type WrittenAccount = {
  name: string;
  texts: Readonly<Record<string, string>>;
  /** Settings whose fault is already told. */
  faulty: ReadonlySet<string>;
};

type Environment = Readonly<Record<string, string | undefined>>;
type Named = readonly [name: unknown, settings: unknown];

/**
 * Reads the JSON of ACCOUNTS_FILE: `{ "accounts": { "acme": { "SETTING": "value" } } }`, the inner object alone, or a list
 * of objects with a "name" or "id". `${NAME}` in a string is the environment's NAME. What is wrong is told to `fault`.
 */
export function readAccountsFile(json: string, env: Environment, fault: (text: string) => void): WrittenAccount[] {
  const written = parse(json);
  const accounts = written === undefined ? undefined : namedAccounts(written);
  if (accounts === undefined) {
    fault('ACCOUNTS_FILE should hold JSON like {"accounts": {"acme": {"WORKABLE_PROVIDER_TOKEN": "…"}}}');
    return [];
  }
  if (accounts.length === 0) fault('ACCOUNTS_FILE should hold at least one account');
  const seen = new Set<string>();
  return accounts.flatMap(([name, settings], index) => {
    if (typeof name !== 'string' || !/^[a-z0-9][a-z0-9-]{0,31}$/.test(name)) {
      fault(
        `ACCOUNTS_FILE, account ${index + 1}: its name should be 1 to 32 of a-z, 0-9 and -, beginning with a letter or digit`,
      );
      return [];
    }
    if (seen.has(name)) fault(`ACCOUNTS_FILE holds two accounts named ${name}`);
    seen.add(name);
    if (isObject(settings)) return [accountOf(name, settings, env, fault)];
    fault(`ACCOUNTS_FILE, account ${name}: should be an object of settings`);
    return [];
  });
}

/** The parser's own words are dropped: they quote the file, and with it perhaps a secret. */
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
  fault: (text: string) => void,
): WrittenAccount {
  const texts: Record<string, string> = {};
  const faulty = new Set<string>();
  for (const [setting, written] of Object.entries(settings)) {
    const text = textOf(written, env, (problem) => fault(`account ${name}: ${setting} ${problem}`));
    if (text === undefined) faulty.add(setting);
    else texts[setting] = text;
  }
  return { name, texts, faulty };
}

function textOf(written: unknown, env: Environment, fault: (problem: string) => void): string | undefined {
  if (typeof written === 'number' || typeof written === 'boolean') return String(written);
  if (typeof written !== 'string') return void fault('should be a string, a number, true or false');
  let isWhole = true;
  const text = written.replace(/\$\{([^}]*)\}?/g, (_reference, variable: string) => {
    const value = Object.hasOwn(env, variable) ? env[variable] : undefined;
    const text = value === undefined ? undefined : withoutUnseenEnds(value);
    const problem = text === undefined ? 'is not set in the environment' : quotesFaultOf(text);
    if (text !== undefined && problem === undefined) return text;
    isWhole = false;
    fault(`refers to ${printable(variable)}, which ${problem}`);
    return '';
  });
  return isWhole ? text : undefined;
}

/** What looks like a variable's name may be told; anything else between the braces could be a misplaced secret. */
function printable(variable: string): string {
  return /^[A-Z][A-Z0-9_]{0,63}$/.test(variable) ? variable : 'a variable';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
