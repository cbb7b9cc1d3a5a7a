import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStage } from './stage.ts';

/** `npm run dev`: bridge and both sandboxes, with the log on the screen; starts again whenever a file changes. */
const dataDir = 'data/dev';
mkdirSync(dataDir, { recursive: true });
const stage = await openStage({ dataDir, logLevel: 'debug', log: (line) => process.stdout.write(line) });
// For commands and curl in another terminal; the secrets are of this sandbox alone, and new at every start.
const settingsFile = join(dataDir, 'env');
const lines = Object.entries(stage.settings).map(([name, value]) => `${name}=${value}\n`);
writeFileSync(settingsFile, lines.join(''), { mode: 0o600 });
console.log(`recruiter ${stage.workable.pageUrl}  candidate and vendor ${stage.vendor.pageUrl}  bridge ${stage.url}
In another terminal:
  set -a; . ./${settingsFile}; set +a
  npm run bridge -- doctor
  curl -H "Authorization: Bearer $WORKABLE_PROVIDER_TOKEN" $PUBLIC_URL/interview-templates
`);

const end = async () => {
  await stage.close();
  process.exit(0);
};
process.on('SIGTERM', () => void end());
process.on('SIGINT', () => void end());
