import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { copiesOf, execForm, readDockerfile } from '../../testing/dockerfile.ts';

const stages = readDockerfile();
const final = stages.at(-1)!;
const wordsOf = (wanted: string) => final.instructions.find(({ name }) => name === wanted)?.words ?? '';
/** Where the source of a built program is. */
const sourceOf = (program = '') => program.replace('/app/dist/', '').replace(/\.js$/, '.ts');

test('each stage begins with the same slim Node, pinned to a release', () => {
  expect(stages.map(({ name }) => name)).toEqual(['packages', 'build', 'final']);
  const [from, ...others] = new Set(stages.map((stage) => stage.from));
  expect(from).toMatch(/^node:24\.\d+-\w+-slim$/);
  expect(others).toEqual([]);
});

test('the image is made by copying alone, so it can be made for any platform', () => {
  const names = new Set(final.instructions.map(({ name }) => name));
  expect([...names].filter((name) => ['RUN', 'ADD', 'VOLUME', 'CMD'].includes(name))).toEqual([]);
});

test('everything that is copied exists, and .dockerignore lets in nothing else', () => {
  const copies = stages.flatMap((stage) => copiesOf(stage));
  const ofContext = copies.filter(({ from }) => from === undefined).flatMap(({ sources }) => sources);
  expect(ofContext.filter((path) => !existsSync(path))).toEqual([]);
  const [first, ...letIn] = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(first).toBe('*');
  expect(letIn.map((line) => line.replace('!', '')).sort()).toEqual([...new Set(ofContext)].sort());
});

test('what comes of other stages is made there', () => {
  const taken = copiesOf(final).filter(({ from }) => from !== undefined);
  expect(taken.map(({ from, sources: [path] }) => `${from} ${path}`)).toEqual([
    'packages /app/node_modules',
    'build /app/dist',
    'build /app/bin',
  ]);
});

test('it runs as a user without rights, by its number', () => {
  expect(wordsOf('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  const copied = final.instructions.findLastIndex(({ name }) => name === 'COPY');
  expect(final.instructions.findIndex(({ name }) => name === 'USER')).toBeGreaterThan(copied);
});

test('program and health check are started without a shell', () => {
  const [node, program, ...words] = execForm(wordsOf('ENTRYPOINT'));
  expect([node, sourceOf(program), words]).toEqual(['node', 'src/main.ts', []]);
  const [checker, check] = execForm(wordsOf('HEALTHCHECK').replace(/^.* CMD /, ''));
  expect([checker, sourceOf(check)]).toEqual(['node', 'src/healthcheck.ts']);
  expect(existsSync(sourceOf(check))).toBe(true);
});
