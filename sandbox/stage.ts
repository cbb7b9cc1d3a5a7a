import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { openBridge } from '../src/bridge.ts';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { redisOfSandbox } from './redis.ts';
import { type SandboxVendor, startSandboxVendor } from './vendor/server.ts';
import { startSandboxWorkable } from './workable/server.ts';
import { createWorkableSpi, type WorkableSpi } from './workable-spi/server.ts';

export type Stage = Awaited<ReturnType<typeof openStage>>;

type Options = {
  dataDir: string;
  /** Receives the bridge's log, line by line. */
  log: (line: string) => void;
  logLevel: string;
  /** Settings beside those that the sandboxes need. */
  more?: Readonly<Record<string, string>>;
  /** New ones at each start without it. */
  secretFor?: (name: string) => string;
};

/** The stage of the sandbox's pipeline whose candidates are interviewed. */
export const triggerStage = 'ai-interview';

const applicants = [
  ['Zoe', 'Okafor'],
  ['Max', 'Lindgren'],
  ['Priya', 'Raman'],
] as const;

const ports = { bridge: 8080, vendor: 8081, workable: 8082, spi: 8083 };

/** What stands on the vendor's side of a bridge. */
type VendorSide = {
  /** The bridge's settings for this vendor. */
  settings: Readonly<Record<string, string>>;
  /** The interview of candidates in the trigger's stage. */
  template: string;
  /** For commands beside the bridge, on another account. */
  beside: Readonly<Record<string, string>>;
  close(): Promise<void>;
};

/**
 * A bridge with a Redis of its own between a sandbox vendor and a sandbox Workable, with random secrets and both doors open:
 * `workable` knows it as a provider, `spi` is Workable's API with its board.
 */
export async function openStage(options: Options) {
  const { side, ...stage } = await openStageWith(options, (url) => openSandboxSide(url, options.secretFor ?? secretOf));
  return { ...stage, vendor: side.vendor, template: side.template };
}

/** The same with any vendor: `openSide` gets the address of the bridge. */
export async function openStageWith<Side extends VendorSide>(
  { dataDir, log, logLevel, more = {}, secretFor = secretOf }: Options,
  openSide: (bridgeUrl: string) => Promise<Side>,
) {
  const redis = redisOfSandbox(process.env);
  const bridgePort = await freePort(ports.bridge);
  const url = `http://localhost:${bridgePort}`;
  const [providerToken, callbackToken] = [secretFor('provider token'), secretFor('callback token')];
  const side = await openSide(url);
  const workable = await startSandboxWorkable({
    port: await freePort(ports.workable),
    bridgeUrl: url,
    providerToken,
    callbackToken,
  });
  const spi = await openBoard(secretFor);
  const settings = {
    PORT: String(bridgePort),
    HOST: '127.0.0.1',
    PUBLIC_URL: url,
    DATA_DIR: dataDir,
    ...redis,
    WORKABLE_PROVIDER_TOKEN: providerToken,
    WORKABLE_CALLBACK_TOKEN: callbackToken,
    WORKABLE_CALLBACK_HOSTS: new URL(workable.url).origin,
    ...side.settings,
    ...stageSettings(spi, side.template),
    LOG_LEVEL: logLevel,
    ...more,
  };
  const config = readConfig(settings, () => '');
  const bridge = await openBridge(config, {
    log: createLog(config.logLevel, { write: log }),
    now: Date.now,
    random: Math.random,
    userAgent: 'interview-bridge/sandbox',
    onRefusal: (reasons) => log(`${reasons.join('\n')}\n`),
  });

  return {
    url,
    /** Of the bridge, for commands beside it. Those in `SANDBOX_…` are for another account. */
    settings: {
      ...settings,
      SANDBOX_API_TOKEN: spi.tokens.add({ value: secretFor('API token of another account') }),
      ...(side.beside as Side['beside']),
    },
    side,
    workable,
    spi,
    async close(): Promise<void> {
      await bridge.close();
      await Promise.all([side.close(), workable.close(), spi.close()]);
    },
  };
}

/** The sandbox's vendor with two customers, whose webhooks go to the bridge. */
async function openSandboxSide(bridgeUrl: string, secretFor: (name: string) => string) {
  const [first, second] = [merchant('first'), merchant('second')];
  const vendor = await startSandboxVendor({ port: await freePort(ports.vendor), ...first });
  vendor.control.addMerchant(second);
  // Where secrets are kept, what a trigger names is still offered at the next start.
  for (const [i, each] of vendor.control.definitions.entries()) each.id = uuidFrom(secretFor(`interview ${i}`));
  return {
    vendor,
    template: templateOf(vendor),
    settings: {
      JOBMOJITO_API_KEY: first.apiKey,
      JOBMOJITO_API_URL: vendor.url,
      JOBMOJITO_WEBHOOK_SECRET: first.webhook.secret,
    },
    beside: { SANDBOX_VENDOR_API_KEY: second.apiKey, SANDBOX_WEBHOOK_SECRET: second.webhook.secret },
    close: vendor.close,
  };

  function merchant(which: string) {
    const webhook = { url: `${bridgeUrl}/webhooks/jobmojito`, secret: secretFor(`webhooks of the ${which} account`) };
    return { apiKey: secretFor(`vendor's key of the ${which} account`), webhook };
  }
}

async function openBoard(secretFor: (name: string) => string): Promise<WorkableSpi> {
  // With `DATA_DIR` kept, the bridge knows the candidates of an earlier start.
  const world = { lastCandidateId: Math.floor(Date.now() / 1000) };
  const spi = await createWorkableSpi({
    port: await freePort(ports.spi),
    world,
    token: secretFor('API token of the first account'),
    // The other account stands for another customer, whose requests are counted apart.
    switches: { accountTokensShare: false },
  });
  addApplicants(spi);
  return spi;
}

/** Of the stage door. Candidates need not wait long, no other integration uses the token, and no person has the member's name. */
export function stageSettings({ url, token, member, jobs }: WorkableSpi, template: string) {
  const [job] = jobs;
  return {
    WORKABLE_API_TOKEN: token,
    WORKABLE_API_URL: url,
    WORKABLE_MEMBER: member.email,
    WORKABLE_MEMBER_IS_SERVICE: 'true',
    WORKABLE_RATE_SHARE: '9',
    STAGE_TRIGGERS: JSON.stringify([{ job: job?.shortcode, stage: triggerStage, template }]),
    STAGE_INVITE_DELAY: '5s',
  };
}

export function addApplicants({ people }: WorkableSpi): void {
  for (const [firstname, lastname] of applicants) {
    const { id } = people.create({ firstname, lastname, stage: 'applied' });
    people.edit(id, { email: `${firstname}.${lastname}.${id}@example.test`.toLowerCase() });
  }
}

function templateOf({ control }: SandboxVendor): string {
  const template = control.definitions.find(
    ({ status, type, is_ats }) => status === 'active' && type === 'interview' && !is_ats,
  );
  if (!template) throw new Error('The sandbox vendor has no interview to offer');
  return template.id;
}

/** `hex`: 32 digits. */
function uuidFrom(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export function secretOf(): string {
  return randomBytes(16).toString('hex');
}

/** The wanted port, or another one if it is in use. */
export async function freePort(wanted: number): Promise<number> {
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(wanted, '127.0.0.1', () => resolve(true));
  });
  if (!isFree) return freePort(0);
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : wanted;
}
