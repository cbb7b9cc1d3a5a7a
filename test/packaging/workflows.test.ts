import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

type Step = { name?: string; uses?: string; run?: string; with?: Record<string, string | boolean> };
type Workflow = {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, { needs?: string | string[]; permissions?: Record<string, string>; steps: Step[] }>;
};

const readWorkflow = (name: string): Workflow => parse(readFileSync(`.github/workflows/${name}.yml`, 'utf8'));
const release = readWorkflow('release');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const steps = ['ci', 'release'].flatMap((name) =>
  Object.entries(readWorkflow(name).jobs).flatMap(([job, each]) =>
    each.steps.map((step, i) => [`${name} ${job} ${i + 1}`, step] as const),
  ),
);

test.each(steps)(
  'step %s takes an action of a release, or a script in which nothing is put',
  (_name, { uses, run }) => {
    if (uses !== undefined) expect(uses).toMatch(/^(?:actions|docker)\/[\w-]+@v\d+$/);
    // What is put into a script by ${{ … }} is run: a name of a branch, too.
    else expect(run).not.toContain('${{');
  },
);

test('a tag alone releases, once the tests have passed', () => {
  expect(Object.keys(release.on)).toEqual(['push']);
  expect(Object.keys(release.on.push as object)).toEqual(['tags']);
  const needs = Object.entries(release.jobs).map(([job, each]) => [job, each.needs]);
  expect(Object.fromEntries(needs)).toEqual({ test: undefined, npm: 'test', image: 'test', notes: ['npm', 'image'] });
});

test('each job may write what it publishes, and nothing else', () => {
  expect(release.permissions).toEqual({ contents: 'read' });
  const mayWrite = Object.entries(release.jobs).map(([job, { permissions = {} }]) => [
    job,
    Object.keys(permissions).filter((name) => permissions[name] === 'write'),
  ]);
  expect(Object.fromEntries(mayWrite)).toEqual({
    test: [],
    npm: ['id-token'],
    image: ['packages', 'id-token', 'attestations'],
    notes: ['contents'],
  });
});

test('package and image come with a proof of where they were built', () => {
  expect(release.jobs.npm?.steps.at(-1)?.run).toContain('npm publish --provenance');
  const build = release.jobs.image?.steps.find(({ uses }) => uses?.startsWith('docker/build-push-action'));
  expect(build?.with).toMatchObject({ platforms: 'linux/amd64,linux/arm64', sbom: true, provenance: 'mode=max' });
  expect(release.jobs.image?.steps.at(-1)?.uses).toMatch(/^actions\/attest-build-provenance@/);
});

test('package and image name the repository, before they are built', () => {
  for (const job of ['npm', 'image']) {
    const { steps: of = [] } = release.jobs[job] ?? {};
    const named = of.findIndex(({ run }) => run?.includes('npm pkg set "repository.type=git" "repository.url='));
    const built = of.findIndex(({ run, uses }) => /npm publish/.test(run ?? '') || /build-push/.test(uses ?? ''));
    expect(named, job).toBeGreaterThan(0);
    expect(named, job).toBeLessThan(built);
  }
});

test.each([
  ['another version', 'v0.0.1', 'dated', 1],
  ['changes without a date', `v${version}`, 'unreleased', 1],
  ['the version, its changes dated', `v${version}`, '2026-12-01', 0],
])('a tag of %s', (_what, tag, date, status) => {
  const changes = `# Changelog\n\n## ${version} - ${date}\n\n- New.\n\n## 0.0.1 - 2026-01-01\n\n- Old.\n`;
  expect(runStep('test', 'The tag is', tag, changes).status).toBe(status);
});

test('the notes of a release are its section of the changelog', () => {
  const changes = `# Changelog\n\n## ${version} - 2026-12-01\n\n- New.\n\n## 0.0.1 - 2026-01-01\n\n- Old.\n`;
  expect(runStep('notes', 'The section', `v${version}`, changes)).toEqual({ status: 0, notes: '\n- New.\n\n' });
  expect(runStep('notes', 'The section', 'v9.9.9', changes).status).toBe(1);
});

/** As the workflow does, in a folder with this changelog. */
function runStep(job: string, name: string, tag: string, changes: string): { status: number | null; notes: string } {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-release-'));
  writeFileSync(join(folder, 'CHANGELOG.md'), changes);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
  writeFileSync(join(folder, 'notes.md'), '');
  const script = release.jobs[job]?.steps.find((step) => step.name?.startsWith(name))?.run ?? '';
  const env = { PATH: process.env.PATH, GITHUB_REF_NAME: tag };
  const { status } = spawnSync('bash', ['-e', '-c', script], { cwd: folder, env });
  const notes = readFileSync(join(folder, 'notes.md'), 'utf8');
  rmSync(folder, { recursive: true });
  return { status, notes };
}
