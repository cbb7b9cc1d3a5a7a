import { mkdirSync } from 'node:fs';
import { openStage } from './stage.ts';

/** `npm run dev`: bridge and both sandboxes, with the log on the screen; starts again whenever a file changes. */
const dataDir = 'data/dev';
mkdirSync(dataDir, { recursive: true });
const stage = await openStage({ dataDir, logLevel: 'debug', log: (line) => process.stdout.write(line) });
console.log(`recruiter ${stage.workable.pageUrl}  candidate and vendor ${stage.vendor.pageUrl}  bridge ${stage.url}`);

const end = async () => {
  await stage.close();
  process.exit(0);
};
process.on('SIGTERM', () => void end());
process.on('SIGINT', () => void end());
