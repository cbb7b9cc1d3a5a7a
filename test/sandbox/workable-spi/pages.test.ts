import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it, test } from 'vitest';
import type { WorkableSpi } from '../../../sandbox/workable-spi/server.ts';
import { archivedJob, call, closedJob, job, spiPerTest } from './open-spi.ts';

let spi: WorkableSpi;
let id: string;
spiPerTest((fresh) => {
  spi = fresh;
});
beforeEach(() => {
  ({ id } = spi.people.create({ firstname: 'Ana', lastname: 'Novak', email: 'ana@example.test' }));
});

async function open(path: string) {
  const answer = await fetch(new URL(path, spi.pageUrl));
  return {
    status: answer.status,
    text: await answer.text(),
    policy: answer.headers.get('content-security-policy') ?? '',
  };
}

/** Sends the first form for this action that holds `mark`, as a browser would; returns where it leads. */
async function press(path: string, action: string, typed: Record<string, string> = {}, mark = '') {
  const { text } = await open(path);
  const form = text.split('<form ').find((each) => each.includes(`action="/play/${action}"`) && each.includes(mark));
  const [content = ''] = form?.split('</form>') ?? [];
  expect(content).not.toBe('');
  const named = [...content.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
  const hidden = Object.fromEntries(named.map(([, name, value]) => [name, value?.replaceAll('&amp;', '&')]));
  for (const name of Object.keys(typed)) expect(content).toContain(`name="${name}"`);
  const body = new URLSearchParams({ ...hidden, ...typed });
  const answer = await fetch(new URL(`/play/${action}`, spi.pageUrl), { method: 'POST', body, redirect: 'manual' });
  return { status: answer.status, to: answer.headers.get('location'), text: await answer.text() };
}

/** The cards below the heading of a stage. */
async function column(slug: string, path = '/') {
  const { text } = await open(path);
  return text.split('<section ').find((each) => each.includes(`data-stage="${slug}"`)) ?? '';
}

describe('the board', () => {
  it('shows the candidates of a job by stage', async () => {
    expect(await column('applied')).toContain('Ana Novak');
    expect(await column('on-site')).not.toContain('Ana Novak');
    expect(await column('applied', `/?job=${closedJob}`)).not.toContain('Ana Novak');
    spi.people.create({ job: null, firstname: 'Ben' });
    expect(await column('sourced', '/?job=')).toContain('Ben');
    expect((await open('/?job=NOTHING')).status).toBe(404);
  });

  it('moves a candidate by the form in its card, and comes back', async () => {
    const { status, to } = await press('/', 'move', { stage: 'on-site' }, id);
    expect([status, to]).toEqual([303, `/?job=${job}`]);
    expect(await column('on-site')).toContain('Ana Novak');
    expect(spi.timeline(id).at(-1)).toMatchObject({ action: 'on-site', memberId: '1f395e' });
  });

  it('adds a candidate', async () => {
    const typed = { firstname: 'Eve', lastname: 'Gray', email: '', phone: '', stage: 'ai-interview' };
    await press('/', 'create', typed);
    expect(await column('ai-interview')).toContain('Eve Gray');
    expect(spi.candidates().at(-1)).toMatchObject({ email: null, phone: null, jobShortcode: job });
  });

  it('archives and publishes a job', async () => {
    await press('/', 'job-state', { state: 'archived' });
    expect(spi.jobs[0]?.state).toBe('archived');
    await press(`/?job=${archivedJob}`, 'job-state', { state: 'published' });
    expect(spi.jobs.find(({ shortcode }) => shortcode === archivedJob)?.state).toBe('published');
  });

  it('renames a stage, and removes it when it is empty', async () => {
    await press('/', 'rename-stage', { name: 'Screening' }, 'value="phone-screen"');
    expect(await column('phone-screen')).toContain('Screening');
    await press('/', 'remove-stage', {}, 'value="phone-screen"');
    expect(spi.stages).toHaveLength(6);
    const refused = await press('/', 'remove-stage', {}, 'value="applied"');
    expect([refused.status, refused.text]).toEqual([409, 'There are candidates in applied']);
  });

  it('shows what was delivered', async () => {
    const body = { target: 'http://127.0.0.1:9/', event: 'candidate_created' };
    await call(spi, 'POST', '/subscriptions', { body });
    const made = spi.people.create();
    await spi.idle();
    expect((await open('/')).text).toContain(`candidate_created of ${made.id}: 0`);
  });
});

describe('the page of a candidate', () => {
  const page = () => `/candidates/${id}`;

  it('shows comments as recruiters see them', async () => {
    const attachment = { name: 'report.pdf', data: Buffer.from('%PDF').toString('base64') };
    const comment = {
      body: 'AI interview: 78 %\nSee https://bridge.example.test/reports/1',
      policy: ['hiring_manager', 'recruiting_admin', 'admin'],
      attachment,
    };
    await call(spi, 'POST', `/candidates/${id}/comments`, { body: { member_id: spi.member.id, comment } });
    const { text } = await open(page());
    expect(text).toContain('<strong dir="auto">Comment</strong> <span class="soft">Interview Bridge</span>');
    expect(text).toContain('AI interview: 78 %\nSee <a href="https://bridge.example.test/reports/1"');
    expect(text).toContain('Seen by admins, recruiting admins, hiring managers');
    expect(text).toMatch(/<a href="http[^"]+\/files\/[0-9a-f]+" rel="noreferrer">report.pdf<\/a>/);
    expect((await open(`${page()}?as=hiring_manager`)).text).toContain('78 %');
    expect((await open(`${page()}?as=reviewer`)).text).not.toContain('78 %');
  });

  it('shows evaluations and moves, newest first', async () => {
    spi.people.rate(id, 2);
    spi.people.move(id, 'on-site');
    spi.people.rate(id, 3, { scale: 'stars', by: '1f3960' });
    const { text } = await open(page());
    expect(text).toContain('<dt>Rita Recruiter, Applied</dt><dd>Definitely yes</dd>');
    expect(text).toContain('<dt>Hugo Hiring, On-site</dt><dd>4 of 5 stars</dd>');
    expect(text).toContain('Moved from Applied to On-site');
    expect(text.indexOf('Evaluation: 4 of 5 stars')).toBeLessThan(text.indexOf('Evaluation: Definitely yes'));
  });

  it('has a button for what people do', async () => {
    await press(page(), 'disqualify');
    expect((await open(page())).text).toContain('Disqualified: Unsuccessful interview');
    await press(page(), 'revert');
    await press(page(), 'withdraw');
    expect(spi.candidate(id)).toMatchObject({ isWithdrawn: true });
    await press(page(), 'revert');
    await press(page(), 'hire');
    expect(spi.candidate(id)?.hiredAt).toBe(spi.clock.now());
    await press(page(), 'edit', { firstname: 'Anna', email: '' });
    expect(spi.candidate(id)).toMatchObject({ firstname: 'Anna', email: null, lastname: 'Novak' });
    await press(page(), 'anonymize');
    expect(spi.candidate(id)).toMatchObject({ isAnonymized: true });
    expect((await press(page(), 'delete')).to).toBe(`/?job=${job}`);
    expect((await open(page())).status).toBe(404);
  });

  it('comments and evaluates as a person', async () => {
    await press(page(), 'comment', { body: 'Hello', by: '1f3960' });
    await press(page(), 'rate', { grade: '0', by: '1f3961' });
    expect(spi.comments(id)).toMatchObject([{ body: 'Hello', memberId: '1f3960' }]);
    expect(spi.ratings(id)).toMatchObject([{ memberId: '1f3961', rating: { grade: 0 } }]);
  });

  it('leads to the new id after a copy or a relocation', async () => {
    const copied = await press(page(), 'copy', { job: closedJob });
    expect((await open(copied.to ?? '')).text).toContain('Account Executive');
    const relocated = await press(page(), 'relocate', { job: closedJob });
    expect((await open(relocated.to ?? '')).text).toContain('Moved here from another job');
    expect((await open(page())).status).toBe(404);
  });

  it('is where profile_url leads', async () => {
    const { candidate } = (await call(spi, 'GET', `/candidates/${id}`)).body;
    const { text } = await open(candidate.profile_url);
    expect(text).toContain('<h1 dir="auto">Ana Novak</h1>');
  });
});

test('pages escape what comes from outside, and allow one style and one script', async () => {
  const evil = '<img src=x onerror=alert(1)>';
  const { id: other } = spi.people.create({ firstname: evil });
  spi.people.comment(other, `${evil} javascript:alert(1) https://a.example.test/"onclick="x`);
  for (const path of ['/', `/candidates/${other}`]) {
    const { text, policy } = await open(path);
    expect(text.includes('<img')).toBe(false);
    expect(text.includes('"onclick=')).toBe(false);
    const sources = ['style', 'script'].map((tag) => {
      const found = [...text.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))];
      expect(found).toHaveLength(1);
      return `${tag}-src 'sha256-${createHash('sha256').update(found[0]![1]!).digest('base64')}'`;
    });
    for (const source of sources) expect(policy).toContain(source);
    expect(policy).toContain("default-src 'none'");
    // What the script fetches anew.
    expect(policy).toContain("connect-src 'self'");
    expect(text).toMatch(/data-live="(board|timeline)"/);
    if (path === '/') expect(text).toMatch(/data-candidate="[^"]+" draggable="true"/);
  }
});

test('a button leads to no other site', async () => {
  for (const back of ['https://evil.example.test/', '//evil.example.test/', '/\\evil.example.test/']) {
    const body = new URLSearchParams({ id, back });
    const answer = await fetch(new URL('/play/hire', spi.pageUrl), { method: 'POST', body, redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('/');
  }
});
