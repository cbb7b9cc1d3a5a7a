import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { settingsByPlace } from '../../scripts/settings-docs.ts';
import { type ComposeFile, type ComposeService, readCompose } from '../../testing/compose.ts';
import { readDockerfile } from '../../testing/dockerfile.ts';

const paths = [
  'docker-compose.yml',
  'docker-compose.sandbox.yml',
  'ops/compose/caddy.yml',
  'ops/compose/monitoring.yml',
];
const files = paths.map((path): [string, ComposeFile] => [path, readCompose(path)]);
const read = (path: string) => new Map(files).get(path)!;
const bridge = read('docker-compose.yml');
const settings = new Set(Object.values(settingsByPlace()).flatMap((rows) => Object.keys(rows)));

const all = files.flatMap(([path, { services }]) =>
  Object.entries(services).map(([name, service]): [string, ComposeService, string] => [
    `${path} ${name}`,
    service,
    path,
  ]),
);
/** Those that a file brings, not those that it only changes. */
const services = all.filter(([, { image }]) => image !== undefined);

const known = [
  ...['image', 'build', 'user', 'entrypoint', 'command', 'environment', 'env_file', 'ports', 'volumes', 'tmpfs'],
  ...['networks', 'network_mode', 'depends_on', 'healthcheck', 'restart', 'stop_grace_period'],
  ...['read_only', 'cap_drop', 'cap_add', 'security_opt'],
];

test('the files are those that there are', () => {
  expect(services.map(([name]) => name)).toHaveLength(11);
});

test.each(all)('%s says what Compose understands', (_name, service) => {
  expect(Object.keys(service).filter((key) => !known.includes(key))).toEqual([]);
});

test.each(services)('%s is locked down', (name, service) => {
  expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  expect(service.cap_add ?? []).toEqual(name.endsWith(' caddy') ? ['NET_BIND_SERVICE'] : []);
});

test.each(services)('%s is our image, or one that is pinned to a release', (_name, { image, build }) => {
  if (build === undefined) expect(image).toMatch(/^[a-z/]+:v?\d+\.\d+[\w.-]*$/);
  else expect([build, image]).toEqual(['.', `\${BRIDGE_IMAGE:-interview-bridge}`]);
});

test.each(services)('%s has a health check', (_name, { build, entrypoint, healthcheck }) => {
  const ofImage = readDockerfile()
    .at(-1)
    ?.instructions.some(({ name }) => name === 'HEALTHCHECK');
  // The image's own asks the bridge, and other programs of it are none.
  if (build !== undefined && entrypoint === undefined) expect([ofImage, healthcheck]).toEqual([true, undefined]);
  else expect(healthcheck?.test[0]).toMatch(/^CMD/);
});

test.each(all)('%s waits for services that there are, until they are well', (_name, { depends_on = {} }, path) => {
  const there = { ...bridge.services, ...read(path).services };
  for (const [name, { condition }] of Object.entries(depends_on)) {
    expect(there).toHaveProperty(name);
    expect(condition).toBe('service_healthy');
  }
});

test.each(all)('%s mounts what exists, to be read, and volumes that are declared', (_name, { volumes = [] }, path) => {
  const declared = Object.keys(read(path).volumes ?? {});
  for (const volume of volumes) {
    const [source = '', , mode] = volume.split(':');
    if (source.startsWith('./')) expect([source, existsSync(source), mode]).toEqual([source, true, 'ro']);
    else expect(declared).toContain(source);
  }
});

test.each(all)('%s is reached from this machine alone, but for Caddy', (name, { ports = [] }) => {
  const open = ports.filter((port) => !port.startsWith('127.0.0.1:'));
  expect(open).toEqual(name.endsWith(' caddy') ? ['80:80', '443:443', '443:443/udp'] : []);
});

test.each(services.filter(([, { build, entrypoint }]) => build && !entrypoint))(
  '%s is given settings that there are, and they can be understood',
  (_name, { environment = {} }) => {
    expect(Object.keys(environment).filter((name) => !settings.has(name))).toEqual([]);
    expect(Object.values(environment)).not.toContain('');
  },
);

