import type { Accepts, OptionName } from './arguments.ts';
import { closeCircuit } from './close-circuit.ts';
import { dismiss } from './dismiss.ts';
import { doctor } from './doctor.ts';
import { forget } from './forget.ts';
import { listFailed, listHistory, listInterviews } from './list.ts';
import type { OperatorParts } from './parts.ts';
import { discard, listRejected } from './rejected.ts';
import { replay } from './replay.ts';
import { replayRejected } from './replay-rejected.ts';
import { rotateKeys } from './rotate-keys.ts';
import { showInterview } from './show.ts';

export type Command = Accepts & {
  run: (parts: OperatorParts) => Promise<number>;
  /** The arguments, and what the command does with them. */
  usage: readonly (readonly [takes: string, does: string])[];
  /** The command changes nothing, so it may stop as soon as its output is closed. */
  isReadOnly?: true;
  /**
   * The command reports itself what is wrong with Redis. All others are refused if Redis holds data in a format that
   * they cannot read.
   */
  judgesRedis?: true;
};

const filters: readonly OptionName[] = ['account', 'state', 'since', 'until'];
const many = Number.POSITIVE_INFINITY;

export const commands: Readonly<Record<string, Command>> = {
  doctor: {
    run: doctor,
    usage: [['', "check settings, Redis, the vendor's key, the callback token, waiting and failed deliveries"]],
    maxPositionals: 0,
    options: [],
    judgesRedis: true,
  },
  interviews: {
    run: listInterviews,
    usage: [['[filters]', 'list interviews']],
    maxPositionals: 0,
    options: filters,
    isReadOnly: true,
  },
  show: {
    run: showInterview,
    usage: [['<id>', 'the whole history of one interview']],
    maxPositionals: 1,
    options: [],
    isReadOnly: true,
  },
  failed: {
    run: listFailed,
    usage: [['[filters]', 'failed deliveries, which are no longer retried']],
    maxPositionals: 0,
    options: filters,
    isReadOnly: true,
  },
  replay: {
    run: replay,
    usage: [
      ['<id>…', 'deliver again; what Workable already has is not sent'],
      [
        '--all | filters',
        'the same for many; failed deliveries only, unless --state says otherwise; --rate <per second>',
      ],
      ['… --dry-run', 'what each of them would change at Workable; changes nothing'],
    ],
    maxPositionals: many,
    options: [...filters, 'all', 'dry-run', 'rate'],
  },
  dismiss: {
    run: dismiss,
    usage: [['<id>…', 'remove failed deliveries from the list and the alarm; the interviews stay']],
    maxPositionals: many,
    options: [],
  },
  'close-circuit': {
    run: closeCircuit,
    usage: [['<account>', 'send the waiting deliveries of an account now, for any reason that opened the circuit']],
    maxPositionals: 1,
    options: [],
  },
  rejected: {
    run: listRejected,
    usage: [['[<number|id>]', 'list webhooks that could not be read; with a number or id, print its body']],
    maxPositionals: 1,
    options: [],
    isReadOnly: true,
  },
  'replay-rejected': {
    run: replayRejected,
    usage: [['<number|id>…', 'read rejected webhooks again (after an upgrade); --all for all of them']],
    maxPositionals: many,
    options: ['all'],
  },
  discard: {
    run: discard,
    usage: [['<number|id>…', 'remove rejected webhooks; --all for all of them']],
    maxPositionals: many,
    options: ['all'],
  },
  history: {
    run: listHistory,
    usage: [['[--account <name>]', 'list what operators did']],
    maxPositionals: 0,
    options: ['account'],
    isReadOnly: true,
  },
  forget: {
    run: forget,
    usage: [['<e-mail> [--yes]', 'list the data stored about a person; with --yes erase it']],
    maxPositionals: 1,
    options: ['yes'],
  },
  'rotate-keys': {
    run: rotateKeys,
    usage: [
      [
        '[--trust-clear]',
        're-encrypt everything stored with the first key of DATA_KEY; with --trust-clear also clear text written since',
      ],
    ],
    maxPositionals: 0,
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
