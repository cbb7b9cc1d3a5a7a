import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/operator/cli/command.ts';
import { allExamples, textOfDocuments } from '../../../src/operator/cli/help.ts';
import { createProgram, type Given } from '../../../src/operator/cli/program.ts';
import { commands } from '../../../src/operator/cli/registry.ts';
import { unknownAccount } from '../../../src/operator/unknown-account.ts';
import { ownPackageOf } from '../../../src/own-package.ts';

/** The command that these words run, and what it is given; throws what commander throws. */
async function parse(words: readonly string[]): Promise<{ command: Command; given: Given }> {
  const found: { command: Command; given: Given }[] = [];
  const program = createProgram({
    commands,
    version: 'test',
    print: () => undefined,
    printError: () => undefined,
    columns: undefined,
    onCommand: (command, given) => void found.push({ command, given }),
  });
  await program.parseAsync(words, { from: 'user' });
  expect(found).toHaveLength(1);
  return found[0]!;
}

/** As a shell does it: up to a pipe or a redirection, without quotes. */
function wordsOf(line: string): string[] {
  const [command = ''] = line.split(/ (?:\||>|<)/);
  const [name, ...words] = command.split(' ');
  expect(name).toBe('bridge');
  return words;
}

const examples = commands.flatMap(({ name, examples: some }) => some.map(([line]) => [name, line] as const));

describe('the examples of help', () => {
  it.each(examples)('of %s can be typed: %s', async (name, line) => {
    expect((await parse(wordsOf(line))).command.name).toBe(name);
  });

  it.each(allExamples)('of all can be typed: %s', async (line) => {
    const words = wordsOf(line);
    if (words[0] === 'help') expect(commands.map(({ name }) => name)).toContain(words[1]);
    else expect((await parse(words)).command.name).toBe(words[0]);
  });

  it.each(examples)('of %s name the command: %s', (name, line) => {
    expect(`${line} `).toContain(`bridge ${name} `);
  });
});

it('gives a command its arguments and options as they are meant', async () => {
  const { given } = await parse(['replay', '--since=2026-01-31', '--rate', '2.5', '--state', 'refused', '--dry-run']);
  expect(given).toEqual({
    args: [],
    options: { since: Date.UTC(2026, 0, 31), rate: 2.5, state: 'refused', dryRun: true },
  });
  expect((await parse(['dismiss', 'a', '--json', 'b'])).given).toEqual({ args: ['a', 'b'], options: { json: true } });
  expect((await parse(['resolve', 'a', '--invited=--odd'])).given.options).toEqual({ invited: '--odd' });
  expect((await parse(['show', '--', '--json'])).given).toEqual({ args: ['--json'], options: {} });
});

it('is described in docs/operations.md, command by command', () => {
  const page = readFileSync('docs/operations.md', 'utf8');
  expect(commands.filter(({ name }) => !page.includes(`\`bridge ${name}`)).map(({ name }) => name)).toEqual([]);
});

it('has every command once, and every command that prints data prints JSON', () => {
  const names = commands.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
  const without = commands.filter(({ options = [] }) => !options.includes('json')).map(({ name }) => name);
  expect(without).toEqual(['start', 'sandbox', 'demo', 'completion']);
});

it('has a limit for every list', () => {
  const limited = commands.filter(({ options = [] }) => options.includes('limit')).map(({ name }) => name);
  expect(limited.toSorted()).toEqual(
    [
      ...['accounts', 'accounts list', 'applications', 'failed', 'find', 'history', 'interviews', 'rejected'],
      ...['stage jobs', 'stage members', 'templates', 'triggers'],
    ].toSorted(),
  );
});

it('names a few of very many accounts, and the one that was meant', () => {
  const accounts = Array.from({ length: 5000 }, (_, i) => ({ name: `customer-${i}` }));
  const { message } = unknownAccount('--account', 'custmer-4711', accounts);
  expect(message).toMatch(
    /^--account should be one of customer-0, .*, customer-19 and 4980 more, which "bridge accounts" lists\. Did you mean customer-4711\?$/,
  );
  expect(unknownAccount('--account', 'acme', [{ name: 'globex' }]).message).toBe('--account should be one of globex');
});

it.each([
  ['a checkout', undefined, '.'],
  ['a release', { url: 'git+https://github.com/acme/bridge.git' }, ', https://github.com/acme/bridge'],
  ['its address alone', 'https://git.example/acme/bridge', ', https://git.example/acme/bridge'],
  ['an address that no browser opens', { url: 'git+ssh://git@github.com/acme/bridge.git' }, '.'],
])('says where the documents are: %s', (_what, repository, end) => {
  const own = ownPackageOf({ name: 'interview-bridge', version: '1.2.3', ...(repository ? { repository } : {}) });
  expect(textOfDocuments(own.repository)).toBe(`Documents: what is named docs/… is in the repository${end}`);
});
