import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Narrate, narrator } from './narrate.ts';
import { playProviderDoor } from './play-provider.ts';
import { playStageDoor } from './play-stage.ts';
import { freePort, openStage, type Stage } from './stage.ts';
import { openStagePage } from './stage-page/server.ts';

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
const pagePort = 8090;

type Options = { once?: boolean; door?: Door | 'both' };

/**
 * `bridge demo`: one page on which a person plays Workable, the vendor and their bad days, until a signal. With `once` it
 * plays one interview through each door and ends. Resolves to the exit status where it could not begin.
 */
export async function runDemo({ once, door = 'both' }: Options): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-demo-'));
  const logFile = join(folder, 'bridge.log');
  const log = (line: string) => appendFileSync(logFile, line);
  try {
    if (once) return await playOnce(door, folder, logFile, log);
    return await stayUp(door, folder, logFile, log);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(`The bridge's log: ${logFile}`);
    return 1;
  }
}

type Log = (line: string) => void;

async function playOnce(door: Door | 'both', folder: string, logFile: string, log: Log): Promise<never> {
  const stage = await openStage({ dataDir: folder, logLevel: 'debug', log });
  endOnSignal(folder, stage.close);
  const hasArrived = await playAll(door === 'both' ? ['provider', 'stage'] : [door], stage, logFile);
  return end(folder, stage.close, hasArrived ? 0 : 1);
}

async function stayUp(door: Door | 'both', folder: string, logFile: string, log: Log): Promise<number> {
  const page = await openStagePage({
    port: await freePort(pagePort),
    folder,
    log,
    door: door === 'provider' ? door : 'stage',
  });
  endOnSignal(folder, page.close);
  await page.ready();
  console.log(`Open ${page.url}

Workable, the bridge and the vendor stand side by side there, with buttons for bad days.
The bridge's log: ${logFile}
Ctrl+C ends it.`);
  return 0;
}

function endOnSignal(folder: string, close: () => Promise<void>): void {
  let isEnding = false;
  // Ctrl+C at npm reaches the process twice. The second one must not end it before its folder is gone.
  const onSignal = () => {
    if (!isEnding) void end(folder, close, 0);
    isEnding = true;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
}

/** The log of what has failed is left to read. */
async function end(folder: string, close: () => Promise<void>, code: number): Promise<never> {
  await close();
  if (code === 0) rmSync(folder, { recursive: true, force: true });
  process.exit(code);
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
    console.log(`\n${shownAs[door]}\n\n${withoutLinks(shown)}\n`);
    return true;
  } catch (error) {
    emit();
    console.error(`\nThe ${door} door: ${error instanceof Error ? error.message : error}`);
    console.error(`The bridge's log: ${logFile}`);
    return false;
  }
}

/** They lead nowhere once it has ended. */
function withoutLinks(text: string): string {
  return text.replace(/https?:\/\/[^\s"]+/g, '(a link)');
}
