import { execFile } from 'node:child_process';
import { parseArgs } from 'node:util';
import { accounts } from './accounts.ts';
import type { Campaign, Option } from './campaign.ts';
import { failover } from './failover.ts';
import { flood } from './flood.ts';
import { interleavings } from './interleavings/interleavings.ts';
import { invitations } from './invitations.ts';
import { kills } from './kills.ts';
import { describeMachine } from './machine.ts';
import { manners } from './manners.ts';
import { outages } from './outages/outages.ts';
import { rate } from './rate.ts';
import { replay } from './replay.ts';
import { rubbish } from './rubbish.ts';
import { snapshots } from './snapshots.ts';
import { stageKills } from './stage-kills.ts';
import { strangers } from './strangers.ts';
import { upgrade } from './upgrade.ts';

/** `npm run campaign`: the attacks of docs/reliability.md, each from one command. */
const campaigns: Record<string, Campaign> = {
  accounts,
  kills,
  interleavings,
  snapshots,
  'stage-kills': stageKills,
  rate,
  invitations,
  manners,
  outages,
  failover,
  replay,
  flood,
  rubbish,
  strangers,
  upgrade,
};

/** For `npm run test:all`: as long as fits into a few minutes each. What is judged by time alone is left out. */
const middleForms: readonly string[] = [
  'kills --kills 80 --seed 11',
  ...otherVendors(kills).map((vendor) => `kills --vendor ${vendor} --kills 20 --seed 11`),
  'interleavings --runs 10000 --seed 11',
  'snapshots --runs 10000 --seed 11',
  'stage-kills --candidates 16 --providers 4 --kills 8 --seed 11',
  'rate --candidates 60 --results 5 --lost 10',
  'invitations --rounds 4 --seed 11',
  ...otherVendors(invitations).map((vendor) => `invitations --vendor ${vendor} --rounds 2 --creates 150 --seed 11`),
  'accounts --accounts 24 --kills 8 --seed 11 --within 6000',
  // With Sentinels it is a test of its own, which runs before.
  'failover --redis cluster --seconds 10 --limit 30',
  'replay --count 10000 --seconds 10',
  'rubbish --requests 6000 --seed 11',
  'flood --seconds 10 --measure 5',
  'strangers --seconds 8 --pairs 1 --interviews 1000 --judge 0',
  'upgrade --kills 25 --seed 11',
];

const usage = `npm run campaign -- [<which>] [--<option> <value>]…

${Object.entries(campaigns).map(describe).join('\n')}
  all: most of them in a middle form, and with every vendor, two at a time, in about ten minutes`;

const [, , given = 'kills', ...args] = process.argv;
const isNamed = !given.startsWith('--');
process.exitCode =
  given === 'all' ? await runAll() : await run(isNamed ? given : 'kills', isNamed ? args : [given, ...args]);

/** Two at a time, each in a process of its own: they wait more than they work. */
async function runAll(): Promise<number> {
  const waiting = [...middleForms];
  const took: string[] = [];
  let worst = 0;
  const runNext = async (): Promise<void> => {
    for (let form = waiting.shift(); form !== undefined; form = waiting.shift()) {
      const startedAt = performance.now();
      worst = Math.max(worst, await runApart(form));
      took.push(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(6)} s  ${form}`);
    }
  };
  await Promise.all([runNext(), runNext()]);
  print(`how long each took:\n${took.join('\n')}`);
  return worst;
}

/** What it prints comes when it has ended, so that two campaigns do not mix their lines. */
async function runApart(form: string): Promise<number> {
  const [name = '', ...words] = form.split(' ');
  const lacking = campaigns[name]?.lacks?.();
  if (lacking !== undefined) {
    print(`${name}: NOT RUN. ${lacking}`);
    return 0;
  }
  return new Promise((resolve) => {
    const main = [process.argv[1] ?? '', name, ...words];
    execFile(process.execPath, main, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      print(`${stdout}${stderr}`);
      resolve(error ? 1 : 0);
    });
  });
}

async function run(name: string, words: string[]): Promise<number> {
  const campaign = Object.hasOwn(campaigns, name) ? campaigns[name] : undefined;
  if (!campaign) {
    print(usage);
    return name === 'help' ? 0 : 2;
  }
  const lacking = campaign.lacks?.();
  if (lacking !== undefined) {
    print(`${name}: NOT RUN. ${lacking}`);
    return 1;
  }
  let options: Record<string, number>;
  try {
    options = readOptions(campaign, words);
  } catch (error) {
    print(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    return 2;
  }
  print(`${describeMachine()}`);
  const said = Object.entries(options).map(([option, value]) => {
    return `--${option} ${campaign.options[option]?.choices?.[value] ?? value}`;
  });
  print(`${name} ${said.join(' ')}`);
  const hasHeld = await campaign.run(options, print);
  print(hasHeld ? 'every promise held' : 'A PROMISE WAS BROKEN');
  return hasHeld ? 0 : 1;
}

/** Every option with its value. Throws where a word is not understood. */
function readOptions({ options }: Campaign, words: string[]): Record<string, number> {
  const names = Object.keys(options).map((name) => [name, { type: 'string' as const }] as const);
  const { values } = parseArgs({ args: words, options: Object.fromEntries(names) });
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, readValue(name, option, values[name])]),
  );
}

function readValue(name: string, { default: otherwise, choices }: Option, given: string | undefined): number {
  if (given === undefined) return otherwise;
  if (choices) {
    const place = choices.indexOf(given);
    if (place < 0) throw new Error(`--${name} should be one of ${choices.join(', ')}`);
    return place;
  }
  if (!/^\d{1,15}$/.test(given)) throw new Error(`--${name} should be a whole number`);
  return Number(given);
}

function otherVendors({ options: { vendor } }: Campaign): readonly string[] {
  return vendor?.choices?.slice(1) ?? [];
}

function describe([name, { summary, options }]: [string, Campaign]): string {
  const lines = Object.entries(options).map(([option, { choices, ...each }]) => {
    const meaning = choices ? `${each.meaning}: ${choices.join(', ')}` : each.meaning;
    return `      --${option} <${choices?.[each.default] ?? each.default}>  ${meaning}`;
  });
  return [`  ${name}: ${summary}`, ...lines].join('\n');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
