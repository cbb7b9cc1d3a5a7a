import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandboxWorkable } from '../../sandbox/workable/server.ts';
import { createAccount } from '../../src/bridge-accounts.ts';
import { readConfig } from '../../src/config.ts';
import { openHttpClient } from '../../src/http/request.ts';
import { reportAddresses } from '../../src/reports/address.ts';
import { openStorage } from '../../src/store/open.ts';
import { watch } from '../../testing/child.ts';
import { storeFailedDeliveries } from '../../testing/failed-deliveries.ts';
import { freePort } from '../../testing/free-port.ts';
import { programOf } from '../../testing/program.ts';
import { openRedis } from '../../testing/redis.ts';
import { mostWithin } from '../../testing/windows.ts';
import type { Campaign } from './campaign.ts';
import { peakMemoryMib, watchLiveness } from './support/process-watch.ts';

type Claim = { holds: boolean; text: string };

const program = programOf('src/main');
const mostBlockedMs = 1000;
const mostMemoryMib = 400;

/** Many failed deliveries replayed at once, without overload of the command, the bridge or Workable. */
export const replay: Campaign = {
  summary: 'replays many failed deliveries at once, twice, and watches pace, memory and liveness',
  options: {
    count: { default: 100_000, meaning: 'failed deliveries' },
    seconds: { default: 60, meaning: 'how long to watch the bridge send' },
    rate: { default: 4, meaning: 'deliveries per second' },
  },
  async run({ count = 0, seconds = 0, rate = 0 }, print) {
    const url = `http://127.0.0.1:${await freePort()}`;
    const token = 'callback-token';
    const [redis, workable] = await Promise.all([
      openRedis(),
      startSandboxWorkable({ bridgeUrl: url, providerToken: 'provider-token', callbackToken: token }),
    ]);
    const env = settingsOf(url, redis.url, workable.url, token);
    const storage = await openStorage(
      readConfig(env, () => ''),
      'guest',
    );
    await storage.untilReady(5000);
    const bridge = { process: undefined as ReturnType<typeof launch> | undefined };
    try {
      const filledIn = await fill();
      print(`${count} failed deliveries stored in ${filledIn} s`);
      bridge.process = launch();
      await untilAlive(url);
      const liveness = watchLiveness(url);
      const startedAt = Date.now();
      const first = await command('replay', '--all', '--rate', String(rate));
      const sentDuringFirst = workable.control.callbacks.length;
      const second = await command('replay', '--all');
      const right = await command('replay', '--state', 'delivered');
      await sleep(Math.max(0, startedAt + seconds * 1000 - Date.now()));
      const { slowestMs, answers, failures } = await liveness.stop();
      const sendingS = (Date.now() - (workable.control.callbacks[0]?.at ?? Date.now())) / 1000;
      const memoryMib = peakMemoryMib(bridge.process.pid);
      bridge.process.signal('SIGTERM');
      await bridge.process.exited;

      const { callbacks } = workable.control;
      const paths = new Set(callbacks.map(({ path }) => path));
      // A second's worth of turns may be made up for, and what goes out at the end of one stretch arrive in the next.
      const most = mostWithin(
        10_000,
        callbacks.map(({ at }) => at),
      );
      const { failed, replays } = await storage.backlogs.backlogOf('default', Date.now());
      const { overdue: due } = await storage.schedule.outbox('default', Date.now(), 1);
      print(`the first replay took ${first.seconds} s (${sentDuringFirst} were sent meanwhile): ${first.said}`);
      print(`the second took ${second.seconds} s: ${second.said}`);
      print(`the replay of acknowledged ones took ${right.seconds} s: ${right.said}`);
      const claims: Claim[] = [
        claim(first.code + second.code + right.code === 0, 'every command ended well'),
        claim(
          callbacks.length >= 0.8 * Math.min(count, rate * sendingS),
          `${callbacks.length} sent in ${Math.round(sendingS)} s`,
        ),
        claim(callbacks.length === paths.size, `${callbacks.length - paths.size} sent twice`),
        claim(most <= 12 * rate, `${most} at most in any 10 s, at a pace of ${rate} a second`),
        claim(
          failed + due + paths.size === count,
          `${failed} still listed as failed, ${replays} of them queued; ${due} due when the bridge was stopped`,
        ),
        claim(
          failures === 0 && slowestMs < mostBlockedMs,
          `/livez answered ${answers} times, ${slowestMs} ms at the slowest`,
        ),
        ...[first, second, right, { memoryMib }].map((each) =>
          claim(
            (each.memoryMib ?? 0) < mostMemoryMib,
            `${each.memoryMib} MiB at most in ${'said' in each ? 'a command' : 'the bridge'}`,
          ),
        ),
      ];
      for (const { holds, text } of claims) print(`${holds ? 'ok    ' : 'BROKEN'}  ${text}`);
      return claims.every(({ holds }) => holds);
    } finally {
      await bridge.process?.kill();
      await Promise.all([storage.close(), workable.close()]);
      await redis.close();
    }

    async function fill(): Promise<number> {
      const startedAt = performance.now();
      const config = readConfig(env, () => '');
      const http = openHttpClient({ connectTimeoutMs: 1000, maxSockets: 1 });
      const clients = { vendor: http, callbacks: http };
      const addresses = reportAddresses(config.publicUrl);
      const { publicUrl } = config;
      const parts = { http: clients, addresses, publicUrl, userAgent: 'campaign/1', now: Date.now };
      const [settings] = config.accounts;
      if (!settings) throw new Error('There is no account');
      const account = createAccount(settings, parts);
      const callbackUrlOf = (number: number) => `${workable.url}/interviews/${number}`;
      await storeFailedDeliveries(storage, account, { count, now: Date.now(), callbackUrlOf });
      http.close();
      return Math.round((performance.now() - startedAt) / 100) / 10;
    }

    function launch(...words: string[]) {
      const child = spawn(process.execPath, [...process.execArgv, program, ...words], {
        env: { PATH: process.env.PATH, ...env },
      });
      return watch(child);
    }

    async function command(...words: string[]) {
      const startedAt = performance.now();
      const running = launch(...words);
      let memoryMib = 0;
      const looking = setInterval(() => {
        memoryMib = Math.max(memoryMib, peakMemoryMib(running.pid) ?? 0);
      }, 100);
      const { code } = await running.exited;
      clearInterval(looking);
      const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
      return { code: code ?? 1, seconds, memoryMib, said: (running.stdout() || running.stderr()).trim() };
    }
  },
};

function claim(holds: boolean, text: string): Claim {
  return { holds, text };
}

function settingsOf(url: string, redisUrl: string, workableUrl: string, callbackToken: string): Record<string, string> {
  return {
    PORT: new URL(url).port,
    HOST: '127.0.0.1',
    PUBLIC_URL: url,
    REDIS_URL: redisUrl,
    WORKABLE_PROVIDER_TOKEN: 'provider-token',
    WORKABLE_CALLBACK_TOKEN: callbackToken,
    WORKABLE_CALLBACK_HOSTS: new URL(workableUrl).origin,
    JOBMOJITO_API_KEY: 'api-key',
    // Nothing here needs the vendor.
    JOBMOJITO_API_URL: 'http://127.0.0.1:9',
    JOBMOJITO_DETAILS: 'false',
    JOBMOJITO_WEBHOOK_SECRET: 'webhook-secret',
    OPERATOR_TOKEN: 'operator-token',
    LOG_LEVEL: 'warn',
  };
}

async function untilAlive(url: string): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while (Date.now() < giveUpAt) {
    const isAlive = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isAlive) return;
    await sleep(50);
  }
  throw new Error('The bridge does not come up');
}
