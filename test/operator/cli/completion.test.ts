import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { declarationOf } from '../../../src/operator/cli/options.ts';
import { commands } from '../../../src/operator/cli/registry.ts';
import { runCommandLine } from '../../../src/operator/cli/run.ts';

async function scriptFor(shell: string): Promise<string> {
  const printed: string[] = [];
  const code = await runCommandLine(['completion', shell], {
    terminal: { print: (text) => void printed.push(text), printError: (text) => void printed.push(text) },
    settings: () => {
      throw new Error('There are no settings');
    },
    misspelt: () => [],
    now: Date.now,
    userAgent: 'interview-bridge/test',
  });
  expect(code).toBe(0);
  return printed.join('\n');
}

/** What bash offers for the last of these words. */
async function offered(...words: string[]): Promise<string[]> {
  const script = `${await scriptFor('bash')}
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _bridge; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const text = execFileSync('bash', ['-uc', script, 'bash', 'bridge', ...words], { encoding: 'utf8' });
  return text.split('\n').filter(Boolean);
}

const isFirst = (name: string) => !name.includes(' ');
const lastWord = (name: string) => name.split(' ').at(-1);

describe('bash', () => {
  it.each([
    ['int', ['interviews']],
    ['re', ['resume', 'resend', 'resolve', 'replay', 'rejected', 'replay-rejected']],
    ['--v', ['--version']],
    ['interviews --st', ['--state']],
    ['interviews --state re', ['refused']],
    ['interviews --account a', []],
    ['interviews --state open --js', ['--json']],
    ['replay some_id --d', ['--dry-run']],
    ['completion ', ['bash', 'zsh', 'fish', '--help']],
    ['help sh', ['show']],
    ['accounts re', ['retire-token', 'remove']],
    ['accounts list', ['list']],
    ['accounts create --se', ['--secrets-file']],
    ['accounts remove acme --', ['--force', '--erase', '--yes', '--json', '--help']],
    ['accounts --', ['--limit', '--json', '--help']],
    ['pause ', ['--json', '--help']],
    ['unknown ', []],
  ])('offers for "bridge %s" %j', async (words, expected) => {
    expect(await offered(...words.split(' '))).toEqual(expected);
  });

  it('offers every command', async () => {
    const names = [...commands.map(({ name }) => name).filter(isFirst), 'help', '--help', '--version'];
    expect((await offered('')).toSorted()).toEqual(names.toSorted());
  });
});

it('the script for bash has every command with each of its options', async () => {
  const lines = (await scriptFor('bash')).split('\n');
  for (const { name, options = [] } of commands) {
    const [, words = ''] = lines.find((line) => line.startsWith(`      '${name}'|`))?.split("words='") ?? [];
    const flags = options.map((option) => declarationOf(option).flags.split(' ')[0]);
    expect([name, ...words.replace("' ;;", '').split(' ')]).toEqual(expect.arrayContaining([name, ...flags, '--help']));
  }
});

it.each(['zsh', 'fish'])('the script for %s has every command with each of its options', async (shell) => {
  const lines = (await scriptFor(shell)).split('\n');
  for (const { name, options = [] } of commands) {
    const about = lines
      .filter((line) => new RegExp(`^ +'${name}'\\)|_from ${lastWord(name)}(?:'|; and not)`).test(line))
      .join('\n');
    for (const option of options) {
      const [flag = ''] = declarationOf(option).flags.split(' ');
      expect(about).toContain(shell === 'zsh' ? `'${flag}[` : ` -l ${flag.slice(2)} `);
    }
  }
});
