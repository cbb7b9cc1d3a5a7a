import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { parseAllDocuments } from 'yaml';

const folder = 'ops/kubernetes';
const kinds = { ConfigMap, Deployment, NetworkPolicy, PodDisruptionBudget, Secret, Service, ServiceAccount };

type Kinds = { [Kind in keyof typeof kinds]: InstanceType<(typeof kinds)[Kind]> };
type Manifest = { kind: keyof Kinds; metadata: { name: string } };

/** Every object of the manifests that `kubectl apply -f` reads, and of the example of a Secret. */
export function readManifests(): Manifest[] {
  return readdirSync(folder).flatMap((name) =>
    parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map((document) => document.toJS()),
  );
}

export function ofKind<Kind extends keyof Kinds>(kind: Kind, manifests: readonly Manifest[]): Kinds[Kind][] {
  return manifests.filter((each) => each.kind === kind) as unknown as Kinds[Kind][];
}

/** Why the schema of its kind refuses it; undefined where it does not. */
export function refusal(manifest: Manifest): string | undefined {
  try {
    new kinds[manifest.kind](manifest as never).validate();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/**
 * The fields that its kind does not have. The schemas let them pass, as Kubernetes does unless it is asked to be strict:
 * but where a field is known, it is noticed that it holds what no field may hold.
 */
export function unknownFields(manifest: Manifest): string[] {
  return pathsIn(manifest)
    .filter((path) => refusal(withWrongValue(manifest, path)) === undefined)
    .map((path) => path.join('.'));
}

function pathsIn(value: unknown, above: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => [[...above, name], ...pathsIn(each, [...above, name])]);
}

function withWrongValue(manifest: Manifest, path: string[]): Manifest {
  const changed = structuredClone(manifest);
  // The kind says which schema it is.
  if (path.join() === 'kind') return { ...changed, metadata: pathsIn as never };
  const parent = path
    .slice(0, -1)
    .reduce<Record<string, never>>((object, name) => object[name] ?? {}, changed as never);
  parent[path.at(-1) ?? ''] = pathsIn as never;
  return changed;
}
