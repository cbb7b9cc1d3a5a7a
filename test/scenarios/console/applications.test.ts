import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, browserOf } from '../../../testing/console.ts';
import { bridgeCommand } from '../../../testing/operator.ts';
import { moved, openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';
import { secrets, until } from '../../../testing/world.ts';

let world: StageWorld;
let browser: Browser;
beforeAll(async () => {
  world = await openStageWorld();
  browser = browserOf(world);
  await browser.logIn();
});
afterAll(() => world.close());

/** The application of a candidate whom someone has dragged to the stage. */
async function applied(): Promise<{ path: string; candidateId: string; email: string; name: string }> {
  const candidate = await moved(world);
  const headers = { authorization: `Bearer ${secrets.operatorToken}` };
  const id = await until('the application is there', async () => {
    const { body } = await world.ask('GET', '/api/v1/applications?account=default', { headers });
    return body.items.find((each: { candidate_id: string }) => each.candidate_id === candidate.id)?.id as string;
  });
  const { email = '', firstname: name } = candidate as unknown as { email?: string; firstname: string };
  return { path: `/operator/applications/${id}`, candidateId: candidate.id, email, name };
}

describe('the page of an application', () => {
  test('says where the candidate stands, and shows no names before that is asked for', async () => {
    const { path, candidateId, email } = await applied();
    const page = await until('the stay is noted', async () => {
      world.later(10_000);
      const shown = await browser.get(path);
      return /1\. In <bdi>ai-interview<\/bdi> since/.test(shown.text) && shown;
    });
    expect(page.text).toContain(candidateId);
    expect(page.text).not.toContain(email);
    const revealed = await browser.submit(page, `${path}/reveal`);
    expect(revealed.text).toContain(email);
    expect((await bridgeCommand(world, 'history')).text).toContain('revealed names and addresses: 1 (');
  });

  test('is found by the candidate’s id in Workable or their address, and stands in the list', async () => {
    const { path, candidateId, email } = await applied();
    const home = await browser.get('/operator');
    for (const text of [candidateId, email]) {
      const found = await browser.submit(home, '/operator/search', { text });
      expect(found.text).toContain(`<span class="id">default_<wbr/>${path.split('default_').at(-1)}</span></h1>`);
    }
    expect((await browser.get('/operator/applications')).text).toContain(`href="${path}"`);
    expect((await browser.get('/operator/applications?state=gone')).text).not.toContain(`href="${path}"`);
    expect((await browser.get('/operator/interviews')).text).toContain('href="/operator/applications"');
  });

  test('has one name for what is on the timeline, and leads to its interview and back', async () => {
    const { path, email } = await applied();
    const page = await until('the candidate is invited, and that is on the timeline', async () => {
      world.later(10_000);
      const shown = await browser.get(path);
      return /sent invited: acknowledged/.test(shown.text) && shown;
    });
    expect(page.text).toMatch(/<b>invited<\/b> <span class="soft">\(comment, stay 1\)<\/span>/);
    const [, interview = ''] = /<dt>Interview<\/dt><dd><a href="([^"]+)"/.exec(page.text) ?? [];
    expect((await browser.get(interview)).text).toContain(`<dt>Application</dt><dd><a href="${path}"`);
    const sought = await browser.post('/operator/search', { ...(await browser.signed()), text: email });
    expect(sought.location).toBe(interview);
    // What the stage door writes counts among the deliveries of the day.
    const { text } = await browser.get('/operator');
    expect(Number(/<dt>delivered in 24\u00a0h<\/dt><dd>(\d+)/.exec(text)?.[1])).toBeGreaterThan(0);
    expect(text).toContain('href="/operator/applications">Applications');
  });

  test('writes its entries, and says where there is nothing to write', async () => {
    const { path } = await applied();
    const page = await browser.get(path);
    const after = await browser.submit(page, `${path}/deliver`);
    expect(after.status).toBe(200);
    expect(after.text).toMatch(/What is missing on the timeline is sent to Workable now|There is nothing to deliver/);
    expect(page.text).toContain('>Deliver now</button>');
    expect(await browser.post(`${path}/dismiss`, await browser.signed())).toMatchObject({ status: 409 });
  });

  test('says where to look while Workable takes no comments', async () => {
    world.spi.fault({ method: 'POST', path: '/comments', how: { status: 503 } });
    const { path } = await applied();
    await until('a comment waits', async () => {
      world.later(10_000);
      const { text } = await browser.get(path);
      return text.includes('<a href="/operator/accounts/default">default</a> says whether Workable refuses it');
    });
    world.spi.behave();
    await until('it is written', async () => {
      world.later(10_000);
      return (await browser.get(path)).text.includes('sent invited: acknowledged');
    });
  });

  test('says at once that the member may not comment there, as the overview and the account do', async () => {
    world.spi.fault({ method: 'POST', path: '/comments', how: { status: 403 } });
    const { path } = await applied();
    const words = /WORKABLE_MEMBER may not comment in the job \w+ \(Workable answers 403\).*nothing is lost/;
    const page = await until('the comment is refused', async () => {
      world.later(1_000);
      const shown = await browser.get(path);
      return shown.text.includes('not sent invited: refused for now (403)') && shown;
    });
    expect(page.text).toMatch(words);
    expect(page.text).toContain('comment “invited” of stay 1: it does not stand on the timeline yet');
    for (const other of ['', '/accounts/default']) {
      const { text } = await browser.get(`/operator${other}`);
      expect(text).toMatch(words);
      expect(text).toMatch(/1 application has something to write\..*<p class="soft">1 in all, since <time/);
      expect(text).not.toContain('Nothing is wrong');
    }
    const interview = /<dt>Interview<\/dt><dd><a href="([^"]+)"/.exec(page.text)?.[1] ?? '';
    expect((await browser.get(interview)).text).toMatch(words);
    const pressed = await browser.submit(page, `${path}/deliver`);
    expect(pressed.text).toContain('It cannot be sent yet. What it waits for is said below');

    world.spi.behave();
    await until('nothing stands in the way any more', async () => {
      world.later(10_000);
      return !words.test((await browser.get('/operator')).text);
    });
    expect((await browser.get(path)).text).not.toMatch(words);
  });

  test('says which setting to put right while Workable does not accept the API token', async () => {
    const { path } = await applied();
    const token = world.env.WORKABLE_API_TOKEN ?? '';
    world.spi.tokens.expireAt(token, world.clock.now());
    const words = /Workable has not accepted the API token since .*set WORKABLE_API_TOKEN and restart/;
    for (const each of [path, '/operator', '/operator/accounts/default']) {
      await until(`${each} says so`, async () => {
        world.later(10_000);
        return words.test((await browser.get(each)).text);
      });
    }
    world.spi.tokens.expireAt(token, world.clock.now() + 1e10);
    await until('it is accepted again', async () => {
      world.later(60_000);
      return !words.test((await browser.get('/operator')).text);
    });
  });

  test('of an unknown id says so', async () => {
    const missing = await browser.get('/operator/applications/default_application.AAAAAAAAAAAAAAAAAAAAAA');
    expect(missing).toMatchObject({ status: 404 });
  });
});

