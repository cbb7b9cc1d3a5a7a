import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStage, type Stage, secretOf } from './stage.ts';

const dataDir = 'data/dev';

/**
 * `bridge sandbox`: bridge and sandboxes, with the log on the screen, until a signal. Resolves to the exit status where
 * it could not begin.
 */
export async function runSandbox(): Promise<number | undefined> {
  const stage = await open().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  });
  if (!stage) return 1;
  const settingsFile = writeSettings(stage);
  console.log(`bridge ${stage.url}  candidate and vendor ${stage.vendor.pageUrl}
provider door: recruiter ${stage.workable.pageUrl}
stage door: board ${stage.spi.pageUrl}: drag a candidate to "AI Interview", and open the candidate for the timeline
In another terminal (in a checkout "npm run bridge --" stands for "bridge"):
  set -a; . ./${settingsFile}; set +a
  bridge status
  curl -H "Authorization: Bearer $WORKABLE_PROVIDER_TOKEN" $PUBLIC_URL/interview-templates
  curl -N -H "Authorization: Bearer $OPERATOR_TOKEN" $PUBLIC_URL/api/v1/events
`);
  const end = async () => {
    await stage.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void end());
  process.on('SIGINT', () => void end());
  return undefined;
}

async function open(): Promise<Stage> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // For managed accounts, the operator API and events. What an earlier start has encrypted can still be read.
  const keyFile = join(dataDir, 'data-key');
  if (!existsSync(keyFile)) writeFileSync(keyFile, secretOf(), { mode: 0o600 });
  return openStage({
    dataDir,
    logLevel: 'debug',
    log: (line) => process.stdout.write(line),
    // The vendor's webhooks reach the first account alone: those that are made beside it ask.
    more: { DATA_KEY: readFileSync(keyFile, 'utf8'), OPERATOR_TOKEN: secretOf(), ASK_EVERY: '10s' },
  });
}

/** For commands and curl in another terminal; the secrets are of this sandbox alone, and new at every start. */
function writeSettings({ settings }: Stage): string {
  const path = join(dataDir, 'env');
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${quoted(value)}\n`);
  writeFileSync(path, lines.join(''), { mode: 0o600 });
  return path;
}

/** For the shell that reads them: a list of triggers has quotes of its own. */
function quoted(value: string): string {
  return /^[\w:/.,@+=-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
