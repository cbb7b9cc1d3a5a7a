import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Narrate, narrator } from './narrate.ts';
import { playProviderDoor } from './play-provider.ts';
import { playStageDoor } from './play-stage.ts';
import { openStage, type Stage } from './stage.ts';

/**
 * `npm run demo`: plays one interview through each door, from the recruiter's request to the result, then stays up.
 * `--door provider` or `--door stage` plays one alone; with `--once` it ends there.
 */
const doors = { provider: playProviderDoor, stage: playStageDoor };
type Door = keyof typeof doors;
const titles: Record<Door, string> = {
  provider: 'The provider door: Workable requests an interview, as of any video interview provider',
  stage: "The stage door: a candidate is dragged to a stage, and the bridge works through Workable's API",
};
const shownAs: Record<Door, string> = {
  provider: 'What Workable has now:',
  stage: 'What stands on the timeline now:',
};

const { once, wanted } = readOptions();
const folder = mkdtempSync(join(tmpdir(), 'bridge-demo-'));
const logFile = join(folder, 'bridge.log');

try {
  const stage = await openStage({ dataDir: folder, logLevel: 'debug', log: (line) => appendFileSync(logFile, line) });
  const end = async (code: number) => {
    await stage.close();
    // The log of what has failed is left to read.
    if (code === 0) rmSync(folder, { recursive: true, force: true });
    process.exit(code);
  };
  process.on('SIGINT', () => void end(0));
  process.on('SIGTERM', () => void end(0));
  const hasArrived = await playAll(stage);
  if (once || !hasArrived) await end(hasArrived ? 0 : 1);
  showLinks(stage);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

function readOptions(): { once: boolean; wanted: Door[] } {
  try {
    const { values } = parseArgs({ options: { once: { type: 'boolean' }, door: { type: 'string' } } });
    const all = Object.keys(doors) as Door[];
    const wanted = values.door === undefined ? all : all.filter((door) => door === values.door);
    if (wanted.length === 0) throw new Error(`--door is ${all.join(' or ')}`);
    return { once: values.once ?? false, wanted };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

async function playAll(stage: Stage): Promise<boolean> {
  const emit = narrator(stage);
  for (const door of wanted) {
    console.log(`${titles[door]}\n`);
    if (!(await play(door, stage, emit))) return false;
  }
  return true;
}

async function play(door: Door, stage: Stage, emit: Narrate): Promise<boolean> {
  try {
    const shown = await doors[door](stage, emit);
    console.log(`\n${shownAs[door]}\n\n${shown}\n`);
    return true;
  } catch (error) {
    emit();
    console.error(`\nThe ${door} door: ${error instanceof Error ? error.message : error}`);
    console.error(`The bridge's log: ${logFile}`);
    return false;
  }
}

function showLinks({ url, vendor, workable, spi }: Stage): void {
  console.log(`Everything stays up. Try it yourself:

  provider door: the recruiter        ${workable.pageUrl}
  stage door: the recruiter's board   ${spi.pageUrl}
  a timeline on it                    ${spi.pageUrl}candidates/${spi.candidates().at(-1)?.id}
  the candidate and the vendor        ${vendor.pageUrl}
  the bridge                          ${url}/readyz
  its log                             ${logFile}

Ctrl+C ends it.`);
}
