import { readFileSync } from 'node:fs';
import { type Config, readConfig, readEnvironment } from '../src/config.ts';
import { asFailure } from '../src/errors.ts';
import { openHttpClient } from '../src/http/request.ts';
import { within } from '../src/http/within.ts';
import { budgets } from '../src/interviews/budgets.ts';
import { rowsOfVendor } from '../src/settings/table.ts';
import { secretOf } from './stage.ts';

type Texts = Readonly<Record<string, string | undefined>>;

/** What the sandbox sets itself, since it plays Workable. */
const ofWorkable = /^(?:WORKABLE|STAGE)_/;

/** The environment, extended by `.env`. Throws ConfigurationError. */
export function environmentOf(env: Texts): Texts {
  return readEnvironment(env, (path) => readFileSync(path, 'utf8'));
}

/**
 * A vendor that runs already, in place of the sandbox's: as the settings in the environment say, `VENDOR` and its own, mail
 * and whatever else an account may have. Throws Error, with what to do about it, where it offers no interview.
 */
export async function openOwnSide(bridgeUrl: string, env: Texts) {
  const { VENDOR } = env;
  if (!VENDOR)
    throw new Error('VENDOR is not set: write the settings of your vendor into .env, or leave --own-vendor out');
  const names = Object.keys(rowsOfVendor(VENDOR)).filter((name) => !ofWorkable.test(name));
  const given = names.flatMap((name) => [name, `${name}_FILE`]).map((name) => [name, env[name]] as const);
  const settings = Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined));
  const tokens = { WORKABLE_PROVIDER_TOKEN: secretOf(), WORKABLE_CALLBACK_TOKEN: secretOf() };
  const config = readConfig({ PUBLIC_URL: bridgeUrl, ...tokens, ...settings }, (path) => readFileSync(path, 'utf8'));
  return { settings, template: await firstTemplate(config), beside: {}, close: async () => undefined };
}

async function firstTemplate({ accounts: [account], publicUrl }: Config): Promise<string> {
  if (!account) throw new Error('There is no account');
  const http = openHttpClient({ connectTimeoutMs: 3000, maxSockets: 1 });
  const { name, mail } = account;
  const vendor = account.vendor.create({ http, account: name, publicUrl, canMail: mail !== undefined, now: Date.now });
  try {
    const { templates } = await within(budgets.list, (options) => vendor.listTemplates(options));
    const [first] = templates;
    if (!first) throw new Error('Your vendor offers no interview yet: list one, and start this again');
    return first.id;
  } catch (error) {
    const { kind, message, remedy } = asFailure(error);
    if (kind === 'internal') throw error;
    throw new Error(`Your vendor does not say which interviews it offers. ${message}. ${remedy ?? 'Is it running?'}`);
  } finally {
    http.close();
  }
}
