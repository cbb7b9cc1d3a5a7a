import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keptSecrets } from './kept-secrets.ts';
import { openStage, type Stage } from './stage.ts';

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
  console.log(introductionTo(stage, writeSettings(stage)));
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
  const secretFor = keptSecrets(join(dataDir, 'secrets.json'));
  return openStage({
    dataDir,
    logLevel: 'debug',
    log: (line) => process.stdout.write(line),
    secretFor,
    // For managed accounts, the console, the operator API and events.
    more: { DATA_KEY: secretFor('data key'), OPERATOR_TOKEN: secretFor('operator token') },
  });
}

function introductionTo({ url, vendor, workable, spi }: Stage, settingsFile: string): string {
  return `
The bridge                 ${url}
The operator's console     ${url}/operator   log in with OPERATOR_TOKEN: see ${settingsFile}
The candidate, the vendor  ${vendor.pageUrl}
The recruiter              ${workable.pageUrl}   provider door: pick an interview and send it
The recruiter's board      ${spi.pageUrl}   stage door: drag a candidate to "AI Interview", and open the candidate for the timeline

All settings and tokens of this sandbox are in ${settingsFile}. For commands, curl and the console, in another terminal
(in a checkout type "npm run bridge --" in place of "bridge"):

  set -a; . ./${settingsFile}; set +a
  echo $OPERATOR_TOKEN
  bridge status
  curl -H "Authorization: Bearer $WORKABLE_PROVIDER_TOKEN" $PUBLIC_URL/interview-templates
  curl -H "Authorization: Bearer $OPERATOR_TOKEN" $PUBLIC_URL/api/v1/interviews
  curl -N -H "Authorization: Bearer $OPERATOR_TOKEN" $PUBLIC_URL/api/v1/events

The log follows. Ctrl+C ends it.
`;
}

/** For commands and curl in another terminal. The secrets are of this sandbox alone. */
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
