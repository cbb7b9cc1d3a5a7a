import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { againWords } from '../../../src/again/words.ts';
import { limits } from '../../../src/limits.ts';
import { languages } from '../../../src/pages/reading.ts';
import { bridgeCommand, logged } from '../../../testing/operator.ts';
import { inTime, invitationsOf, noteOf, passDays, standInStage } from '../../../testing/stage-stays.ts';
import { notesOf, openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';
import { hour, minute } from '../../../testing/times.ts';
import { foreignIn, sharedBy } from '../../../testing/words.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld();
});
afterAll(() => world.close());

const linkIn = (note: string) => /https?:\/\/\S+\/again\/\S+/.exec(note)?.[0] ?? 'no link';

async function open(url: string, method = 'GET', fields?: Record<string, string>) {
  const answer = await fetch(url, { method, ...(fields ? { body: new URLSearchParams(fields) } : {}) });
  const html = await answer.text();
  const text = html.replace(/<style>.*<\/style>/s, '').replaceAll(/<[^>]+>/g, ' ');
  return { status: answer.status, headers: answer.headers, html, text: text.replaceAll(/\s+/g, ' ') };
}

const formIn = (html: string) => /name="form" value="([^"]+)"/.exec(html)?.[1] ?? '';
const press = async (url: string) => open(url, 'POST', { form: formIn((await open(url)).html) });

/** A candidate without an e-mail address, and the link in the comment about that. */
async function blocked() {
  const candidate = await standInStage(world, { email: null, firstname: 'Ana', lastname: 'Ruiz' });
  const url = linkIn(await noteOf(world, candidate, /no e-mail address/));
  return { candidate, url };
}

