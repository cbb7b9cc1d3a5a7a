import { spawnSync } from 'node:child_process';

/** Valkey is the same server under another name. */
const programs = ['redis-server', 'valkey-server'];

/** The one on the PATH that a private Redis is started with. */
export function findRedisProgram(): string | undefined {
  return programs.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
}

/**
 * For people without one: how to get it, by system. `setting`: the one that names another Redis, here one in Docker with
 * what the bridge demands of it.
 */
export function howToGetRedis(setting: string): string {
  return `  Debian, Ubuntu   sudo apt-get install redis-server
  Fedora, RHEL     sudo dnf install redis     (or valkey)
  Alpine           sudo apk add redis
  macOS            brew install redis
  Docker           docker run -d --rm -p 127.0.0.1:6379:6379 redis:7.4-alpine --appendonly yes --appendfsync always --maxmemory-policy noeviction
                   and ${setting}=redis://127.0.0.1:6379 in the environment`;
}
