import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../src/limits.ts';
import { only, putsOf, type Sent, scoreAttempt, sendInterview } from '../../testing/interviews.ts';
import { measured } from '../../testing/metrics.ts';
import { bridgeCommand, untilDelivery, untilHistory, untilNothingIsDue } from '../../testing/operator.ts';
import { peek } from '../../testing/peek.ts';
import { during } from '../../testing/process.ts';
import { hour } from '../../testing/times.ts';
import { openWorld, until, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
});
afterAll(() => world.close());

/** An interview whose result Workable answered 404 to. */
async function failOne(of = world, times = 1): Promise<{ sent: Sent; attempt: string }> {
  const sent = await sendInterview(of);
  of.workable.control.answerWith({ status: 404, times, ...only(sent) });
  const attempt = await scoreAttempt(of, sent);
  await untilDelivery(of, sent, 'failed');
  return { sent, attempt };
}

const stateOf = async ({ id }: Sent) => /^delivery +(\w+)/m.exec((await bridgeCommand(world, `show ${id}`)).text)?.[1];

describe('dismiss', () => {
  it('takes a failed delivery off the list and out of the alarm, and the interview stays', async ({
    onTestFinished,
  }) => {
    const open = await during(onTestFinished, openWorld());
    const { sent } = await failOne(open);
    expect((await bridgeCommand(open, 'doctor')).text).toMatch(
      /^WRONG {2}default: 1 delivery has failed, the first at \d{4}-\S+Z\. See "bridge failed".*"bridge dismiss"$/m,
    );
    const { code, text } = await bridgeCommand(open, `dismiss ${sent.id}`);
    expect([code, text]).toEqual([0, `${sent.id}  dismissed`]);

    expect((await bridgeCommand(open, 'failed')).text).toBe('none');
    expect(await measured(open, 'bridge_deliveries_failed')).toBe(0);
    expect((await bridgeCommand(open, 'doctor')).code).toBe(0);
    const listed = await bridgeCommand(open, 'interviews --state refused');
    expect(listed.lines).toEqual([expect.stringContaining(`${sent.id}  refused`), '1 in all']);
    expect((await open.ask('GET', `/interviews/${sent.id}`)).body).toMatchObject({ status: 'completed' });
    const shown = await bridgeCommand(open, `show ${sent.id}`);
    expect(shown.text).toMatch(/^delivery {4}dismissed$/m);
    expect(shown.text).toMatch(/Z {2}failed delivery dismissed by an operator$/m);
    const history = await bridgeCommand(open, 'history');
    expect(history.lines).toEqual([
      expect.stringMatching(`Z  default  dismissed failed deliveries: 1 \\(${sent.id}\\)$`),
      '1 in all',
    ]);
  });

  it('ends every alarm of deliveries for which the callback token was refused', async ({ onTestFinished }) => {
    const settings = { JOBMOJITO_DETAILS: 'false', DELIVERY_RETRY_SCHEDULE: '1h', DELIVERY_GIVE_UP_AFTER: '2h' };
    const open = await during(onTestFinished, openWorld(settings));
    const ids: string[] = [];
    for (let i = 0; i < 2; i += 1) {
      const sent = await sendInterview(open);
      open.workable.control.answerWith({ status: 403, ...only(sent) });
      await scoreAttempt(open, sent);
      await untilHistory(open, sent, /sent completed: token-rejected/);
      ids.push(sent.id);
    }
    expect((await bridgeCommand(open, 'doctor')).text).toContain('refused our callback token for 2 interviews');
    open.clock.advance(3 * hour);
    await until('both have failed', async () => (await bridgeCommand(open, 'failed')).lines.at(-1) === '2 in all');
    await untilNothingIsDue(open);

    expect((await bridgeCommand(open, `dismiss ${ids.join(' ')}`)).code).toBe(0);
    const { code, text } = await bridgeCommand(open, 'doctor');
    expect([code, text]).toEqual([0, expect.not.stringContaining('WRONG')]);
  });

  it('delivers new content as usual', async () => {
    const { sent, attempt } = await failOne();
    await bridgeCommand(world, `dismiss ${sent.id}`);
    await world.vendor.control.decide(attempt, true);
    await until('the new content is sent', () => putsOf(world, sent).length === 2);
    await untilNothingIsDue(world);
    expect(await stateOf(sent)).toBe('acknowledged');
  });

  it('alarms again when new content fails', async () => {
    const { sent, attempt } = await failOne(world, 2);
    await bridgeCommand(world, `dismiss ${sent.id}`);
    await world.vendor.control.decide(attempt, true);
    await until('the new content has failed', async () => (await stateOf(sent)) === 'failed');
    expect((await bridgeCommand(world, 'failed')).text).toContain(sent.id);
  });

  it('is undone by a replay', async () => {
    const { sent } = await failOne();
    await bridgeCommand(world, `dismiss ${sent.id}`);
    expect(await bridgeCommand(world, `replay ${sent.id}`)).toMatchObject({ code: 0, text: '1 delivery queued' });
    await until('it is delivered', async () => (await stateOf(sent)) === 'acknowledged');
    expect((await bridgeCommand(world, 'history')).text).toContain(`replayed deliveries: 1 (${sent.id})`);
  });

  it('may be given twice, and is left out of a replay of all', async () => {
    const { sent } = await failOne();
    await bridgeCommand(world, `dismiss ${sent.id} ${sent.id}`);
    expect((await bridgeCommand(world, `dismiss ${sent.id}`)).code).toBe(0);
    await bridgeCommand(world, 'replay --all --rate 1000');
    await untilNothingIsDue(world);
    expect(await stateOf(sent)).toBe('dismissed');
  });

  it('says what has not failed, and what does not exist', async () => {
    const sent = await sendInterview(world);
    const { code, errors } = await bridgeCommand(world, `dismiss ${sent.id} unknown`);
    expect([code, errors]).toEqual([
      1,
      [`The delivery of ${sent.id} has not failed. See "bridge show ${sent.id}"`, 'There is no interview unknown'],
    ]);
    expect((await bridgeCommand(world, 'dismiss')).code).toBe(2);
  });
});

