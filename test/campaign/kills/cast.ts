import { join } from 'node:path';
import { freePort } from '../../../testing/free-port.ts';
import { programOf } from '../../../testing/program.ts';
import { redisProgram } from '../../../testing/redis.ts';
import type { ProcessName } from './plan.ts';
import type { Command } from './victim.ts';

export type Cast = {
  commands: Record<ProcessName, Command>;
  /** Answer 200 once everything is there. */
  ready: string[];
  /** Of a worker process. */
  metrics: { url: string; token: string };
  eventLogs: { vendor: string; workable: string };
  /** No new interview is requested once this file is there. */
  lastCall: string;
};

type Options = {
  directory: string;
  seed: number;
  /** Otherwise Redis answers before it has written while it waits for the disk. */
  syncsEachWrite: boolean;
};

const secretOf = (name: string) => `${name}-for-the-campaign-${'0'.repeat(16)}`;

/** The seven processes: two web and two worker processes of the bridge, its Redis, and both peers. */
export async function castOf({ directory, seed, syncsEachWrite }: Options): Promise<Cast> {
  const ports: number[] = [];
  while (ports.length < 7) ports.push(await freePort());
  const [redis = 0, web1 = 0, web2 = 0, worker1 = 0, worker2 = 0, vendor = 0, workable = 0] = ports;
  const bridges = [originOf(web1), originOf(web2)];
  const eventLogs = { vendor: join(directory, 'vendor.jsonl'), workable: join(directory, 'workable.jsonl') };
  const lastCall = join(directory, 'last-call');
  const [apiKey, webhookSecret, providerToken, callbackToken, operatorToken] = [
    secretOf('api-key'),
    secretOf('webhook-secret'),
    secretOf('provider-token'),
    secretOf('callback-token'),
    secretOf('operator-token'),
  ];
  const shared = { SEED: String(seed), BRIDGES: bridges.join(',') };

  return {
    commands: {
      redis: commandOf('redis', redisProgram(), redisArgs(redis, directory, syncsEachWrite)),
      web1: bridge('web1', web1, 'web'),
      web2: bridge('web2', web2, 'web'),
      worker1: bridge('worker1', worker1, 'worker'),
      worker2: bridge('worker2', worker2, 'worker'),
      vendor: node('vendor', 'test/campaign/kills/vendor-life', {
        ...shared,
        PORT: String(vendor),
        EVENT_LOG: eventLogs.vendor,
        API_KEY: apiKey,
        WEBHOOK_SECRET: webhookSecret,
      }),
      workable: node('workable', 'test/campaign/kills/workable-life', {
        ...shared,
        PORT: String(workable),
        EVENT_LOG: eventLogs.workable,
        PROVIDER_TOKEN: providerToken,
        CALLBACK_TOKEN: callbackToken,
        LAST_CALL: lastCall,
      }),
    },
    ready: [web1, web2, worker1, worker2].map((port) => `${originOf(port)}/readyz`),
    metrics: { url: `${originOf(worker1)}/metrics`, token: operatorToken },
    eventLogs,
    lastCall,
  };

  function bridge(name: string, port: number, roles: string): Command {
    return node(name, 'src/main', {
      ROLES: roles,
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: originOf(web1),
      REDIS_URL: `redis://127.0.0.1:${redis}`,
      WORKABLE_PROVIDER_TOKEN: providerToken,
      WORKABLE_CALLBACK_TOKEN: callbackToken,
      WORKABLE_CALLBACK_HOSTS: originOf(workable),
      JOBMOJITO_API_KEY: apiKey,
      JOBMOJITO_API_URL: `${originOf(vendor)}/functions/v1`,
      JOBMOJITO_WEBHOOK_SECRET: webhookSecret,
      OPERATOR_TOKEN: operatorToken,
      DELIVERY_RETRY_SCHEDULE: '200ms,500ms,1s',
      RETRY_GRACE: '3s',
    });
  }

  function node(name: string, module: string, env: Record<string, string>): Command {
    return commandOf(name, process.execPath, [programOf(module)], env);
  }

  function commandOf(name: string, program: string, args: string[], env: Record<string, string> = {}): Command {
    const path = process.env.PATH ?? '';
    return { program, args, env: { PATH: path, ...env }, log: join(directory, `${name}.log`) };
  }
}

/** As the bridge runs its own; the file is rewritten early, so that kills meet that too. */
function redisArgs(port: number, dir: string, syncsEachWrite: boolean): string[] {
  const options = {
    port: String(port),
    bind: '127.0.0.1',
    dir,
    appendonly: 'yes',
    appendfsync: syncsEachWrite ? 'always' : 'everysec',
    'auto-aof-rewrite-min-size': '2mb',
    save: '',
    'maxmemory-policy': 'noeviction',
  };
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
}

function originOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}
