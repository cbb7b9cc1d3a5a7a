import { existsSync, readFileSync } from 'node:fs';
import { allSettings } from '../../settings/table.ts';
import { defaultVendor } from '../../vendors/registry.ts';
import { givenSettings } from '../accounts/given-settings.ts';
import type { PlainCommand, PlainParts } from '../cli/command.ts';
import { UsageError } from '../parts.ts';
import { existsAlready, type Texts, writeEnvFile } from './env-file.ts';
import { check, type Door, madeSecrets } from './needed.ts';
import { askAll, askDoor, askSetting, askVendor } from './questions.ts';
import { printReport } from './report.ts';

export const initCommand: PlainCommand = {
  name: 'init',
  group: 'This program',
  summary: 'make the settings: ask for what others gave you, make all tokens, write .env, say what to enter where',
  details:
    'On a terminal it asks. What you give as NAME=value, in --secrets-file or in the environment is not asked for. What the environment has is not written. An existing file is never overwritten. Leave an answer empty that you do not have yet.',
  args: [{ name: '[NAME=value…]', does: 'settings that are no secrets' }],
  options: ['door', 'secretsFile', 'file', 'json'],
  examples: [
    ['bridge init', 'ask for everything'],
    [
      'bridge init PUBLIC_URL=https://bridge.example.com --door provider --secrets-file secrets',
      'without a question, where the file has the secrets that others gave you',
    ],
    ['bridge init VENDOR=http VENDOR_URL=https://vendor.example.com', 'for a vendor of your own; ask for the rest'],
  ],
  needs: 'nothing',
  run: runInit,
};

const tryingOut = 'http://localhost:8080';
/** Answers may need further ones. */
const rounds = 5;

async function runInit(parts: PlainParts): Promise<number> {
  const path = parts.options.file ?? '.env';
  if (existsSync(path)) throw new UsageError(existsAlready(path));
  const environment = ofSettings(parts.env);
  const given = await begin(parts, textsOf(await givenSettings(parts, parts.args)), environment);
  const { texts, door } = given;
  const made = madeSecrets({ ...environment, ...texts }, vendorOf({ ...environment, ...texts }), door);
  const written = await complete(parts, { ...texts, ...made }, environment, door);
  writeEnvFile(path, written);
  const { missing } = check({ ...environment, ...written }, door, read);
  printReport({ path, written, all: { ...environment, ...written }, made: Object.keys(made), missing, door }, parts);
  return 0;
}

/** The door, the vendor and the address: what else is needed follows from them. */
async function begin({ ask, options, printText }: PlainParts, given: Texts, environment: Texts) {
  const has = (name: string) => given[name] !== undefined || environment[name] !== undefined;
  if (!ask) return { texts: given, door: (options.door ?? 'provider') as Door };
  const say = printText;
  const door = options.door ?? (await askDoor(ask, say));
  const vendor = has('VENDOR') ? undefined : await askVendor(ask, say);
  const address = has('PUBLIC_URL') ? undefined : await askSetting(ask, say, 'PUBLIC_URL', tryingOut);
  const hasStage = door !== 'provider';
  const member = hasStage && !has('WORKABLE_MEMBER') ? await askSetting(ask, say, 'WORKABLE_MEMBER') : undefined;
  const texts: Texts = {
    ...(address === undefined ? {} : { PUBLIC_URL: address }),
    ...(vendor === undefined ? {} : { VENDOR: vendor }),
    ...(member === undefined ? {} : { WORKABLE_MEMBER: member }),
    ...given,
  };
  return { texts, door };
}

/** Asks for what is missing, where there is a terminal. Throws UsageError, and nothing is written. */
async function complete(
  { ask, printText, args, options }: PlainParts,
  begun: Texts,
  environment: Texts,
  door: Door,
): Promise<Texts> {
  let texts = begun;
  const asked = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    const { missing, errors } = check({ ...environment, ...texts }, door, read);
    const next = missing.filter((name) => !asked.has(name));
    if (next.length === 0 && errors.length === 0) break;
    if (errors.length > 0 && next.length === 0) throw new UsageError(errors.join('\n'));
    if (!ask) throw new UsageError(neededText(missing, args, options));
    for (const name of next) asked.add(name);
    texts = { ...texts, ...(await askAll(ask, printText, next)) };
  }
  return texts;
}

/** With what was typed: it can be typed again, and more behind it. */
function neededText(
  missing: readonly string[],
  args: readonly string[],
  { door, file }: PlainParts['options'],
): string {
  const isSecret = (name: string) => allSettings[name]?.secret === true;
  const secrets = missing.filter(isSecret);
  const words = [
    ...args,
    ...missing.filter((name) => !isSecret(name)).map((name) => `${name}=…`),
    ...(door === undefined ? [] : [`--door ${door}`]),
    ...(file === undefined ? [] : [`--file ${file}`]),
    ...(secrets.length === 0 ? [] : [`--secrets-file <path>, a file with lines ${secrets.join('=…, ')}=…`]),
  ];
  return `Still needed, and there is no terminal to ask at. Nothing was written. Type: bridge init ${words.join(' ')}`;
}

function vendorOf({ VENDOR = defaultVendor }: Texts): string {
  return VENDOR;
}

function ofSettings(env: PlainParts['env']): Texts {
  const isOurs = (name: string) => Object.hasOwn(allSettings, name.replace(/_FILE$/, '')) || name in allSettings;
  const found = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(found.filter(([name]) => isOurs(name)));
}

/** What was typed without a value is not given. */
function textsOf(given: Awaited<ReturnType<typeof givenSettings>>): Texts {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  );
}

function read(path: string): string {
  return readFileSync(path, 'utf8');
}
