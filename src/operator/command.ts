import { parseArgs } from 'node:util';
import { createAccounts } from '../bridge-accounts.ts';
import { openBell } from '../delivery/bell.ts';
import { Failure } from '../errors.ts';
import { openHttpClient } from '../http/request.ts';
import { reportAddresses } from '../reports/address.ts';
import { accountOf, bellPrefix } from '../store/keys.ts';
import { openStorage } from '../store/open.ts';
import { closeCircuit } from './close-circuit.ts';
import { doctor } from './doctor.ts';
import { forget } from './forget.ts';
import { listFailed, listInterviews, listRejected, showInterview } from './look.ts';
import { Misuse, type OperatorParts } from './parts.ts';
import { replay } from './replay.ts';
import { replayRejected } from './replay-rejected.ts';
import { rotateKeys } from './rotate-keys.ts';

type Parts = Pick<OperatorParts, 'config' | 'print' | 'complain' | 'now'> & { userAgent: string };

const usage = `bridge <command>

  doctor                     check settings, Redis, the vendor's key and the callback token
  interviews [filters]       list interviews
  show <id>                  the whole story of one interview
  failed [filters]           deliveries whose tries have ended
  replay <id>…               deliver again what Workable does not have
  replay --all | filters     the same for many; failed deliveries only, unless --state says otherwise; --rate <per second>
  replay … --dry-run         what each of them would change at Workable; changes nothing
  close-circuit <account>    let the deliveries of an account go out that wait together, whatever for
  rejected [<number>]        webhooks that were not understood; with a number, its body
  replay-rejected <number>…  read rejected webhooks again (after an upgrade); --all for all of them
  forget <e-mail>            erase a person
  rotate-keys                encrypt everything stored with the first key of DATA_KEY

filters: --account <name> --state failed|refused|waiting|acknowledged|open --since <ISO date> --until <ISO date>
Without a command the bridge starts.`;

const options = {
  account: { type: 'string' },
  state: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
  all: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  rate: { type: 'string' },
} as const;

const commands: Record<string, (parts: OperatorParts) => Promise<number>> = {
  doctor,
  interviews: listInterviews,
  show: showInterview,
  failed: listFailed,
  replay,
  'close-circuit': closeCircuit,
  rejected: listRejected,
  'replay-rejected': replayRejected,
  forget,
  'rotate-keys': rotateKeys,
};

/** One operator's command against the same Redis as the running bridge. Resolves to the exit code. */
export async function runCommand(
  name: string,
  args: string[],
  { config, print, complain, now, userAgent }: Parts,
): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const isAsked = name === 'help' || name === '--help' || name === '-h';
    (isAsked ? print : complain)(usage);
    return isAsked ? 0 : 2;
  }
  const given = parse(args);
  if (typeof given === 'string') {
    complain(given);
    return 2;
  }
  const storage = await openStorage(config, 'guest');
  const http = openHttpClient({ connectTimeoutMs: 3000, maxSockets: 10 });
  const accounts = createAccounts(config.accounts, {
    http,
    addresses: reportAddresses(config.publicUrl),
    userAgent,
    now,
  });
  const bell = openBell(storage.connection, bellPrefix, accountOf);
  try {
    await storage.untilReady(5000).catch(() => undefined);
    return await command({ config, accounts, storage, bell, print, complain, now, ...given });
  } catch (error) {
    complain(explain(error));
    return error instanceof Misuse ? 2 : 1;
  } finally {
    await bell.close().catch(() => undefined);
    http.close();
    await storage.close();
  }
}

/** The words of a command, or what is wrong with them. */
function parse(args: string[]): Pick<OperatorParts, 'filters' | 'positionals'> | string {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    return { filters: values, positionals };
  } catch (error) {
    // What Node adds after its first sentence is for programmers.
    const [fault = ''] = (error instanceof Error ? error.message : '').split(/\.\s/);
    return `${fault}. "bridge help" lists them all`;
  }
}

function explain(error: unknown): string {
  if (error instanceof Failure && error.kind === 'store-unavailable')
    return 'Redis does not answer: is REDIS_URL right, and is it running?';
  if (error instanceof Failure && error.cause instanceof Error) return error.cause.message;
  return error instanceof Error ? error.message : String(error);
}
