import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadShedding } from '../../../src/app.ts';
import { limits } from '../../../src/limits.ts';
import { emptyDatabase } from '../../../testing/database.ts';
import { type Sent, scoreAttempt } from '../../../testing/interviews.ts';
import { company, type MailWorld, mailed, openMailWorld, pageIn } from '../../../testing/mail-world.ts';
import { bridgeCommand, untilConcluded } from '../../../testing/operator.ts';
import { openTcpProxy } from '../../../testing/tcp-proxy.ts';
import { day } from '../../../testing/times.ts';
import { until } from '../../../testing/world.ts';

let world: MailWorld;
beforeAll(async () => {
  world = await openMailWorld();
});
afterAll(() => world.close());

type Opened = { status: number; headers: Headers; text: string };

async function open(page: string, method = 'GET', headers: Record<string, string> = {}): Promise<Opened> {
  const answer = await fetch(page, { method, headers, redirect: 'manual' });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const historyOf = async ({ id }: Pick<Sent, 'id'>) => (await bridgeCommand(world, `show ${id}`)).text;

describe('the page of an open interview', () => {
  let sent: Awaited<ReturnType<typeof mailed>>;
  let page: string;
  let shown: Opened;
  beforeAll(async () => {
    sent = await mailed(world);
    page = pageIn(sent.mail);
    shown = await open(page);
  });

  it('names company, job, vendor, time and contact', () => {
    expect(shown.status).toBe(200);
    const text = readable(shown.text);
    for (const word of [company, 'Operations Manager', 'JobMojito', 'Open until', 'UTC', 'talent@canary.example']) {
      expect(text).toContain(word);
    }
    expect(text).not.toContain('Marrero');
  });

  it('has one button, which posts, and no word of the link', () => {
    expect(shown.text.match(/<form /g)).toHaveLength(1);
    expect(shown.text).toMatch(/<form method="post"><p><button type="submit" class="main">Begin the interview</);
    expect(shown.text).not.toContain('interview_token');
    expect(shown.text).not.toMatch(/<(script|img|link|iframe)\b/);
  });

  it('allows the button to lead to the origin of the link, and nothing else', () => {
    const { origin } = new URL(world.vendor.url);
    const policy = shown.headers.get('content-security-policy');
    expect(policy).toContain(`form-action 'self' ${origin};`);
    expect(policy).toContain("default-src 'none'");
    expect(shown.headers.get('x-robots-tag')).toBe('noindex, nofollow');
    expect(shown.headers.get('referrer-policy')).toBe('no-referrer');
    expect(shown.headers.get('cache-control')).toContain('no-store');
  });

  it('touches nothing when it is read, however often', async () => {
    for (const method of ['GET', 'HEAD', 'GET']) expect((await open(page, method)).status).toBe(200);
    expect(await historyOf(sent)).not.toContain('followed the link');
  });

  it('leads to the vendor by its button', async () => {
    const { status, headers, text } = await open(page, 'POST');
    expect(status).toBe(303);
    expect(headers.get('location')).toMatch(/\/interview\/take\/.*interview_token=/);
    expect(text).toBe('');
    expect(await historyOf(sent)).toContain('the candidate followed the link');
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('takes no %s', async (method) => {
    const { status, headers } = await open(page, method);
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });

  it.each([
    ['de-AT, en;q=0.5', 'de-AT', 'Interview beginnen'],
    ['xx, fr;q=0.2, es;q=0.9', 'es', 'Empezar la entrevista'],
    ['pt-BR', 'pt-BR', 'Começar a entrevista'],
    ['fr', 'fr', 'Commencer l’entretien'],
    ['ja', 'en', 'Begin the interview'],
    ['de;q=0, *', 'en', 'Begin the interview'],
    [';;q=x,\u00e4,de-x-'.repeat(200), 'en', 'Begin the interview'],
  ])('speaks as the visitor asks by %s', async (accepted, language, button) => {
    const { text } = await open(page, 'GET', { 'accept-language': Buffer.from(accepted).toString('latin1') });
    expect(text).toContain(`<html lang="${language}">`);
    expect(readable(text)).toContain(button);
  });
});

describe('an address that is not quite right', () => {
  let sent: Awaited<ReturnType<typeof mailed>>;
  beforeAll(async () => {
    sent = await mailed(world);
  });

  it('is a page that says so, whatever it lacks, and leads to no interview', async () => {
    const page = pageIn(sent.mail);
    const [id = '', secret = ''] = page.split('/i/')[1]?.split('.') ?? [];
    const other = pageIn((await mailed(world)).mail);
    const { reportKey } = { reportKey: secret.split('').reverse().join('') };
    const wrong = [
      `${id}.${reportKey}`,
      `${id}.${secret.slice(1)}`,
      `${id}.`,
      id,
      '',
      'x',
      `default_x.${secret}`,
      `${id}.${other.split('.').at(-1)}`,
      `${id}.${secret}/more`,
      'a'.repeat(3000),
    ];
    for (const token of wrong) {
      for (const method of ['GET', 'POST']) {
        const { status, text, headers } = await open(`${world.url}/i/${token}`, method);
        expect([token, status]).toEqual([token, 404]);
        expect(headers.get('content-type')).toContain('text/html');
        expect(readable(text)).toContain('There is no interview here');
        expect(text).not.toContain(company);
      }
    }
    expect(await historyOf(sent)).not.toContain('followed the link');
  });

  it('cannot be told from the address of the report', async () => {
    const page = pageIn(sent.mail);
    expect((await open(page.replace('/i/', '/reports/'))).status).toBe(404);
  });

  it('speaks the language of the visitor', async () => {
    const { text } = await open(`${world.url}/i/x`, 'GET', { 'accept-language': 'de' });
    expect(readable(text)).toContain('Hier gibt es kein Interview');
  });
});

describe('the page says how an interview ended, and its button leads nowhere', () => {
  it.each([
    [
      'is done',
      'You have completed this interview',
      (sent: Sent) => scoreAttempt(world, sent).then(() => untilConcluded(world, sent)),
    ],
    [
      'has expired',
      'The time for this interview is over',
      async (sent: Sent) => {
        world.clock.advance(14 * day);
        await untilConcluded(world, sent);
      },
    ],
  ])('when it %s', async (_, title, end) => {
    const sent = await mailed(world);
    const page = pageIn(sent.mail);
    await end(sent);
    for (const method of ['GET', 'POST']) {
      const { status, text, headers } = await open(page, method);
      expect([status, headers.get('location')]).toEqual([200, null]);
      expect(readable(text)).toContain(title);
      expect(readable(text)).toContain('talent@canary.example');
      expect(text).not.toContain('<form');
    }
  });

  it('when it was cancelled', async () => {
    const sent = await mailed(world);
    expect((await bridgeCommand(world, `cancel ${sent.id}`)).code).toBe(0);
    const { text } = await open(pageIn(sent.mail));
    expect(readable(text)).toContain('This interview was cancelled');
  });

  it('when everything of it was erased, it is not there', async () => {
    const sent = await mailed(world);
    await bridgeCommand(world, `forget ${sent.email} --yes`);
    expect((await open(pageIn(sent.mail))).status).toBe(404);
  });
});

it('a name, a company and a job may be in any script, and markup in them stays text', async ({ onTestFinished }) => {
  const hostile = await openMailWorld({ COMPANY_NAME: 'שלום <b>& Co', LANGUAGE: 'de' });
  onTestFinished(() => hostile.close());
  const candidate = { first_name: '<script>alert(1)</script>\r\nBcc: x@example.test', last_name: 'محمد' };
  const { mail } = await mailed(hostile, { candidate });
  const { text } = await open(pageIn(mail));
  for (const markup of [text, String(mail.parsed.html)]) {
    expect(markup).not.toMatch(/<script|<b>/);
    expect(markup).toContain('<bdi>שלום &lt;b>&amp; Co</bdi>');
  }
  expect(mail.parsed.headers.has('bcc')).toBe(false);
  expect(mail.parsed.subject).toBe('שלום <b>& Co lädt Sie zu einem Interview ein: Operations Manager');
  expect(mail.to).toHaveLength(1);
});

it('a stranger who is one too many gets a page that says so', () => {
  const { headers, body } = loadShedding.refusalAt('/i/x.y');
  expect(String(headers['Content-Type'])).toContain('text/html');
  expect(readable(String(body))).toContain('Please try again in a minute');
});

it('answers that no client reads are bounded', async () => {
  const sent = await mailed(world);
  const { text } = await open(pageIn(sent.mail));
  expect(text.length).toBeLessThan(10_000);
  expect(text.length).toBeLessThan(limits.unreadOfReportBytes);
});

it('Redis that is away is a page too, and the visitor can try again', async () => {
  const redisUrl = await emptyDatabase();
  const proxy = await openTcpProxy(Number(new URL(redisUrl).port));
  const behind = await openMailWorld({ REDIS_URL: redisUrl.replace(/:\d+/, `:${proxy.port}`) });
  try {
    const page = pageIn((await mailed(behind)).mail);
    proxy.refuse();
    const { status, text, headers } = await until('it is away', async () => {
      const answer = await open(page);
      return answer.status === 503 && answer;
    });
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    expect(readable(text)).toContain('Please try again in a minute. Your invitation stays valid.');
    proxy.accept();
    await until('it is back', async () => (await open(page)).status === 200);
  } finally {
    await behind.close();
    await proxy.close();
  }
});

/** The words of markup, as a reader sees them. */
function readable(html: string): string {
  return html
    .replaceAll(/<(style|title)>.*?<\/\1>/gs, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll(/\s+/g, ' ');
}
