import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keptSecrets } from './kept-secrets.ts';
import { environmentOf, openOwnSide } from './own-vendor.ts';
import { openStage, openStageWith } from './stage.ts';

type Options = { ownVendor?: boolean };

/**
 * `bridge sandbox`: bridge and sandboxes, with the log on the screen, until a signal. With `ownVendor` the vendor is not the
 * sandbox's, but the one of the settings. Resolves to the exit status where it could not begin.
 */
export async function runSandbox({ ownVendor = false }: Options): Promise<number | undefined> {
  const dataDir = ownVendor ? 'data/own-vendor' : 'data/dev';
  const stage = await open(dataDir, ownVendor).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  });
  if (!stage) return 1;
  console.log(introductionTo(stage, writeSettings(dataDir, stage)));
  const end = async () => {
    await stage.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void end());
  process.on('SIGINT', () => void end());
  return undefined;
}

async function open(dataDir: string, ownVendor: boolean): Promise<Shown> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const secretFor = keptSecrets(join(dataDir, 'secrets.json'));
  const options = {
    dataDir,
    logLevel: 'debug',
    log: (line: string) => void process.stdout.write(line),
    secretFor,
    // For managed accounts, the console, the operator API and events.
    more: { DATA_KEY: secretFor('data key'), OPERATOR_TOKEN: secretFor('operator token') },
  };
  if (!ownVendor) {
    const { vendor, ...stage } = await openStage(options);
    return { ...stage, vendorPlace: vendor.pageUrl };
  }
  const env = environmentOf(process.env);
  const stage = await openStageWith(options, (url) => openOwnSide(url, env));
  return { ...stage, vendorPlace: `yours: VENDOR=${env.VENDOR}` };
}

type Shown = {
  url: string;
  settings: Readonly<Record<string, string>>;
  /** Where the candidate and the vendor are to be found. */
  vendorPlace: string;
  workable: { pageUrl: string };
  spi: { pageUrl: string };
  close(): Promise<void>;
};

function introductionTo({ url, vendorPlace, workable, spi }: Shown, settingsFile: string): string {
  return `
The bridge                 ${url}
The operator's console     ${url}/operator   log in with OPERATOR_TOKEN: see ${settingsFile}
The candidate, the vendor  ${vendorPlace}
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
function writeSettings(dataDir: string, { settings }: Shown): string {
  const path = join(dataDir, 'env');
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${quoted(value)}\n`);
  writeFileSync(path, lines.join(''), { mode: 0o600 });
  return path;
}

/** For the shell that reads them: a list of triggers has quotes of its own. */
function quoted(value: string): string {
  return /^[\w:/.,@+=-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
