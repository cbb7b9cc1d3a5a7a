import { Redis } from 'ioredis';
import { readConfig } from '../src/config.ts';
import type { InterviewRecord } from '../src/interviews/record.ts';
import type { Terminal } from '../src/operator/cli/output.ts';
import { runCommandLine } from '../src/operator/cli/run.ts';
import type { DeliveryState } from '../src/outbox/delivery.ts';
import { createCodec } from '../src/store/codec.ts';
import { leaseKey, parseStored, recordKey } from '../src/store/keys.ts';
import { secrets, until, type World } from './world.ts';

/** `lines` as a terminal shows them; `errors` are those of them on standard error. */
export type CommandResult = { code: number; lines: string[]; text: string; errors: string[] };

/** `onLine`: called for each line as it is printed. */
type Around = Pick<Terminal, 'columns' | 'hasColours' | 'showProgress'> & { input?: string; onLine?: () => void };

/** One `bridge` command, as an operator types it beside the running bridge; settings may differ from the bridge's. */
export async function bridgeCommand(
  { env, clock, accountsFile }: Pick<World, 'env' | 'clock' | 'accountsFile'>,
  words: string | readonly string[],
  changes: Record<string, string> = {},
  { input = '', onLine = () => undefined, ...terminal }: Around = {},
): Promise<CommandResult> {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await runCommandLine(typeof words === 'string' ? words.split(' ').filter(Boolean) : words, {
    terminal: {
      ...terminal,
      print(line) {
        lines.push(line);
        onLine();
      },
      printError(line) {
        lines.push(line);
        errors.push(line);
      },
    },
    settings: () => readConfig({ ...env, ...changes }, () => accountsFile),
    misspelt: () => [],
    now: clock.now,
    userAgent: 'interview-bridge/test',
    readInput: async () => input,
  });
  if (typeof code !== 'number') throw new Error('The server is not started by a command of a test');
  return { code, lines, text: lines.join('\n'), errors };
}

export async function metricsOf(world: World): Promise<string> {
  const { text } = await world.ask('GET', '/metrics', {
    headers: { authorization: `Bearer ${secrets.operatorToken}` },
  });
  return text;
}

/** The counter of an event, of all accounts together. */
export async function countOf(world: World, event: string, outcome: string): Promise<number> {
  const lines = (await metricsOf(world)).split('\n');
  const labels = `bridge_events_total{event="${event}",outcome="${outcome}",`;
  return lines.filter((line) => line.startsWith(labels)).reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

export type LogEntry = {
  level: string;
  event: string;
  outcome?: string;
  interviewId?: string;
  applicationId?: string;
  account?: string;
  method?: string;
};

/** Log lines of one event, oldest first. */
export function logged({ logLines }: World, event: string): LogEntry[] {
  return logLines.map((line) => JSON.parse(line) as LogEntry).filter((entry) => entry.event === event);
}

/** Waits until the bridge has done all due work by its clock: a result that is not delivered then will not be. */
export async function untilNothingIsDue(world: World, account = 'default'): Promise<void> {
  await withRedis(world, (redis) =>
    until('nothing is due', async () => {
      if ((await redis.zcard(`bridge:{${account}}:replays`)) > 0) return false;
      const now = world.clock.now();
      const indexes = ['due', 'outbox:callback', 'outbox:mail'].map((name) =>
        redis.zcount(`bridge:{${account}}:${name}`, '-inf', now),
      );
      const due = (await Promise.all(indexes)).reduce((sum, count) => sum + count, 0);
      return due + (await redis.zcount(`bridge:{${account}}:outbox:callback`, '-inf', now)) === 0;
    }),
  );
}

/** Waits until an interview's record is as a test wants it, and no worker has a lease of it. */
async function untilRecord(
  world: World,
  { id }: { id: string },
  what: string,
  fits: (record: InterviewRecord) => boolean,
): Promise<void> {
  const codec = createCodec(world.env.DATA_KEY?.split(',') ?? []);
  await withRedis(world, (redis) =>
    until(`the record of ${id} ${what}`, async () => {
      const key = recordKey(id);
      const stored = await redis.getBuffer(key);
      if (!stored || (await redis.exists(leaseKey(id))) > 0) return false;
      return fits(JSON.parse(codec.decrypt(parseStored(stored).content, key)));
    }),
  );
}

/** Waits until the delivery of an interview's result has this state. */
export function untilDelivery(world: World, sent: { id: string }, state: keyof DeliveryState): Promise<void> {
  const isSo = ({ deliveries }: InterviewRecord) => Object.values(deliveries).some((each) => each[state] !== undefined);
  return untilRecord(world, sent, `has a delivery that is ${state}`, isSo);
}

/** Waits until an interview has its final state, whether it is delivered or its circuit is open. */
export function untilConcluded(world: World, sent: { id: string }): Promise<void> {
  return untilRecord(world, sent, 'is concluded', ({ concluded }) => concluded !== undefined);
}

/** Lines that only the history of an interview shows. */
export function untilHistory(world: World, sent: { id: string }, words: RegExp): Promise<void> {
  return untilRecord(world, sent, `says ${words}`, ({ history }) =>
    history.some(({ at, text }) => words.test(`${at} ${text}`)),
  );
}

async function withRedis(world: World, work: (redis: Redis) => Promise<unknown>): Promise<void> {
  const redis = new Redis(world.redisUrl);
  try {
    await work(redis);
  } finally {
    redis.disconnect();
  }
}
