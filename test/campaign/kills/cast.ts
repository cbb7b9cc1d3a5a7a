import { join } from 'node:path';
import { freePort } from '../../../testing/free-port.ts';
import { programOf } from '../../../testing/program.ts';
import { redisProgram } from '../../../testing/redis.ts';
import { type ProcessName, weights, weightsWithMail } from './plan.ts';
import { vendorNamed } from './vendors/vendors.ts';
import type { Command } from './victim.ts';

export type Cast = {
  commands: ReadonlyMap<ProcessName, Command>;
  /** How often each of them is killed. */
  weights: Readonly<Record<string, number>>;
  /** Which web process is at which address. */
  webs: ReadonlyMap<string, ProcessName>;
  /** Answer 200 once everything is there. */
  ready: string[];
  /** Of a worker process. */
  metrics: { url: string; token: string };
  eventLogs: { vendor: string; workable: string; mail?: string };
  /** No new interview is requested once this file is there. */
  lastCall: string;
};

type Options = {
  directory: string;
  seed: number;
  vendor: string;
  /** Otherwise Redis answers before it has written while it waits for the disk. */
  syncsEachWrite: boolean;
};

const secretOf = (name: string) => `${name}-for-the-campaign-${'0'.repeat(16)}`;

/**
 * Two web and two worker processes of the bridge, its Redis, both peers, and the server that takes its mail where the
 * bridge mails the candidates.
 */
export async function castOf({ directory, seed, vendor: vendorName, syncsEachWrite }: Options): Promise<Cast> {
  const { mails: hasMail = false, settings } = vendorNamed(vendorName);
  const ports: number[] = [];
  while (ports.length < 8) ports.push(await freePort());
  const [redis = 0, web1 = 0, web2 = 0, worker1 = 0, worker2 = 0, vendor = 0, workable = 0, mail = 0] = ports;
  const bridges = [originOf(web1), originOf(web2)];
  const logOf = (name: string) => join(directory, `${name}.jsonl`);
  const mailLog = logOf('mail');
  const eventLogs = { vendor: logOf('vendor'), workable: logOf('workable'), ...(hasMail ? { mail: mailLog } : {}) };
  const lastCall = join(directory, 'last-call');
  const secrets = { apiKey: secretOf('api-key'), webhookSecret: secretOf('webhook-secret') };
  const [providerToken, callbackToken, operatorToken] = [
    secretOf('provider-token'),
    secretOf('callback-token'),
    secretOf('operator-token'),
  ];
  const shared = { SEED: String(seed), BRIDGES: bridges.join(',') };

  return {
    commands: new Map<ProcessName, Command>([
      ['redis', commandOf('redis', redisProgram(), redisArgs(redis, directory, syncsEachWrite))],
      ['web1', bridge('web1', web1, 'web')],
      ['web2', bridge('web2', web2, 'web')],
      ['worker1', bridge('worker1', worker1, 'worker')],
      ['worker2', bridge('worker2', worker2, 'worker')],
      ['vendor', vendorCommand()],
      ['workable', workableCommand()],
      ...(hasMail ? [['mail', mailCommand()] as const] : []),
    ]),
    weights: hasMail ? weightsWithMail : weights,
    webs: new Map([
      [originOf(web1), 'web1'],
      [originOf(web2), 'web2'],
    ]),
    ready: [web1, web2, worker1, worker2].map((port) => `${originOf(port)}/readyz`),
    metrics: { url: `${originOf(worker1)}/metrics`, token: operatorToken },
    eventLogs,
    lastCall,
  };

  function vendorCommand(): Command {
    return node('vendor', 'test/campaign/kills/vendor-life', {
      ...shared,
      VENDOR: vendorName,
      PORT: String(vendor),
      EVENT_LOG: eventLogs.vendor,
      MAIL_LOG: mailLog,
      API_KEY: secrets.apiKey,
      WEBHOOK_SECRET: secrets.webhookSecret,
    });
  }

  function workableCommand(): Command {
    return node('workable', 'test/campaign/kills/workable-life', {
      ...shared,
      PORT: String(workable),
      EVENT_LOG: eventLogs.workable,
      PROVIDER_TOKEN: providerToken,
      CALLBACK_TOKEN: callbackToken,
      LAST_CALL: lastCall,
    });
  }

  function mailCommand(): Command {
    return node('mail', 'test/campaign/kills/mail-life', { PORT: String(mail), EVENT_LOG: mailLog });
  }

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
      VENDOR: vendorName,
      ...settings(originOf(vendor), secrets),
      ...(hasMail ? mailSettings(mail) : {}),
      OPERATOR_TOKEN: operatorToken,
      // Nothing but what was acknowledged may bring news.
      ASK_EVERY: '24h',
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

function mailSettings(port: number): Record<string, string> {
  return {
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: 'interviews@acme.example',
    COMPANY_NAME: 'Acme',
  };
}

function originOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}
