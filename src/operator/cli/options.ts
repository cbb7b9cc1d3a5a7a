import { interviewStates } from '../queries/interview-state.ts';

/** `text`: what the option was given. Throws Error with a sentence that says what it should be. */
type Read = (text: string) => unknown;

type Declared = { flags: `--${string}`; does: string; choices?: readonly string[]; read?: Read };

const highestLimit = 1_000_000;
const highestRate = 1000;

/** Every option of every command. A command names those it accepts. */
const allOptions = {
  account: { flags: '--account <name>', does: 'only of this account' },
  state: { flags: '--state <state>', does: 'only those in this state', choices: interviewStates },
  since: { flags: '--since <date>', does: 'only from this time on (ISO 8601, UTC if it says no zone)', read: time },
  until: { flags: '--until <date>', does: 'only until this time', read: time },
  after: { flags: '--after <cursor>', does: 'go on after this event; 0: from the oldest that is kept' },
  limit: { flags: '--limit <n>', does: 'only the first n: the newest, where the list has times', read: limit },
  json: { flags: '--json', does: 'print JSON Lines: one object on each line' },
  all: { flags: '--all', does: 'all of them' },
  dryRun: { flags: '--dry-run', does: 'print what each would change at Workable; change nothing' },
  rate: { flags: '--rate <n>', does: 'deliveries per second, for --all and filters', read: rate },
  door: { flags: '--door <door>', does: 'which door of Workable', choices: ['provider', 'stage', 'both'] },
  ownVendor: {
    flags: '--own-vendor',
    does: "your vendor in place of the sandbox's: VENDOR and its settings, of the environment or .env",
  },
  once: { flags: '--once', does: 'play an interview, then end' },
  file: { flags: '--file <path>', does: 'where to write; otherwise .env' },
  secretsFile: {
    flags: '--secrets-file <path>',
    does: 'a file with lines NAME=value, or with JSON {"NAME": "value"}; "-" for standard input',
  },
  force: { flags: '--force', does: 'even if interviews are open: they are cancelled' },
  erase: { flags: '--erase', does: 'erase its data at once, not only when RETENTION has passed' },
  replace: { flags: '--replace', does: 'replace accounts that exist by those of the file' },
  stop: { flags: '--stop', does: 'stop the one that runs' },
  stage: { flags: '--stage <slug>', does: 'the slug of the stage' },
  sample: { flags: '--sample <candidate>', does: 'write one comment on this candidate, which only administrators see' },
  usual: { flags: '--usual', does: 'the template of STAGE_TEMPLATE' },
  on: { flags: '--on', does: 'its candidates are invited' },
  off: { flags: '--off', does: 'no candidate is invited by it' },
  yes: { flags: '--yes', does: 'do it; without it the command only says what it would do' },
  trustClear: {
    flags: '--trust-clear',
    does: 'encrypt clear text too that was written since everything was encrypted',
  },
  endAll: { flags: '--end-all', does: 'end all links of the account instead; make none' },
  invited: { flags: '--invited <reference>', does: "the candidate is invited: the vendor's id of the invitation" },
  notInvited: { flags: '--not-invited', does: 'the vendor has not invited the candidate' },
  tokenFile: { flags: '--token-file <path>', does: 'the token to send; otherwise BRIDGE_CHECK_TOKEN' },
  template: {
    flags: '--template <id>',
    does: 'the id of a template; otherwise the usual one, or the first of the list',
  },
  email: { flags: '--email <address>', does: "where the made-up candidate's mail goes; otherwise example.test" },
  wait: { flags: '--wait <seconds>', does: 'how long to wait for the first interview to end; take it meanwhile' },
  port: {
    flags: '--port <n>',
    does: 'listen at this port; otherwise at that of an http address of this machine, or any free one',
  },
  only: { flags: '--only <clauses>', does: 'only these clauses, such as V24,V25' },
  junit: { flags: '--junit <file>', does: "write JUnit's XML there too" },
  insecure: { flags: '--insecure', does: 'allow http:// to another machine: the token can be read on the way' },
  notifyUrl: {
    flags: '--notify-url <url>',
    does: 'where the vendor reaches this machine: then webhooks are checked, for 30 s or --wait',
  },
  ask: { flags: '--no-ask', does: 'the vendor is push only: never ask it for an interview' },
  webhookSecretFile: { flags: '--webhook-secret-file <path>', does: 'the secret that the vendor signs webhooks with' },
  interview: { flags: '--interview <id>', does: 'a completed interview of the vendor, which is only read' },
  refusedEmail: { flags: '--refused-email <address>', does: 'an address that the vendor refuses' },
  callbackUrl: { flags: '--callback-url <url>', does: 'where the provider reaches this machine' },
  callbackTokenFile: {
    flags: '--callback-token-file <path>',
    does: 'the token that the provider sends with callbacks',
  },
} as const satisfies Record<string, Declared>;

type All = typeof allOptions;
export type OptionName = keyof All;

type Value<D> = D extends { read: (text: string) => infer T }
  ? T
  : D extends { choices: readonly (infer C)[] }
    ? C
    : D extends { flags: `${string}<${string}` }
      ? string
      : boolean;

/** What a command was given; all undefined at first. */
export type Options = { [Name in OptionName]?: Value<All[Name]> };

export function declarationOf(name: OptionName): Declared {
  return allOptions[name];
}

function time(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Error('It should be a date such as 2026-01-31 or 2026-01-31T12:00:00Z');
  return at;
}

function limit(text: string): number {
  const count = /^[0-9]{1,7}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > highestLimit) throw new Error(`It should be a whole number from 1 to ${highestLimit}`);
  return count;
}

function rate(text: string): number {
  const perSecond = text.trim() === '' ? Number.NaN : Number(text);
  if (perSecond > 0 && perSecond <= highestRate) return perSecond;
  throw new Error(`It should be a number of deliveries per second, ${highestRate} at most`);
}