test.each(paths)('%s takes from .env what is a setting, or is described in the documents', (path) => {
  const text = readFileSync(path, 'utf8').replaceAll('$$', '');
  const names = [...text.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);
  const page = readFileSync('docs/install.md', 'utf8');
  expect(names.filter((name) => !settings.has(name) && !page.includes(`\`${name}\``))).toEqual([]);
});

test('no file holds a secret, and those of the bridge are in .env', () => {
  for (const name of ['web', 'worker']) {
    expect(bridge.services[name]?.env_file).toEqual([{ path: '.env', required: false }]);
    expect(Object.keys(bridge.services[name]?.environment ?? {}).filter(isSecret)).toEqual(['REDIS_URL']);
  }
});

test('web and worker share everything but their role', () => {
  const { web, worker } = bridge.services;
  expect({ ...web?.environment, ROLES: 'worker' }).toEqual(worker?.environment);
});

test('Redis loses nothing, evicts nothing, and is reached by the bridge alone', () => {
  const { redis, ...others } = bridge.services;
  const words = redis?.command?.join(' ');
  for (const option of ['--appendonly yes', '--appendfsync always', '--maxmemory-policy noeviction']) {
    expect(words).toContain(option);
  }
  expect(redis?.volumes).toEqual(['redis-data:/data']);
  expect(redis?.networks).toEqual(['data']);
  expect(bridge.networks).toEqual({ data: { internal: true } });
  const reaching = all.filter(([, { networks = [] }]) => networks.includes('data')).map(([name]) => name);
  expect(reaching).toHaveLength(1 + Object.keys(others).length);
});

test('Caddy has the port of the bridge, and keeps connections shorter than it does', () => {
  const caddyfile = readFileSync('ops/compose/Caddyfile', 'utf8');
  expect(caddyfile).toContain(`port ${bridge.services.web?.environment?.PORT}\n`);
  const [, keepAlive] = /keepalive (\d+)s/.exec(caddyfile) ?? [];
  const [, usual] = /#KEEP_ALIVE=(\d+)s/.exec(readFileSync('.env.example', 'utf8')) ?? [];
  expect(Number(keepAlive)).toBeLessThan(Number(usual));
  // As many web processes as you like: the port of this machine is given back.
  expect(read('ops/compose/caddy.yml').services.web).toEqual({ ports: [] });
});

test('Prometheus asks every process with the token, and knows the alarms', () => {
  const { prometheus } = read('ops/compose/monitoring.yml').services;
  const { rule_files, scrape_configs } = parse(readFileSync('ops/compose/prometheus.yml', 'utf8'));
  const [{ authorization, dns_sd_configs }] = scrape_configs;
  expect(prometheus?.entrypoint?.[2]).toContain(`> ${authorization.credentials_file};`);
  expect(dns_sd_configs[0]).toMatchObject({
    names: Object.keys(bridge.services).filter((name) => name !== 'redis'),
    port: bridge.services.web?.environment?.PORT,
  });
  expect(prometheus?.volumes).toContain(`./ops/prometheus-alerts.yaml:${rule_files[0]}:ro`);
});

test('Grafana has the dashboard, and Prometheus for its data source', () => {
  const { grafana } = read('ops/compose/monitoring.yml').services;
  const { providers } = parse(readFileSync('ops/compose/grafana/dashboards.yml', 'utf8'));
  const { datasources } = parse(readFileSync('ops/compose/grafana/datasource.yml', 'utf8'));
  expect(grafana?.volumes).toContain(`./ops/grafana-dashboard.json:${providers[0].options.path}/bridge.json:ro`);
  expect(datasources).toMatchObject([{ type: 'prometheus', url: 'http://prometheus:9090', isDefault: true }]);
});

function isSecret(name: string): boolean {
  return Object.values(settingsByPlace()).some((rows) => rows[name]?.secret);
}
