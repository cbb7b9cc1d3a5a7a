import { Redis } from 'ioredis';
import { readConfig } from '../../src/config.ts';
import { runCommand } from '../../src/operator/command.ts';
import { secrets, until, type World } from './world.ts';

export type CommandResult = { code: number; lines: string[]; text: string };

/** One `bridge` command, as an operator types it beside the running bridge; settings may differ from the bridge's. */
export async function bridgeCommand(
  { env, clock, accountsFile }: Pick<World, 'env' | 'clock' | 'accountsFile'>,
  words: string,
  changes: Record<string, string> = {},
): Promise<CommandResult> {
  const [name = '', ...args] = words.split(' ').filter(Boolean);
  const lines: string[] = [];
  const code = await runCommand(name, args, {
    config: readConfig({ ...env, ...changes }, () => accountsFile),
    print: (line) => void lines.push(line),
    now: clock.now,
    userAgent: 'interview-bridge/test',
  });
  return { code, lines, text: lines.join('\n') };
}

export async function metricsOf(world: World): Promise<string> {
  const { text } = await world.ask('GET', '/metrics', {
    headers: { authorization: `Bearer ${secrets.operatorToken}` },
  });
  return text;
}

/** How often something happened, of all accounts together. */
export async function countOf(world: World, event: string, outcome: string): Promise<number> {
  const lines = (await metricsOf(world)).split('\n');
  const labels = `bridge_events_total{event="${event}",outcome="${outcome}",`;
  return lines.filter((line) => line.startsWith(labels)).reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

export type LogEntry = { level: string; event: string; outcome?: string; interviewId?: string; account?: string };

/** Log lines of one event, oldest first. */
export function logged({ logLines }: World, event: string): LogEntry[] {
  return logLines.map((line) => JSON.parse(line) as LogEntry).filter((entry) => entry.event === event);
}

/** Waits until the bridge has done all that has to be done by its clock: what is not told then will not be. */
export async function untilNothingIsDue(world: World, account = 'default'): Promise<void> {
  await withRedis(world, (redis) =>
    until('nothing is due', async () => {
      const now = world.clock.now();
      const due = await redis.zcount(`bridge:{${account}}:due`, '-inf', now);
      return due + (await redis.zcount(`bridge:{${account}}:outbox`, '-inf', now)) === 0;
    }),
  );
}

/** Waits until the bridge knows an interview's final state and has let go of it: sent, or kept back for now. */
export async function untilConcluded(world: World, { id }: { id: string }): Promise<void> {
  const hold = `bridge:{${id.split('_')[0]}}:hold:${id}`;
  await withRedis(world, (redis) =>
    until('it is concluded', async () => {
      const { text } = await bridgeCommand(world, `show ${id}`);
      return /^ .* now (completed|declined|expired)$/m.test(text) && (await redis.exists(hold)) === 0;
    }),
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
