import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SpiCandidate, SpiFault } from '../../../sandbox/workable-spi/types.ts';
import { logged } from '../../../testing/operator.ts';
import { peek } from '../../../testing/peek.ts';
import { inviteCandidate, passTime, scoreCandidate, untilNotes } from '../../../testing/stage-candidates.ts';
import { notesOf, openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';
import { until } from '../../../testing/world.ts';

let world: StageWorld;

function open(settings: Record<string, string> = {}): void {
  beforeAll(async () => {
    world = await openStageWorld(settings);
  });
  afterAll(() => world.close());
  afterEach(() => {
    world.spi.behave();
    world.vendor.control.behave();
    world.vendor.control.detailsExtra = {};
  });
}

/** What the candidate says in the sandbox's interviews. */
const answer = 'I like solving things with people, and I live around the corner.';
const details = 'job-interview-details';
const comments = { method: 'POST', path: '/comments' };
const [invited, result, transcript] = ['invited 1', 'result 1', 'transcript 1'];

function refsOf(candidate: SpiCandidate): (string | undefined)[] {
  return notesOf(world, candidate).map((note) => /Ref \w{6} (.*)$/.exec(note)?.[1]);
}

/** The address after these words, in the newest comment that has them. */
function urlAfter(words: string, candidate: SpiCandidate): string {
  const notes = notesOf(world, candidate).map((note) => note.match(new RegExp(`^${words}: (\\S+)$`, 'm'))?.[1]);
  return notes.findLast((url) => url !== undefined) ?? expect.fail(`no comment says ${words}`);
}

async function read(url: string): Promise<{ status: number; text: string }> {
  const page = await fetch(url);
  return { status: page.status, text: await page.text() };
}

async function told(count: number, score = 7.8): Promise<SpiCandidate> {
  const candidate = await inviteCandidate(world);
  await scoreCandidate(world, candidate, score);
  await untilNotes(world, candidate, count);
  return candidate;
}

/** Nothing more is to be written about the last candidate. */
async function untilQuiet(): Promise<void> {
  world.later(40_000);
  const last = () => logged(world, 'delivery').findLast((entry) => 'applicationId' in entry);
  await until('nothing is in doubt', () => ['acknowledged', 'refused'].includes(String(last()?.outcome)));
}

/** So many turns of so many characters, in place of those of the sandbox. */
function says(turns: number, characters: number): void {
  const turn = {
    is_answer: true,
    question_asked: null,
    answer: `Well${' indeed'.repeat(characters)}`.slice(0, characters),
  };
  world.vendor.control.detailsExtra = { transcript: Array.from({ length: turns }, () => turn) };
}

describe('by default', () => {
  open();

  test('the result leads to a report with what was said, and nothing else is written', async () => {
    const candidate = await told(2);
    await untilQuiet();
    expect(refsOf(candidate)).toEqual([invited, result]);
    const url = urlAfter('Report and transcript', candidate);
    const report = await read(url);
    expect(report.text).not.toContain(answer);
    expect(report.text).toContain(`href="${url}/transcript"`);
    expect((await read(`${url}/transcript`)).text).toContain(answer);
  });

  test('a result without a transcript promises none', async () => {
    says(0, 0);
    const candidate = await told(2);
    const { status } = await read(`${urlAfter('Report', candidate)}/transcript`);
    expect(status).toBe(404);
  });

  test('what was said is nowhere but at the vendor and on the page', async () => {
    await told(2);
    expect(await peek(world.redisUrl)).not.toContain('around the corner');
    expect(world.logLines.join('')).not.toContain('around the corner');
  });
});

describe('with STAGE_TRANSCRIPT=off', () => {
  open({ STAGE_TRANSCRIPT: 'off' });

  test('the timeline says nothing of it, and the report has it as the report’s own setting says', async () => {
    const candidate = await told(2);
    await untilQuiet();
    expect(refsOf(candidate)).toEqual([invited, result]);
    expect(notesOf(world, candidate).join('\n')).not.toMatch(/transcript:/i);
    const url = urlAfter('Report', candidate);
    expect((await read(`${url}/transcript`)).text).toContain(answer);
  });
});

describe('with REPORT_TRANSCRIPT=false', () => {
  open({ REPORT_TRANSCRIPT: 'false' });

  test('neither the timeline nor the report has it', async () => {
    const candidate = await told(2);
    const url = urlAfter('Report', candidate);
    expect((await read(url)).text).not.toContain('/transcript');
    expect((await read(`${url}/transcript`)).status).toBe(404);
  });
});

describe('with STAGE_TRANSCRIPT=comment', () => {
  open({ STAGE_TRANSCRIPT: 'comment' });

  test('what was said is a comment of its own, once, for those who see results', async () => {
    const candidate = await inviteCandidate(world);
    const attempt = await scoreCandidate(world, candidate, 7.8);
    const notes = await untilNotes(world, candidate, 3);
    const url = urlAfter('Whole transcript', candidate);
    expect(notes[2]?.split('\n').slice(2)).toEqual([
      'Interviewer: Tell me about a difficult customer.',
      'Candidate: I listened first, repeated what I had heard, and offered two ways out.',
      'Interviewer: Why this job?',
      `Candidate: ${answer}`,
      `Whole transcript: ${url}`,
      expect.stringMatching(/^Ref \w{6} transcript 1$/),
    ]);
    expect(world.spi.comments(candidate.id)[2]?.policy).toEqual(['hiring_manager', 'recruiting_admin', 'admin']);
    expect((await read(url)).text).toContain(answer);

    await world.vendor.control.score(attempt, 6);
    await untilNotes(world, candidate, 4);
    await untilQuiet();
    expect(refsOf(candidate)).toEqual([invited, result, transcript, 'result 2']);
  });

  test('a long one ends after a whole turn, with the link to the rest', async () => {
    says(60, 480);
    const candidate = await told(3);
    const note = notesOf(world, candidate)[2] ?? '';
    expect(note.length).toBeGreaterThan(9_000);
    expect(note.length).toBeLessThanOrEqual(10_000);
    const turns = note.split('\n').filter((line) => line.startsWith('Candidate: '));
    expect(new Set(turns.map((line) => line.length)).size).toBe(1);
    expect(note).toContain(`… ${60 - turns.length} more turns.`);
    expect((await read(urlAfter('Whole transcript', candidate))).status).toBe(200);
  });

  test('one that is too long for Workable is the link alone', async () => {
    world.spi.switches({ commentLimit: 3_000 });
    says(20, 400);
    const candidate = await told(3);
    await untilQuiet();
    expect(refsOf(candidate)).toEqual([invited, result, transcript]);
    expect(notesOf(world, candidate)[2]).toMatch(/^Transcript of the AI interview: open the link\./);
    const posts = world.spi.requests.filter(({ path }) => path === `/candidates/${candidate.id}/comments`);
    expect(posts.map(({ status }) => status)).toEqual([201, 201, 422, 201]);
  });

  test('a vendor that is away for a while keeps it waiting, and nothing else', async () => {
    world.vendor.control.misbehave({ path: details, how: 'error' });
    const candidate = await told(2);
    await until('the transcript waits', () =>
      logged(world, 'transcript').some(({ outcome }) => outcome === 'unanswered'),
    );
    expect(refsOf(candidate)).toEqual([invited, result]);
    world.vendor.control.behave();
    world.later(61_000);
    const notes = await untilNotes(world, candidate, 3);
    expect(notes[2]).toContain(answer);
  });

  test('of a vendor that is away for half an hour it is the link alone', async () => {
    world.vendor.control.misbehave({ path: details, how: 'error' });
    const candidate = await told(2);
    const note = await passTime(world, 'the link is told', () => notesOf(world, candidate)[2], 60_000);
    expect(note).toMatch(/^Transcript of the AI interview: open the link\./);
    const page = await read(urlAfter('Whole transcript', candidate));
    expect([page.status, page.text.includes('JobMojito does not answer.')]).toEqual([503, true]);
    world.vendor.control.behave();
    await untilQuiet();
    expect(refsOf(candidate)).toEqual([invited, result, transcript]);
  });

  test('where there is no transcript nothing is written', async () => {
    says(0, 0);
    const candidate = await told(2);
    await untilQuiet();
    expect(refsOf(candidate)).toEqual([invited, result]);
  });

  test('where that turns out only when it is asked for, nothing is written, and the vendor is not asked again', async () => {
    world.vendor.control.misbehave({ path: details, how: 'error', times: 2 });
    says(0, 0);
    const candidate = await told(2);
    await until('it is refused', () => logged(world, 'delivery').at(-1)?.outcome === 'refused');
    const asked = logged(world, 'transcript').length;
    world.later(3_600_000);
    await untilQuiet();
    expect([refsOf(candidate), logged(world, 'transcript').length]).toEqual([[invited, result], asked]);
  });

  test.each<[string, Omit<SpiFault, 'method' | 'path'>]>([
    ['the connection drops before it is taken', { how: 'drop', times: 1 }],
    ['the connection drops once it is taken', { how: 'drop', when: 'after', times: 1 }],
    ['a 500 comes once it is taken', { how: { status: 500 }, when: 'after', times: 1 }],
    ['a 429 comes', { how: { status: 429 }, times: 1 }],
  ])('where %s, it stands there once', async (_, fault) => {
    // It waits for the vendor until its result is told.
    world.vendor.control.misbehave({ path: details, how: 'error' });
    const candidate = await told(2);
    world.spi.fault({ ...comments, ...fault });
    world.vendor.control.behave();
    world.later(61_000);
    await untilNotes(world, candidate, 3);
    await untilQuiet();
    expect(refsOf(candidate)).toEqual([invited, result, transcript]);
    expect(notesOf(world, candidate)[2]).toContain(answer);
  });

  test('what was said is nowhere but at the vendor, in Workable and on the page', async () => {
    await told(3);
    expect(await peek(world.redisUrl)).not.toContain('around the corner');
    expect(world.logLines.join('')).not.toContain('around the corner');
  });
});
