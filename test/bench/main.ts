import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { describeMachine } from '../campaign/machine.ts';
import type { Figure, Measure } from './measure.ts';
import { measures } from './measures.ts';
import { compare, describe, isReached, type Report, roundsOf } from './report.ts';
import { canPlace } from './support/place.ts';

const usage = `npm run bench -- [<measure>]… [--rounds <3>] [--seconds <4>] [--out <file>] [--compare <file>]

${Object.entries(measures)
  .map(([name, { summary, isLong }]) => `  ${name}: ${summary}${isLong ? ' (only when named)' : ''}`)
  .join('\n')}

--rounds   how often each figure is taken, baseline and bridge alternately
--seconds  of load in each round
--out      where to write the figures as JSON; bench.json by default
--compare  figures of an earlier run to set these beside`;

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  print(`  ${error instanceof Error ? error.message : String(error)}`);
  return 1;
});

/**
 * The exit status. 0: measured, goals met or missed. 1: acknowledged data was lost, or the measurement failed. 2: usage
 * error.
 */
async function main(args: string[]): Promise<number> {
  const order = read(args);
  if (typeof order === 'string') {
    print(order === '' ? usage : `${order}\n\n${usage}`);
    return order === '' ? 0 : 2;
  }
  const { chosen, rounds, seconds, out, earlier } = order;
  const machine = describeMachine();
  print(machine);
  print(
    canPlace
      ? 'a process that is measured alone has the first core, all others the other cores'
      : 'processes share all cores',
  );
  const figures: Figure[] = [];
  for (const [name, measure] of chosen) {
    print(`\n${name}: ${measure.summary}`);
    const startedAt = performance.now();
    const found = await measure.run({ rounds, seconds, print: (line) => print(`  ${line}`) });
    for (const figure of found) print(`  ${describe(figure)}`);
    print(`  (${Math.round((performance.now() - startedAt) / 1000)} s)`);
    figures.push(...found);
  }
  const report: Report = { machine, rounds, seconds, figures };
  await writeFile(out, `${JSON.stringify(report, null, 2)}\n`);
  if (earlier !== undefined) {
    const before = JSON.parse(await readFile(earlier, 'utf8')) as Report;
    print(`\nbeside ${earlier}, ${before.machine}`);
    for (const line of compare(before.figures, figures)) print(`  ${line}`);
  }
  const missed = figures.filter((figure) => !isReached(figure)).length;
  print(
    `\n${figures.length} figures, ${roundsOf(figures)} rounds in all, ${missed} short of their goal; written to ${out}`,
  );
  return 0;
}

type Order = {
  chosen: [string, Measure][];
  rounds: number;
  seconds: number;
  out: string;
  earlier: string | undefined;
};

/** The parsed arguments, or the error in them; '' for the usage. */
function read(args: string[]): Order | string {
  try {
    const text = { type: 'string' } as const;
    const options = { rounds: text, seconds: text, out: text, compare: text, help: { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (values.help || positionals[0] === 'help') return '';
    const unknown = positionals.find((name) => !Object.hasOwn(measures, name));
    if (unknown !== undefined) return `There is no measure "${unknown}"`;
    const [rounds, seconds] = [Number(values.rounds ?? 3), Number(values.seconds ?? 4)];
    if (!Number.isInteger(rounds) || rounds < 1) return '--rounds should be a whole number above 0';
    if (!(seconds > 0)) return '--seconds should be a number above 0';
    const chosen = Object.entries(measures).filter(([name, { isLong }]) =>
      positionals.length > 0 ? positionals.includes(name) : !isLong,
    );
    return { chosen, rounds, seconds, out: values.out ?? 'bench.json', earlier: values.compare };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
