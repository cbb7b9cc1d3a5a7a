import { type AccountSettings, completeAccount } from './settings/accounts.ts';
import { isCertificate } from './settings/certificate.ts';
import { draftAccounts } from './settings/configured-accounts.ts';
import { dotEnvErrors, unknownNamesIn, withDotEnv } from './settings/dot-env.ts';
import { type ManagedReading, readManagedAccount } from './settings/managed-account.ts';
import { createSettingsReader, type Defaults, type SettingsReader } from './settings/read.ts';
import type { RedisOptions } from './settings/redis-address.ts';
import type { ValuesOf } from './settings/row.ts';
import { allSettings, processSettings } from './settings/table.ts';

export type { AccountSettings } from './settings/accounts.ts';
export { proxiesOf } from './settings/dot-env.ts';
export type { LinkLife } from './settings/values.ts';

/** The configuration of a process, read once at its start. */
export type Config = {
  port: number;
  host: string;
  /** Without a trailing slash; may have a path. */
  publicUrl: string;
  redisUrl?: string;
  redis: RedisOptions;
  dataDir: string;
  roles: ReadonlySet<'web' | 'worker'>;
  operatorToken?: string;
  allowsVolatileRedis: boolean;
  /** The first key encrypts, all keys decrypt. Without keys nothing is encrypted. */
  dataKeys: readonly string[];
  deliveryConcurrency: number;
  /** How long an idle connection is kept open for the next request. */
  keepAliveMs: number;
  /** Absent: nothing is traced. `endpoint`: without a trailing slash. */
  tracing?: {
    endpoint: string;
    headers: Readonly<Record<string, string>>;
    serviceName: string;
    sampler: string;
    /** A share, from 0 to 1. */
    samplerArg: number;
  };
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Those of the environment or of ACCOUNTS_FILE. */
  accounts: readonly AccountSettings[];
  /** Reads the settings of a managed account, with the environment behind them. */
  readManaged: (name: string, settings: Readonly<Record<string, string>>) => ManagedReading;
  /** Names of the settings whose secrets can be guessed. */
  guessable: readonly string[];
};

/** All configuration errors, one a line, without the value of any setting. */
export class ConfigurationError extends Error {
  constructor(errors: Iterable<string>) {
    super([...errors].join('\n'));
    this.name = 'ConfigurationError';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment, extended by the `.env` of the working directory if it exists. Pure but for `readFile`. Throws
 * ConfigurationError.
 */
export function readEnvironment(env: Environment, readFile: (path: string) => string): Environment {
  const text = textOf('.env', readFile);
  if (text === undefined) return env;
  const errors = dotEnvErrors(text, Object.keys(allSettings));
  if (errors.length > 0) throw new ConfigurationError(errors);
  const secrets = Object.entries(allSettings).flatMap(([name, row]) => (row.secret ? [name] : []));
  return withDotEnv(env, text, secrets);
}

/** Names in `.env` that are not settings, and the names of all settings. Throws ConfigurationError. */
export function unknownSettings(readFile: (path: string) => string): { unknown: string[]; known: string[] } {
  const known = Object.keys(allSettings);
  return { unknown: unknownNamesIn(textOf('.env', readFile) ?? '', known), known };
}

/** Undefined if there is no such file. */
function textOf(path: string, readFile: (path: string) => string): string | undefined {
  try {
    return readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT') return undefined;
    throw new ConfigurationError([
      `.env cannot be read (${code}): make it a file that this user may read, or remove it`,
    ]);
  }
}

/**
 * Reads all settings from the environment and the files it names. Pure but for `readFile`. Throws ConfigurationError.
 */
export function readConfig(env: Environment, readFile: (path: string) => string): Config {
  const defaults: Defaults = new Map();
  const reader = createSettingsReader(readFile, defaults);
  const { values: found } = reader.read(processSettings, { place: '', texts: env });
  const drafts = draftAccounts(reader, env, found.ACCOUNTS_FILE);
  const ca = readAuthorities(reader, found.REDIS_TLS_CA_FILE);
  refuseErrors(reader);
  const accounts = drafts.map((draft) => completeAccount(reader, draft));
  refuseErrors(reader);

  const settings = found as ValuesOf<typeof processSettings>;
  return {
    port: settings.PORT,
    host: settings.HOST,
    publicUrl: settings.PUBLIC_URL,
    ...(settings.REDIS_URL === undefined ? {} : { redisUrl: settings.REDIS_URL }),
    redis: redisOptionsOf(settings, ca),
    dataDir: settings.DATA_DIR,
    roles: new Set(settings.ROLES),
    ...(settings.OPERATOR_TOKEN === undefined ? {} : { operatorToken: settings.OPERATOR_TOKEN }),
    allowsVolatileRedis: settings.ALLOW_VOLATILE_REDIS,
    dataKeys: settings.DATA_KEY ?? [],
    deliveryConcurrency: settings.DELIVERY_CONCURRENCY,
    keepAliveMs: settings.KEEP_ALIVE,
    logLevel: settings.LOG_LEVEL,
    ...tracingOf(settings),
    accounts,
    readManaged: (name, texts) => readManagedAccount(name, texts, { env, readFile, defaults }),
    guessable: [...reader.guessable],
  };
}

function tracingOf(settings: ValuesOf<typeof processSettings>): Pick<Config, 'tracing'> {
  const endpoint = settings.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return {};
  const tracing = {
    endpoint,
    headers: settings.OTEL_EXPORTER_OTLP_HEADERS ?? {},
    serviceName: settings.OTEL_SERVICE_NAME,
    sampler: settings.OTEL_TRACES_SAMPLER,
    samplerArg: settings.OTEL_TRACES_SAMPLER_ARG,
  };
  return { tracing };
}

function readAuthorities(reader: SettingsReader, path: string | undefined): string | undefined {
  const name = 'REDIS_TLS_CA_FILE';
  const text = path === undefined ? undefined : reader.file(name, path);
  if (text !== undefined && !isCertificate(text)) reader.addError(`${name} should name a file with PEM certificates`);
  return text;
}

function redisOptionsOf(settings: ValuesOf<typeof processSettings>, ca: string | undefined): RedisOptions {
  const [username, password] = [settings.REDIS_SENTINEL_USERNAME, settings.REDIS_SENTINEL_PASSWORD];
  return {
    ...(settings.REDIS_REPLICAS === undefined ? {} : { replicas: settings.REDIS_REPLICAS }),
    ...(ca === undefined ? {} : { ca }),
    sentinel: {
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      isEncrypted: settings.REDIS_SENTINEL_TLS,
    },
  };
}

function refuseErrors({ errors }: SettingsReader): void {
  if (errors.size > 0) throw new ConfigurationError(errors);
}