describe('the link in the comment about a missing address', () => {
  test('shows who it is about, what was missing and that it still is, and inviting is of no use', async () => {
    const { url } = await blocked();
    const { status, text, headers } = await open(url);
    expect(status).toBe(200);
    expect(text).toContain('Ana Ruiz');
    expect(text).toContain('The profile had no e-mail address.');
    expect(text).toContain('There is still no e-mail address in the profile.');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toContain("form-action 'self'");
    const pressed = await press(url);
    expect(pressed.status).toBe(409);
    expect(pressed.text).toContain('No invitation was sent');
  });

  test('reads the candidate before everything else, says what is there now, and invites once', async () => {
    const { candidate, url } = await blocked();
    world.spi.people.edit(candidate.id, { email: 'ana.mended@example.test' });
    const { text } = await open(url);
    expect(text).toContain('The invitation goes to a…@example.test.');
    expect(invitationsOf(world, 'ana.mended@example.test')).toBe(0);
    const pressed = await press(url);
    expect([pressed.status, pressed.text]).toEqual([200, expect.stringContaining('The invitation is on its way')]);
    await noteOf(world, candidate, /^Invited/);
    expect(invitationsOf(world, 'ana.mended@example.test')).toBe(1);
    const second = await open(url, 'POST', { form: formIn((await open(url)).html) || 'x' });
    expect(second.status).toBe(403);
    const again = await open(url);
    expect([again.status, again.text]).toEqual([
      410,
      expect.stringMatching(/The invitation was already sent at \d\d:\d\d \(UTC\) on \d+ \w+ 20\d\d\./),
    ]);
    expect(invitationsOf(world, 'ana.mended@example.test')).toBe(1);
  });

  test('pressed twice at once, or reloaded, invites once and says when it was sent', async () => {
    const { candidate, url } = await blocked();
    world.spi.people.edit(candidate.id, { email: 'ana.twice@example.test' });
    const form = formIn((await open(url)).html);
    const both = await Promise.all([1, 2].map(() => open(url, 'POST', { form })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 410]);
    expect(both.find(({ status }) => status === 410)?.text).toContain('already sent at');
    await noteOf(world, candidate, /^Invited/);
    expect(invitationsOf(world, 'ana.twice@example.test')).toBe(1);
  });

  test('is not needed once the profile is mended: the poll sees it', async () => {
    const { candidate, url } = await blocked();
    world.spi.people.edit(candidate.id, { email: 'ana.byitself@example.test' });
    world.later(61_000);
    await noteOf(world, candidate, /^Invited/);
    expect((await open(url)).text).toContain('already sent at');
  });

  test.each([
    ['without the form', {}],
    ['with another form', { form: 'x'.repeat(43) }],
  ])('invites nobody %s', async (_, fields) => {
    const { url } = await blocked();
    const { status, text } = await open(url, 'POST', fields);
    expect([status, text]).toEqual([403, expect.stringContaining('No invitation was sent')]);
  });

  test('is of no use where the candidate has left, and works again when they are back', async () => {
    const { candidate, url } = await blocked();
    world.spi.people.move(candidate.id, 'applied');
    await world.spi.idle();
    world.later(10_000);
    const { status, text } = await open(url);
    expect([status, text]).toEqual([410, expect.stringContaining('not in the stage any more')]);
  });

  test.each(['disqualify', 'withdraw'] as const)('says what is in the way after a %s', async (how) => {
    const { candidate, url } = await blocked();
    world.spi.people[how](candidate.id);
    await world.spi.idle();
    world.later(10_000);
    const { status, text } = await open(url);
    const word = how === 'disqualify' ? 'is disqualified' : 'has withdrawn';
    expect([status, text]).toEqual([410, expect.stringContaining(`The candidate ${word}. Revert that`)]);
  });

  test('is of no use while the job is archived', async () => {
    const { candidate, url } = await blocked();
    world.spi.people.edit(candidate.id, { email: 'ana.archived@example.test' });
    const form = formIn((await open(url)).html);
    world.spi.people.setJobState(world.job, 'archived');
    // What is known of jobs is at most an hour old.
    world.later(hour + minute);
    for (const answer of [await open(url), await open(url, 'POST', { form })])
      expect([answer.status, answer.text]).toEqual([410, expect.stringContaining('The job is archived or a draft')]);
    world.spi.people.setJobState(world.job, 'published');
    world.later(hour + minute);
    await noteOf(world, candidate, /^Invited/);
    expect(invitationsOf(world, 'ana.archived@example.test')).toBe(1);
  });

  test('ends after thirty days', async () => {
    const { url } = await blocked();
    const [, applicationId] = /again\/([^.]+\.[^.]+)\./.exec(url) ?? [];
    // Its time counts from when Workable's answer was noted.
    await inTime(world, 'the comment is noted', () =>
      logged(world, 'delivery').some((line) => line.applicationId === applicationId),
    );
    await passDays(world, 30);
    const { status, text } = await open(url);
    expect([status, text]).toEqual([410, expect.stringContaining('It has expired')]);
  });

  test('says that it is of no use once the candidate is deleted', async () => {
    const { candidate, url } = await blocked();
    world.spi.people.delete(candidate.id);
    await world.spi.idle();
    const gone = await inTime(world, 'it is gone', async () => {
      const answer = await open(url);
      return answer.status === 410 && answer;
    });
    expect(gone.text).toContain('they were deleted, or moved to another job');
    // The record is erased, and no work on it fails.
    await inTime(world, 'it is erased', () => world.logLines.some((line) => /"erasure","outcome":"gone"/.test(line)));
    const erased = await open(url);
    expect([erased.status, erased.text]).toEqual([410, expect.stringContaining('This link is not known')]);
  });
});

describe('many who open links', () => {
  const reads = (id: string) => world.spi.requests.filter(({ path }) => path === `/candidates/${id}`).length;

  test('have few of them ask Workable, and see what was known before', async () => {
    const { candidate, url } = await blocked();
    world.later(limits.againMs);
    const before = reads(candidate.id);
    world.spi.people.edit(candidate.id, { lastname: 'Renamed' });
    const all = await Promise.all(Array.from({ length: 3 * limits.againReadsOfAccount }, () => open(url)));
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
    expect(reads(candidate.id) - before).toBe(limits.againReadsOfAccount);
    expect(all.filter(({ text }) => text.includes('Renamed'))).toHaveLength(limits.againReadsOfAccount);
    const old = all.filter(({ text }) => text.includes('this is what was known before'));
    expect(old).toHaveLength(2 * limits.againReadsOfAccount);
    world.later(limits.againMs);
    expect((await open(url)).text).toContain('Renamed');
  });

  test('and press the button again and again are asked to wait', async () => {
    const { candidate, url } = await blocked();
    const form = formIn((await open(url)).html);
    const before = reads(candidate.id);
    const most = limits.againPressesOfApplication;
    const all = await Promise.all(Array.from({ length: most + 3 }, () => open(url, 'POST', { form })));
    expect(all.filter(({ status }) => status === 409)).toHaveLength(most);
    const turnedAway = all.filter(({ status }) => status === 503);
    expect(turnedAway).toHaveLength(3);
    expect(turnedAway[0]?.text).toContain('Please try again in a minute.');
    expect(reads(candidate.id) - before).toBe(most);
    world.later(limits.againMs);
    expect((await open(url, 'POST', { form })).status).toBe(409);
  });
});

