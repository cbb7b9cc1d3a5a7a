import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../testing/statistics.ts';
import { type Costs, costsPage } from './costs-page.ts';

/**
 * `tsx scripts/costs.ts [<file>]`: writes docs/costs.md from docs/costs.json, and that first from figures that `npm run
 * bench -- memory chain creates accounts stage-door --out <file>` has taken. `npm run costs` does both.
 */
const docs = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs');
const [file] = process.argv.slice(2);

type Report = { machine: string; figures: { name: string; rounds: { ours: number }[] }[] };

if (file !== undefined) {
  const { machine, figures } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const of = (name: string): number => {
    const figure = figures.find((each) => each.name === name);
    if (!figure) throw new Error(`${file} has no figure "${name}"`);
    return Number(median(figure.rounds.map(({ ours }) => ours)).toPrecision(3));
  };
  const costs: Costs = {
    machine: machineIn(machine),
    webhooksPerSecond: of('results on one core'),
    createsPerSecond: of('creates'),
    providerBytes: of('Redis bytes per settled interview'),
    stageBytes: of('Redis bytes per candidate of the stage door'),
    stageMs: of('processor time per candidate, with Workable and vendor'),
    stageRequests: of('requests to Workable per candidate'),
    bridgeMiB: of('memory of a bridge at its highest'),
    accountKiB: of('memory of each account, both processes'),
  };
  writeFileSync(join(docs, 'costs.json'), `${JSON.stringify(costs, null, 2)}\n`);
}

const costs = JSON.parse(readFileSync(join(docs, 'costs.json'), 'utf8')) as Costs;
writeFileSync(join(docs, 'costs.md'), costsPage(costs));

/** The benchmark says `2026-01-31T12:00:00.000Z · 2 cores … · 24 GiB · Linux, …`. */
function machineIn(said: string): string {
  const [at = '', ...parts] = said.split(' · ');
  const day = new Date(at).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  return `${parts.join(', ')}, on ${day}`;
}
