import { parseArgs } from 'node:util';
import type { Campaign } from './campaign.ts';
import { flood } from './flood.ts';
import { interleavings } from './interleavings/interleavings.ts';
import { invitations } from './invitations.ts';
import { kills } from './kills.ts';
import { describeMachine } from './machine.ts';
import { manners } from './manners.ts';
import { outages } from './outages/outages.ts';
import { replay } from './replay.ts';
import { rubbish } from './rubbish.ts';
import { strangers } from './strangers.ts';

/** `npm run campaign`: the attacks of docs/reliability.md, each from one command. */
const campaigns: Record<string, Campaign> = {
  kills,
  interleavings,
  invitations,
  manners,
  outages,
  replay,
  flood,
  rubbish,
  strangers,
};

/** For `npm run test:all`: as long as fits into a few minutes each. What is judged by time alone is left out. */
const middleForms: Record<string, string> = {
  kills: '--kills 200 --seed 11',
  interleavings: '--runs 30000 --seed 11',
  invitations: '--rounds 8 --seed 11',
  replay: '--count 20000 --seconds 20',
  rubbish: '--requests 15000 --seed 11',
  flood: '--seconds 15 --measure 5',
  strangers: '--seconds 8 --pairs 1 --interviews 1000 --judge 0',
};

const usage = `npm run campaign -- [<which>] [--<option> <number>]…

${Object.entries(campaigns).map(describe).join('\n')}
  all: ${Object.keys(middleForms).join(', ')}, each in a middle form, in about ten minutes`;

const [, , given = 'kills', ...args] = process.argv;
const isNamed = !given.startsWith('--');
process.exitCode =
  given === 'all' ? await runAll() : await run(isNamed ? given : 'kills', isNamed ? args : [given, ...args]);

async function runAll(): Promise<number> {
  let worst = 0;
  for (const [name, words] of Object.entries(middleForms)) worst = Math.max(worst, await run(name, words.split(' ')));
  return worst;
}

async function run(name: string, words: string[]): Promise<number> {
  const campaign = Object.hasOwn(campaigns, name) ? campaigns[name] : undefined;
  if (!campaign) {
    print(usage);
    return name === 'help' ? 0 : 2;
  }
  const options = readOptions(campaign, words);
  if (typeof options === 'string') {
    print(`${options}\n\n${usage}`);
    return 2;
  }
  print(`${describeMachine()}`);
  print(
    `${name} ${Object.entries(options)
      .map(([option, value]) => `--${option} ${value}`)
      .join(' ')}`,
  );
  const hasHeld = await campaign.run(options, print);
  print(hasHeld ? 'every promise held' : 'A PROMISE WAS BROKEN');
  return hasHeld ? 0 : 1;
}

/** Every option with its value, or what is wrong with them. */
function readOptions({ options }: Campaign, words: string[]): Record<string, number> | string {
  const names = Object.keys(options).map((name) => [name, { type: 'string' as const }] as const);
  try {
    const { values } = parseArgs({ args: words, options: Object.fromEntries(names) });
    const wrong = Object.entries(values).find(([, value]) => !/^\d{1,15}$/.test(String(value)));
    if (wrong) return `--${wrong[0]} should be a whole number`;
    return Object.fromEntries(
      Object.entries(options).map(([name, { default: otherwise }]) => [name, Number(values[name] ?? otherwise)]),
    );
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function describe([name, { summary, options }]: [string, Campaign]): string {
  const lines = Object.entries(options).map(
    ([option, { default: otherwise, meaning }]) => `      --${option} <${otherwise}>  ${meaning}`,
  );
  return [`  ${name}: ${summary}`, ...lines].join('\n');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
