import { spawnSync } from 'node:child_process';
import { cpus, totalmem, type } from 'node:os';

/** What a figure was measured on: one line for the head of every report. */
export function describeMachine(): string {
  const [cpu] = cpus();
  const versions = ['redis-server', 'valkey-server'].map((name) =>
    spawnSync(name, ['--version'], { encoding: 'utf8' }),
  );
  const redis = versions.find(({ status }) => status === 0)?.stdout ?? '';
  return [
    new Date().toISOString(),
    `${cpus().length} cores ${cpu?.model ?? ''}`.trim(),
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${type()}, Node ${process.versions.node}, Redis ${/v=(\S+)/.exec(redis)?.[1] ?? '?'}`,
  ].join(' · ');
}