describe('history', () => {
  it('keeps a limited number of newest lines, and no id of an erased person', async ({ onTestFinished }) => {
    // Without a worker, results stay to be replayed.
    const open = await during(onTestFinished, openWorld({ ROLES: 'web' }));
    expect((await bridgeCommand(open, 'history')).text).toBe('none');
    const sent = await sendInterview(open);
    await scoreAttempt(open, sent);
    for (let i = 0; i < 3; i += 1) await bridgeCommand(open, `replay ${sent.id}`);
    expect((await bridgeCommand(open, 'history')).lines).toHaveLength(4);
    await bridgeCommand(open, `forget ${sent.email} --yes`);
    const { text } = await bridgeCommand(open, 'history');
    expect(text).toMatch(/replayed deliveries: 1 \(erased\)$/m);
    expect(text).toMatch(/erased a person: 1 interview, 0 rejected webhooks$/m);
    expect(await peek(open.redisUrl)).not.toContain(sent.id);

    const other = await sendInterview(open);
    await scoreAttempt(open, other);
    for (let i = 0; i < limits.historyLines; i += 20) {
      await Promise.all(Array.from({ length: 20 }, () => bridgeCommand(open, `replay ${other.id}`)));
    }
    const { lines } = await bridgeCommand(open, 'history');
    expect([lines.at(-1), lines[0]]).toEqual([`${limits.historyLines} in all`, expect.stringContaining(other.id)]);
  });

  it('knows which accounts there are', async () => {
    expect((await bridgeCommand(world, 'history --account unknown')).code).toBe(2);
  });
});