test('who stood in the stage before is invited by the button, once', async () => {
  const { spi } = world;
  const candidate = spi.people.create({ stage: 'applied', email: null } as never);
  await spi.idle();
  spi.people.move(candidate.id, world.stage);
  await spi.idle();
  const home = await browser.get('/operator');
  const page = await until('it is blocked', async () => {
    world.later(61_000);
    const found = await browser.submit(home, '/operator/search', { text: candidate.id });
    return /action="[^"]*\/invite"/.test(found.text) && found;
  });
  const path = /action="([^"]*\/invite)"/.exec(page.text)?.[1] ?? '';
  const after = await browser.submit(page, path);
  expect(after.text).toContain('The candidate is invited as soon as nothing is in the way.');
  expect(after.text).toContain('an operator asked for the invitation');
  expect((await bridgeCommand(world, 'history')).text).toContain('had candidates invited again');
});

test('a candidate is forgotten after a look at what there is of them', async () => {
  const { path } = await applied();
  const preview = await browser.submit(await browser.get(path), `${path}/forget`);
  expect(preview.text).toMatch(/\d interviews?, 1 application and 0 rejected webhooks/);
  const after = await browser.submit(preview, `${path}/forget-now`, { sure: 'yes' });
  expect(after.text).toContain('Erased: ');
  const gone = await browser.get(path);
  expect(gone.text).not.toContain('@');
});
