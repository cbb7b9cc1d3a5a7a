import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorldOf, scoreOf } from '../../testing/accounts.ts';
import { sendInterview } from '../../testing/interviews.ts';
import { bridgeCommand, untilNothingIsDue } from '../../testing/operator.ts';
import { openWorld, secrets, type World } from '../../testing/world.ts';

const [oldKey, newKey] = ['an-old-key-of-32-characters-00000', 'a-new-key-of-32-characters-000000'];
const both = { DATA_KEY: `${newKey},${oldKey}` };

let world: World;
beforeAll(async () => {
  world = await openWorldOf(['globex'], { DATA_KEY: oldKey });
});
afterAll(() => world.close());

it('encrypts everything of every account anew beside the running bridge, which then needs the new key alone', async () => {
  const first = await scoreOf(world, 'acme');
  await world.workable.control.waitFor(first.callbackUrl);
  await scoreOf(world, 'globex');
  await world.ask('POST', '/webhooks/jobmojito', {
    headers: { authorization: `Bearer ${secrets.webhookSecret}` },
    rawBody: '{"half a body',
  });
  await Promise.all(['acme', 'globex'].map((account) => untilNothingIsDue(world, account)));
  await world.restart(both);

  expect((await bridgeCommand(world, 'doctor', both)).text).toMatch(/encryption: on; some .*bridge rotate-keys/);
  const shown: string[] = [];
  const showProgress = (line: string) => void shown.push(line);
  const { code, text } = await bridgeCommand(world, 'rotate-keys', both, { showProgress });
  expect(shown.at(-1)).toMatch(/^\[#+\.*\] keys checked: [1-9]\d*, values re-encrypted: [1-9]\d*$/);
  expect([code, text]).toEqual([
    0,
    expect.stringMatching(
      /^acme: re-encrypted 1 interview, 1 rejected webhook\nglobex: re-encrypted 1 interview, 0 rejected webhooks\nEverything is encrypted.* may be removed/,
    ),
  ]);
  expect(await bridgeCommand(world, 'rotate-keys', both)).toMatchObject({
    code: 0,
    lines: [expect.any(String)],
    text: expect.stringMatching(/^Nothing to do: .* may be removed$/),
  });

  await world.restart({ DATA_KEY: newKey });
  expect((await world.ask('GET', `/interviews/${first.id}`)).body).toMatchObject({ status: 'completed' });
  const alone = { DATA_KEY: newKey };
  expect((await bridgeCommand(world, `show ${first.id}`, alone)).text).toContain('sent completed: acknowledged');
  expect((await bridgeCommand(world, 'rejected 1', alone)).text).toBe('{"half a body');
  expect((await bridgeCommand(world, 'doctor', alone)).text).toMatch(/^ok {4} encryption: on$/m);
});

it('says where a key is missing, and that none may be removed', async () => {
  const open = await openWorld({ DATA_KEY: oldKey });
  const { id } = await sendInterview(open);
  const { code, text } = await bridgeCommand(open, 'rotate-keys', { DATA_KEY: newKey });
  const doctor = await bridgeCommand(open, 'doctor', { DATA_KEY: newKey });
  await open.close();
  expect(code).toBe(1);
  expect(text).toContain(`no key of DATA_KEY decrypts bridge:{default}:record:${id}`);
  expect(text).toMatch(/keep every key of DATA_KEY/);
  expect([doctor.code, doctor.text]).toEqual([1, expect.stringMatching(/^WRONG {2}encryption: .*DATA_KEY/m)]);
});

it('asks for a key where none is set', async () => {
  const open = await openWorld();
  const { code, errors } = await bridgeCommand(open, 'rotate-keys --json');
  await open.close();
  expect([code, errors]).toEqual([1, ['DATA_KEY is not set: there is no key to encrypt with']]);
});
