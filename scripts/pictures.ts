import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { playStageDoor } from '../sandbox/play-stage.ts';
import { openStage } from '../sandbox/stage.ts';

/** `npx tsx scripts/pictures.ts`: takes the pictures of docs/stage-door.md anew, from the sandbox, with Chromium. */
const pictures = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs/pictures');
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (!chromium) throw new Error('Chromium is missing: sudo apt-get install chromium');

const folder = mkdtempSync(join(tmpdir(), 'bridge-pictures-'));
const stage = await openStage({ dataDir: folder, logLevel: 'warn', log: (line) => process.stderr.write(line) });
try {
  mkdirSync(pictures, { recursive: true });
  await playStageDoor(stage, (text) => text && console.log(text));
  const { pageUrl } = stage.spi;
  await take(pageUrl, 'board.png', '1400,760');
  await take(`${pageUrl}candidates/${stage.spi.candidates().at(-1)?.id}`, 'timeline.png', '1200,1560');
} finally {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
}

/** `size`: of the window, in pixels. */
async function take(url: string, name: string, size: string): Promise<void> {
  const profile = mkdtempSync(join(folder, 'chromium-'));
  const options = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--user-data-dir=${profile}`];
  const file = join(pictures, name);
  await promisify(execFile)(chromium ?? '', [...options, `--window-size=${size}`, `--screenshot=${file}`, url], {
    timeout: 60_000,
  });
  console.log(`docs/pictures/${name}`);
}
