import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../src/operator/cli/registry.ts';
import { bridgeCommand } from '../../testing/operator.ts';
import { openWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

describe('wrong use', () => {
  it.each([
    ['intervews', 'interviews'],
    ['replay-reject', 'replay-rejected'],
    ['Forget', 'forget'],
    ['rotate', 'rotate-keys'],
    ['strat', 'start'],
    ['help shwo', 'show'],
    ['accounts crate', 'accounts create'],
    ['help accounts retire', 'accounts retire-token'],
  ])('says of "%s" that %s may have been meant', async (words, meant) => {
    const name = words.replace('help ', '');
    const where = words.startsWith('accounts ') ? 'accounts ' : '';
    expect(await bridgeCommand(world, words)).toMatchObject({
      code: 2,
      errors: [`There is no command "${name}". Did you mean "${meant}"? See "bridge ${where}--help"`],
      lines: [expect.any(String)],
    });
  });

  it.each(['deliver', 'constructor', 'toString', '__proto__', '\u001b[31m'])(
    'says that there is no command %j',
    async (word) => {
      const { code, lines, errors } = await bridgeCommand(world, [word]);
      const shown = word.replace('\u001b', '\\u001b');
      expect([code, errors]).toEqual([2, [`There is no command "${shown}". See "bridge --help"`]]);
      expect(lines).toEqual(errors);
    },
  );

  it.each([
    ['doctor now', 'Too many arguments for \'doctor\'. Expected 0 arguments but got 1. See "bridge doctor --help"'],
    ['doctor --state failed', `Unknown option '--state'. See "bridge doctor --help"`],
    ['interviews dana@x.test', /^Too many arguments for 'interviews'\. Expected 0 arguments but got 1\./],
    ['interviews --all', `Unknown option '--all'. See "bridge interviews --help"`],
    [
      'interviews --state invited --state failed',
      `Option '--state <state>' is given more than once. See "bridge interviews --help"`,
    ],
    ['doctor --json --json', `Option '--json' is given more than once. See "bridge doctor --help"`],
    [
      'find',
      'Missing <anything…>: an e-mail address, id, name or link; several words are one name. For example: bridge find ines@example.com. See "bridge find --help"',
    ],
    [
      'show',
      /^Missing <id>: an id, as "bridge interviews", .*\. For example: bridge show \S+\. See "bridge show --help"$/,
    ],
    ['show a b', /^Too many arguments for 'show'\. Expected 1 argument but got 2\./],
    ['rejected 1 2', /^Too many arguments for 'rejected'/],
    ['forget a@example.test b@example.test', /^Too many arguments for 'forget'/],
    ['interviews --account defualt', '--account should be one of default. Did you mean default?'],
    ['close-circuit default2', 'The account should be one of default. Did you mean default?'],
    ['dismiss', /^Missing <id…>: ids .*\. For example: bridge dismiss /],
    ['dismiss --all', `Unknown option '--all'. See "bridge dismiss --help"`],
    ['discard 1 --yes', `Unknown option '--yes'. See "bridge discard --help"`],
    ['history x', /^Too many arguments for 'history'/],
    ['rotate-keys --trust-cleer', /^Unknown option '--trust-cleer'\. Did you mean --trust-clear\?/],
    ['replay --rate 0 --all', /argument '0' is invalid\. It should be a number of deliveries per second, 1000 at most/],
    ['replay --rate 5 x', '--rate is for --all and filters: ids are replayed at once'],
    ['resolve x', 'Say either --invited <reference> or --not-invited'],
    ['resolve x --invited r --not-invited', 'Say either --invited <reference> or --not-invited'],
    ['resolve x --invited --not-invited', /^Option '--invited <reference>' argument missing\./],
    ['completion', /^Missing <shell>: /],
    ['completion powershell', /Allowed choices are bash, zsh, fish\. See "bridge completion --help"$/],
    ['help show twice', /^Too many arguments for 'help'/],
    ['accounts list now', /^Too many arguments for 'list'.* See "bridge accounts list --help"$/],
    ['accounts show', /^Missing <name>: the name of an account\. .* See "bridge accounts show --help"$/],
    [
      'accounts unset acme',
      /^Missing <NAME…>: settings of the account\. For example: bridge accounts unset acme RETENTION\./,
    ],
    ['templates defualt', 'The account should be one of default. Did you mean default?'],
    [
      'accounts remove acme --yess',
      /^Unknown option '--yess'\. Did you mean --yes\? See "bridge accounts remove --help"$/,
    ],
    ['accounts everything', 'There is no command "accounts everything". See "bridge accounts --help"'],
    ['help accounts list twice', /^Too many arguments for 'help'/],
    ['pause', /^Missing <account>: .* For example: bridge pause acme\. See "bridge pause --help"$/],
    ['start now', `Too many arguments for 'start'. Expected 0 arguments but got 1. See "bridge start --help"`],
    ['--version now', '--version takes no arguments. See "bridge --help"'],
    ['--verson', /^Unknown option '--verson'\. Did you mean --version\? See "bridge --help"$/],
  ])('says of "%s" what is wrong, and does nothing', async (words, message) => {
    const { code, errors, lines } = await bridgeCommand(world, words);
    expect([code, errors]).toEqual([2, [typeof message === 'string' ? message : expect.stringMatching(message)]]);
    expect(lines).toEqual(errors);
  });
});

describe('help', () => {
  it.each(['help', '--help', '-h'])(
    'of all is printed for %s, with every command and the exit statuses',
    async (word) => {
      const { code, text, errors } = await bridgeCommand(world, word);
      expect([code, errors]).toEqual([0, []]);
      for (const { name } of commands.filter((each) => !each.name.includes(' ')))
        expect(text).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
      expect(text).toMatch(/^Exit status:\n {2}0 {2}done\n {2}1 {2}.*\n {2}2 {2}/m);
    },
  );

  it.each(commands.map(({ name }) => name))('of %s has usage, examples and the exit statuses', async (name) => {
    const [first, ...others] = await Promise.all(
      [`${name} --help`, `${name} -h`, `help ${name}`].map((words) => bridgeCommand(world, words)),
    );
    expect(first).toMatchObject({ code: 0, errors: [] });
    expect(first?.text).toMatch(
      new RegExp(`^Usage: bridge ${name}\\b.*\\nExamples:\\n {2}bridge ${name}.*\\nExit status:`, 's'),
    );
    for (const other of others) expect(other).toEqual(first);
  });

  it.each(['check-vendor', 'check-provider'])('of %s has the status of a check that failed itself', async (name) => {
    const { text } = await bridgeCommand(world, `${name} --help`);
    expect(text).toMatch(/^Exit status:\n(?: {2}[012] .*\n){3} {2}3 {2}the check itself failed/m);
  });

  it('needs no settings', async () => {
    expect((await bridgeCommand(world, 'show --help', { PUBLIC_URL: '' })).code).toBe(0);
    expect((await bridgeCommand(world, 'show x', { PUBLIC_URL: '' })).code).toBe(1);
  });

  it('is as wide as the terminal', async () => {
    const { text } = await bridgeCommand(world, '--help', {}, { columns: 70 });
    const wrapped = text.slice(0, text.indexOf('Examples:')).split('\n');
    expect(Math.max(...wrapped.map((line) => line.length))).toBeLessThanOrEqual(70);
  });
});

it('says whose trouble it is where the vendor cannot be reached', async () => {
  const { code, errors } = await bridgeCommand(world, 'templates default', { JOBMOJITO_API_URL: 'http://127.0.0.1:9' });
  expect([code, errors]).toEqual([1, ['The vendor could not be reached (ECONNREFUSED)']]);
});

it.each(['--version', '-V'])('%s prints the version', async (words) => {
  expect(await bridgeCommand(world, words)).toMatchObject({ code: 0, errors: [], lines: ['interview-bridge test'] });
});
