import { Redis } from 'ioredis';
import { expect } from 'vitest';
import { emptyDatabase } from './database.ts';
import { bridgeCommand, type CommandResult } from './operator.ts';
import { secrets } from './secrets.ts';

/** The oldest key of a deployment, and the one that follows it. */
export const [oldKey, newKey] = ['an-old-key-of-32-characters-00000', 'a-new-key-of-32-characters-000000'];

/** What a managed account needs at least, in settings that are its own alone. */
export const secretsOf = (name: string) => ({
  JOBMOJITO_API_KEY: `vendor-key-of-${name}-4711`,
  JOBMOJITO_WEBHOOK_SECRET: `webhook-secret-of-${name}`,
});

/** Types a command; `input` is its standard input, and the others are settings on top of those of the shell. */
export type Shell = {
  (words: string, changes?: Record<string, string>): Promise<CommandResult>;
  /** From then on Redis refuses every line of the account's history. */
  spoilHistory(account: string): Promise<void>;
};

/** Commands on a Redis of their own, without a running bridge; at first there is no account. */
export async function openShell(env: Record<string, string | undefined> = {}): Promise<Shell> {
  const settings: Record<string, string | undefined> = {
    PUBLIC_URL: 'http://localhost:8080',
    OPERATOR_TOKEN: secrets.operatorToken,
    DATA_KEY: oldKey,
    REDIS_URL: await emptyDatabase(),
    ...env,
  };
  const given = Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const shell = {
    env: Object.fromEntries(given),
    clock: { now: Date.now, advance: () => undefined },
    accountsFile: '',
  };
  const type = (words: string, { input = '', ...changes }: Record<string, string> = {}) =>
    bridgeCommand(shell, words, changes, { input });
  return Object.assign(type, {
    async spoilHistory(account: string) {
      const redis = new Redis(shell.env.REDIS_URL ?? '');
      await redis.set(`bridge:{${account}}:history`, 'no list');
      redis.disconnect();
    },
  });
}

/** Makes a managed account; resolves to its provider token. */
export async function makeAccount(shell: Shell, name: string, settings: Record<string, string> = {}): Promise<string> {
  const input = JSON.stringify({ ...secretsOf(name), ...settings });
  const { code, text } = await shell(`accounts create ${name} --secrets-file - --json`, { input });
  expect([code, text]).toEqual([0, expect.stringContaining('wpt_')]);
  return JSON.parse(text).provider_token;
}
