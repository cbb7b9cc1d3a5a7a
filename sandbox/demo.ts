import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Narrate, narrator } from './narrate.ts';
import { playProviderDoor } from './play-provider.ts';
import { playStageDoor } from './play-stage.ts';
import { openStage, type Stage } from './stage.ts';

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

/**
 * `bridge demo`: plays one interview through each door, from the recruiter's request to the result, then stays up. With
 * `once` it ends there. Resolves to the exit status where it could not begin.
 */
export async function runDemo({ once, door = 'both' }: { once?: boolean; door?: Door | 'both' }): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-demo-'));
  const logFile = join(folder, 'bridge.log');
  try {
    const stage = await openStage({ dataDir: folder, logLevel: 'debug', log: (line) => appendFileSync(logFile, line) });
    const end = async (code: number): Promise<never> => {
      await stage.close();
      // The log of what has failed is left to read.
      if (code === 0) rmSync(folder, { recursive: true, force: true });
      process.exit(code);
    };
    process.on('SIGINT', () => void end(0));
    process.on('SIGTERM', () => void end(0));
    const hasArrived = await playAll(door === 'both' ? ['provider', 'stage'] : [door], stage, logFile);
    if (once || !hasArrived) return end(hasArrived ? 0 : 1);
    showLinks(stage, logFile);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

async function playAll(wanted: readonly Door[], stage: Stage, logFile: string): Promise<boolean> {
  const emit = narrator(stage);
  for (const door of wanted) {
    console.log(`${titles[door]}\n`);
    if (!(await play(door, stage, emit, logFile))) return false;
  }
  return true;
}

async function play(door: Door, stage: Stage, emit: Narrate, logFile: string): Promise<boolean> {
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

function showLinks({ url, vendor, workable, spi }: Stage, logFile: string): void {
  console.log(`Everything stays up. Try it yourself:

  provider door: the recruiter        ${workable.pageUrl}
  stage door: the recruiter's board   ${spi.pageUrl}
  a timeline on it                    ${spi.pageUrl}candidates/${spi.candidates().at(-1)?.id}
  the candidate and the vendor        ${vendor.pageUrl}
  the bridge                          ${url}/readyz
  its log                             ${logFile}

Ctrl+C ends it.`);
}
