import { closeCircuit } from './close-circuit.ts';
import { dismiss } from './dismiss.ts';
import { doctor } from './doctor.ts';
import { forget } from './forget.ts';
import { listFailed, listHistory, listInterviews, showInterview } from './look.ts';
import type { OperatorParts } from './parts.ts';
import { discard, listRejected } from './rejected.ts';
import { replay } from './replay.ts';
import { replayRejected } from './replay-rejected.ts';
import { rotateKeys } from './rotate-keys.ts';
import type { OptionName, Takes } from './words.ts';

export type Command = Takes & {
  run: (parts: OperatorParts) => Promise<number>;
  /** What may follow its name, and what it does then. */
  usage: readonly (readonly [takes: string, does: string])[];
  /** It changes nothing, so it may end as soon as nobody reads what it prints. */
  onlyLooks?: true;
  /** It says itself what is wrong with Redis; all others are refused where Redis holds data of a format that they cannot read. */
  judgesRedis?: true;
};

const filters: readonly OptionName[] = ['account', 'state', 'since', 'until'];
const many = Number.POSITIVE_INFINITY;

export const commands: Readonly<Record<string, Command>> = {
  doctor: {
    run: doctor,
    usage: [['', "check settings, Redis, the vendor's key, the callback token, and what waits or has failed"]],
    words: 0,
    options: [],
    judgesRedis: true,
  },
  interviews: {
    run: listInterviews,
    usage: [['[filters]', 'list interviews']],
    words: 0,
    options: filters,
    onlyLooks: true,
  },
  show: {
    run: showInterview,
    usage: [['<id>', 'the whole story of one interview']],
    words: 1,
    options: [],
    onlyLooks: true,
  },
  failed: {
    run: listFailed,
    usage: [['[filters]', 'deliveries whose tries have ended']],
    words: 0,
    options: filters,
    onlyLooks: true,
  },
  replay: {
    run: replay,
    usage: [
      ['<id>…', 'deliver again what Workable does not have'],
      [
        '--all | filters',
        'the same for many; failed deliveries only, unless --state says otherwise; --rate <per second>',
      ],
      ['… --dry-run', 'what each of them would change at Workable; changes nothing'],
    ],
    words: many,
    options: [...filters, 'all', 'dry-run', 'rate'],
  },
  dismiss: {
    run: dismiss,
    usage: [['<id>…', 'take failed deliveries off the list and out of the alarm; the interviews stay']],
    words: many,
    options: [],
  },
  'close-circuit': {
    run: closeCircuit,
    usage: [['<account>', 'let the deliveries of an account go out that wait together, whatever for']],
    words: 1,
    options: [],
  },
  rejected: {
    run: listRejected,
    usage: [['[<number|id>]', 'webhooks that were not understood; with a number or id, its body']],
    words: 1,
    options: [],
    onlyLooks: true,
  },
  'replay-rejected': {
    run: replayRejected,
    usage: [['<number|id>…', 'read rejected webhooks again (after an upgrade); --all for all of them']],
    words: many,
    options: ['all'],
  },
  discard: {
    run: discard,
    usage: [['<number|id>…', 'remove rejected webhooks; --all for all of them']],
    words: many,
    options: ['all'],
  },
  history: {
    run: listHistory,
    usage: [['[--account <name>]', 'what operators did']],
    words: 0,
    options: ['account'],
    onlyLooks: true,
  },
  forget: {
    run: forget,
    usage: [['<e-mail> [--yes]', 'what erasing a person would erase; with --yes it is erased']],
    words: 1,
    options: ['yes'],
  },
  'rotate-keys': {
    run: rotateKeys,
    usage: [
      [
        '[--trust-clear]',
        'encrypt everything stored with the first key of DATA_KEY; with --trust-clear also what came in clear afterwards',
      ],
    ],
    words: 0,
    options: ['trust-clear'],
  },
};

const filterLine =
  'filters: --account <name> --state failed|refused|waiting|acknowledged|dismissed|open --since <ISO date> --until <ISO date>';

export function usageOfAll(): string {
  const lines = Object.entries(commands).flatMap(([name, { usage }]) => linesOf(name, usage));
  return [
    'bridge <command>',
    '',
    ...lines,
    '',
    filterLine,
    'Without a command the bridge starts. --version prints its version.',
  ].join('\n');
}

export function usageOf(name: string, { usage, options }: Command): string {
  const lines = linesOf(`bridge ${name}`, usage);
  return [...lines, ...(options.includes('state') ? ['', filterLine] : [])].join('\n');
}

/** `bridge show <id>` */
export function shortUsageOf(name: string, { usage }: Command): string {
  return usage.map(([takes]) => `bridge ${name} ${takes}`.trimEnd()).join(', or: ');
}

function linesOf(name: string, usage: Command['usage']): string[] {
  const heads = usage.map(([takes]) => `${name} ${takes}`.trimEnd());
  return usage.map(([, does], i) => `  ${heads[i]?.padEnd(29)}  ${does}`);
}