test('an address that is made up, cut or of another application leads nowhere', async () => {
  const [one, other] = [await blocked(), await blocked()];
  const cut = one.url.slice(0, -1);
  expect((await open(cut)).status).toBe(404);
  const swapped = other.url.replace(/[\w-]{43}$/, /[\w-]{43}$/.exec(one.url)?.[0] ?? '');
  const unknown = await open(swapped);
  expect([unknown.status, unknown.text]).toEqual([410, expect.stringContaining('Its address is not complete')]);
  expect(unknown.text).not.toContain('Ana Ruiz');
  expect((await open(one.url.replace('blocked-1-1', 'blocked-1-2'))).status).toBe(410);
  expect((await open(`${world.url}/again`)).status).toBe(404);
  expect((await open(one.url, 'PUT')).status).toBe(405);
});

test('what the vendor refused is asked for again by the link alone, and another refusal has a link of its own', async () => {
  const email = 'refused@example.test';
  world.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'row-error', times: 2 });
  const candidate = await standInStage(world, { email });
  const url = linkIn(await noteOf(world, candidate, /refused the candidate/));
  world.later(60 * 60_000);
  expect((await press(url)).status).toBe(200);
  const second = linkIn(
    await inTime(world, 'the second refusal is told', () =>
      notesOf(world, candidate).find((note) => note.includes('refused') && !note.includes(url)),
    ),
  );
  expect(second).not.toBe(url);
  expect((await open(url)).text).toContain('already sent at');
  expect((await press(second)).status).toBe(200);
  await noteOf(world, candidate, /^Invited/);
  expect(invitationsOf(world, email)).toBe(1);
});

test('the link of a person who was erased here leads nowhere', async () => {
  const email = 'erased.person@example.test';
  world.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'row-error', times: 1 });
  const candidate = await standInStage(world, { email });
  const url = linkIn(await noteOf(world, candidate, /refused the candidate/));
  const form = formIn((await open(url)).html);
  expect((await bridgeCommand(world, `forget ${email} --yes`)).code).toBe(0);
  world.later(10_000);
  for (const answer of [await open(url), await open(url, 'POST', { form })])
    expect([answer.status, answer.text]).toEqual([410, expect.stringContaining('This link is not known')]);
  expect(invitationsOf(world, email)).toBe(0);
});

test('an interview that was not taken is followed by another one, which is a stay of its own', async () => {
  const email = 'expired@example.test';
  const candidate = await standInStage(world, { email });
  await noteOf(world, candidate, /^Invited/);
  await passDays(world, 15);
  const url = linkIn(await noteOf(world, candidate, /not taken/));
  expect((await press(url)).status).toBe(200);
  await inTime(world, 'there are two', () => invitationsOf(world, email) === 2);
  await inTime(
    world,
    'both are told',
    () => notesOf(world, candidate).filter((note) => /^Invited/.test(note)).length === 2,
  );
  expect((await open(url)).text).toContain('already sent at');
});

test('the page speaks the language of who opens it, whatever it says', async () => {
  const [{ url }, used] = [await blocked(), await blocked()];
  world.spi.people.edit(used.candidate.id, { email: 'ana.languages@example.test' });
  expect((await press(used.url)).status).toBe(200);
  const addresses = [url, used.url, `${world.url}/again/x`, url.replace('blocked-1-1', 'blocked-1-2')];
  for (const address of addresses) {
    const english = await (await fetch(address)).text();
    for (const language of languages) {
      const answer = await fetch(address, { headers: { 'Accept-Language': `${language}-XX, ja;q=0.1` } });
      const html = await answer.text();
      expect(answer.headers.get('vary')).toBe('Accept-Language');
      expect(html).toContain(`<html lang="${language}">`);
      expect([language, foreignIn(html, language, againWords)]).toEqual([language, []]);
      const data = /^(Ana Ruiz|Frontend Engineer|Customer support, first conversation)$/;
      if (language !== 'en') expect(sharedBy(html, english).filter((each) => !data.test(each))).toEqual([]);
    }
  }
});
