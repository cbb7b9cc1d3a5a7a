import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settingsByPlace } from '../../scripts/settings-docs.ts';
import { readConfig } from '../../src/config.ts';
import { readDockerfile } from '../../testing/dockerfile.ts';
import { ofKind, readManifests, refusal, unknownFields } from '../../testing/kubernetes.ts';

const manifests = readManifests();
const [[config], [secret], [service], [policy], budgets] = [
  ofKind('ConfigMap', manifests),
  ofKind('Secret', manifests),
  ofKind('Service', manifests),
  ofKind('NetworkPolicy', manifests),
  ofKind('PodDisruptionBudget', manifests),
];
const deployments = ofKind('Deployment', manifests).map((each) => [each.metadata?.name ?? '', each] as const);
const settings = new Set(Object.values(settingsByPlace()).flatMap((rows) => Object.keys(rows)));
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const podOf = (deployment: (typeof deployments)[number][1]) => deployment.spec!.template.spec!;
const containerOf = (deployment: (typeof deployments)[number][1]) => podOf(deployment).containers[0]!;

test.each(manifests.map((each) => [`${each.kind} ${each.metadata.name}`, each] as const))(
  '%s is what Kubernetes knows, with all its fields',
  (_name, manifest) => {
    expect(refusal(manifest)).toBeUndefined();
    expect(unknownFields(manifest)).toEqual([]);
  },
);

test('a field that Kubernetes does not know is found', () => {
  const deployment = manifests.find(({ kind }) => kind === 'Deployment')!;
  expect(unknownFields({ ...deployment, spek: { replicas: 2 } } as typeof deployment)).toEqual([
    'spek',
    'spek.replicas',
  ]);
});

test('each role has its processes, and one of them is always left', () => {
  expect(deployments.map(([name]) => name)).toEqual(['interview-bridge-web', 'interview-bridge-worker']);
  for (const [name, { spec }] of deployments) {
    expect(spec?.replicas).toBeGreaterThan(1);
    const budget = budgets.find(({ metadata }) => metadata?.name === name);
    expect(budget?.spec).toEqual({ minAvailable: 1, selector: spec?.selector });
    expect(spec?.template.metadata?.labels).toEqual(spec?.selector.matchLabels);
  }
});

test.each(deployments)('%s is restricted as far as Kubernetes can', (_name, deployment) => {
  const { securityContext, serviceAccountName, automountServiceAccountToken, containers, volumes } = podOf(deployment);
  const user = readDockerfile()
    .at(-1)
    ?.instructions.find(({ name }) => name === 'USER')?.words;
  expect(`${securityContext?.runAsUser}:${securityContext?.runAsGroup}`).toBe(user);
  expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  expect(containers.map((container) => container.securityContext)).toEqual([
    { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  ]);
  expect([serviceAccountName, automountServiceAccountToken]).toEqual(['interview-bridge', false]);
  expect(volumes).toBeUndefined();
});

test.each(deployments)(
  '%s is asked at the paths that the bridge has, at the port where it listens',
  (_name, deployment) => {
    const { startupProbe, livenessProbe, readinessProbe, ports } = containerOf(deployment);
    const routes = readFileSync('src/operator/routes.ts', 'utf8');
    for (const probe of [startupProbe, livenessProbe, readinessProbe]) {
      expect(routes).toContain(`'${probe?.httpGet?.path}'`);
      expect(probe?.httpGet?.port).toBe('http');
    }
    expect(livenessProbe?.httpGet?.path).toBe('/livez');
    expect(readinessProbe?.httpGet?.path).toBe('/readyz');
    expect(ports).toEqual([{ name: 'http', containerPort: Number(config?.data?.PORT) }]);
  },
);

test.each(deployments)('%s has the time that the bridge takes to end', (_name, deployment) => {
  const [, ms = ''] = /closeWithinMs = ([\d_]+);/.exec(readFileSync('src/main.ts', 'utf8')) ?? [];
  const waits = containerOf(deployment).lifecycle?.preStop?.sleep?.seconds ?? 0;
  expect(podOf(deployment).terminationGracePeriodSeconds).toBeGreaterThan(waits + Number(ms.replace('_', '')) / 1000);
});

test.each(deployments)('%s is given settings that there are', (name, deployment) => {
  const { env = [], envFrom, image } = containerOf(deployment);
  expect(env).toEqual([{ name: 'ROLES', value: name.replace('interview-bridge-', '') }]);
  expect(envFrom).toEqual([
    { configMapRef: { name: config?.metadata?.name } },
    { secretRef: { name: secret?.metadata?.name } },
  ]);
  const given = [...Object.keys(config?.data ?? {}), ...Object.keys(secret?.stringData ?? {})];
  expect(given.filter((each) => !settings.has(each))).toEqual([]);
  expect(image).toMatch(new RegExp(`:${version.replaceAll('.', '\\.')}$`));
});

test('the settings, filled in, are those of a bridge with one account', () => {
  const filled = Object.entries(secret?.stringData ?? {}).map(([name, value]) => [
    name,
    value || `${name}-0123456789abcdef0123456789`,
  ]);
  const { port, accounts } = readConfig({ ...config?.data, ...Object.fromEntries(filled) }, () => '');
  expect([port, accounts.map(({ name }) => name)]).toEqual([8080, ['default']]);
});

test('the Service leads to the web processes, and the network policy to both', () => {
  const [web] = deployments.map(([, each]) => each);
  expect(service?.spec?.selector).toEqual(web?.spec?.selector.matchLabels);
  expect(service?.spec?.ports).toEqual([{ name: 'http', port: 80, targetPort: 'http' }]);
  const selected = Object.entries(policy?.spec?.podSelector?.matchLabels ?? {});
  for (const [, { spec }] of deployments) {
    expect(Object.entries(spec?.selector.matchLabels ?? {})).toEqual(expect.arrayContaining(selected));
  }
  expect(policy?.spec?.policyTypes).toEqual(['Ingress', 'Egress']);
});
