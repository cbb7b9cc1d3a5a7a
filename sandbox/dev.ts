import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStage, secretOf } from './stage.ts';

/** `npm run dev`: bridge and sandboxes, with the log on the screen; starts again whenever a file changes. */
const dataDir = 'data/dev';
mkdirSync(dataDir, { recursive: true, mode: 0o700 });
// For managed accounts, the operator API and events. What an earlier start has encrypted can still be read.
const keyFile = join(dataDir, 'data-key');
if (!existsSync(keyFile)) writeFileSync(keyFile, secretOf(), { mode: 0o600 });
const stage = await openStage({
  dataDir,
  logLevel: 'debug',
  log: (line) => process.stdout.write(line),
  // The vendor's webhooks reach the first account alone: those that are made beside it ask.
  more: { DATA_KEY: readFileSync(keyFile, 'utf8'), OPERATOR_TOKEN: secretOf(), ASK_EVERY: '10s' },
});
// For commands and curl in another terminal; the secrets are of this sandbox alone, and new at every start.
const settingsFile = join(dataDir, 'env');
const lines = Object.entries(stage.settings).map(([name, value]) => `${name}=${quoted(value)}\n`);
writeFileSync(settingsFile, lines.join(''), { mode: 0o600 });
console.log(`bridge ${stage.url}  candidate and vendor ${stage.vendor.pageUrl}
provider door: recruiter ${stage.workable.pageUrl}
stage door: board ${stage.spi.pageUrl}: drag a candidate to "AI Interview", and open the candidate for the timeline
In another terminal:
  set -a; . ./${settingsFile}; set +a
  npm run bridge -- doctor
  curl -H "Authorization: Bearer $WORKABLE_PROVIDER_TOKEN" $PUBLIC_URL/interview-templates
  curl -N -H "Authorization: Bearer $OPERATOR_TOKEN" $PUBLIC_URL/api/v1/events
`);

/** For the shell that reads them: a list of triggers has quotes of its own. */
function quoted(value: string): string {
  return /^[\w:/.,@+=-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

const end = async () => {
  await stage.close();
  process.exit(0);
};
process.on('SIGTERM', () => void end());
process.on('SIGINT', () => void end());
