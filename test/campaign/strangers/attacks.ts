import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { secretOf } from '../manners/accounts.ts';
import type { Target } from './target.ts';

/** How often each answer came: a status, or `closed` where there was none. */
export type Answers = Map<string, number>;

/** Goes on until the signal; resolves to what it was answered. */
type Attack = (target: Target, signal: AbortSignal) => Promise<Answers>;

export type Kind = { what: string; attack: Attack };

const mebibyte = 1024 * 1024;
const burstEveryMs = 3_000;

export const kinds: Kind[] = [
  { what: '120 slow readers of one report PDF', attack: slowReaders },
  { what: '64 slow bodies of one account', attack: slowBodies },
  { what: '500 equal webhooks at once', attack: equalWebhooks },
  { what: '1,000 huge webhooks', attack: hugeWebhooks },
  { what: '5,000 interviews of one person', attack: onePerson },
];

export const everything: Kind = { what: 'all of these at once', attack: allAtOnce };

async function allAtOnce(target: Target, signal: AbortSignal): Promise<Answers> {
  const found = await Promise.all(kinds.map(({ attack }) => attack(target, signal)));
  const sum: Answers = new Map();
  for (const [outcome, count] of found.flatMap((each) => [...each])) sum.set(outcome, (sum.get(outcome) ?? 0) + count);
  return sum;
}

function slowReaders({ port, reportPath }: Target, signal: AbortSignal): Promise<Answers> {
  const request = `GET ${reportPath}/report.pdf HTTP/1.1\r\nHost: bridge\r\n\r\n`;
  // Reads the head and nothing more.
  return holdSockets(120, port, signal, (socket) => {
    socket.write(request);
    socket.once('data', () => socket.pause());
  });
}

function slowBodies({ port, account }: Target, signal: AbortSignal): Promise<Answers> {
  const secret = secretOf('webhook', account);
  const head = `POST /webhooks/jobmojito HTTP/1.1\r\nHost: bridge\r\nAuthorization: Bearer ${secret}\r\n`;
  return holdSockets(64, port, signal, (socket) => {
    socket.write(`${head}Content-Length: ${mebibyte}\r\n\r\n`);
    const timer = setInterval(() => socket.write('x'.repeat(100)), 200);
    socket.once('close', () => clearInterval(timer));
  });
}

/** So many connections at any time, each reopened when it ends. */
async function holdSockets(count: number, port: number, signal: AbortSignal, use: (socket: Socket) => void) {
  const answers: Answers = new Map();

  await Promise.all(Array.from({ length: count }, holdOne));
  return answers;

  async function holdOne(): Promise<void> {
    while (!signal.aborted) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1');
        const cut = (): void => void socket.destroy();
        signal.addEventListener('abort', cut);
        socket.on('error', () => undefined);
        socket.once('data', (chunk) => record(answers, statusOf(chunk)));
        socket.once('close', () => {
          signal.removeEventListener('abort', cut);
          resolve();
        });
        use(socket);
      });
      await sleep(100, undefined, { signal }).catch(() => undefined);
    }
  }
}

function equalWebhooks({ url, account, interview }: Target, signal: AbortSignal): Promise<Answers> {
  const body = JSON.stringify({
    id: 'the-same-attempt',
    interview_id: interview.templateId,
    status: 'active',
    interview_status: 'completed',
    processing_status: 'completed',
    score: 6.5,
    candidate_external_id: interview.id,
    candidate_email: interview.email,
  });
  return inBursts(signal, 500, () => postWebhook(url, account, body));
}

function hugeWebhooks({ url, account }: Target, signal: AbortSignal): Promise<Answers> {
  // What does not compress, half of it within the bound of a body, half beyond.
  const bodies = [0.7, 0.8].map((part) => JSON.stringify({ texts: randomBytes(part * mebibyte).toString('base64') }));
  let left = 1_000;
  return oneAfterTheOther(signal, 8, async () => {
    left -= 1;
    if (left >= 0) return postWebhook(url, account, bodies[left % 2] ?? '');
    await sleep(100, undefined, { signal }).catch(() => undefined);
    return undefined;
  });
}

function onePerson({ url, account, stage, person, theirs }: Target, signal: AbortSignal): Promise<Answers> {
  let turn = 0;
  return oneAfterTheOther(signal, 1, async () => {
    turn += 1;
    await sleep(50, undefined, { signal }).catch(() => undefined);
    if (turn % 2 === 0) {
      const made = await stage.newInterview(account, person).then(
        () => '201',
        (error: unknown) => /\d{3}/.exec(String(error))?.[0] ?? 'closed',
      );
      return made;
    }
    const interview = theirs[turn % theirs.length];
    return postWebhook(
      url,
      account,
      JSON.stringify({
        id: `attempt-${turn}`,
        interview_id: interview?.templateId,
        status: 'draft',
        interview_status: 'ongoing',
        candidate_email: person,
      }),
    );
  });
}

async function inBursts(signal: AbortSignal, count: number, post: () => Promise<string>): Promise<Answers> {
  const answers: Answers = new Map();
  while (!signal.aborted) {
    for (const outcome of await Promise.all(Array.from({ length: count }, post))) record(answers, outcome);
    await sleep(burstEveryMs, undefined, { signal }).catch(() => undefined);
  }
  return answers;
}

async function oneAfterTheOther(
  signal: AbortSignal,
  atOnce: number,
  post: () => Promise<string | undefined>,
): Promise<Answers> {
  const answers: Answers = new Map();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (!signal.aborted) {
        const outcome = await post();
        if (outcome !== undefined) record(answers, outcome);
      }
    }),
  );
  return answers;
}

function postWebhook(url: string, account: string, body: string): Promise<string> {
  return fetch(`${url}/webhooks/jobmojito`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretOf('webhook', account)}`, 'content-type': 'application/json' },
    body,
  }).then(
    async (answer) => {
      await answer.arrayBuffer();
      return String(answer.status);
    },
    () => 'closed',
  );
}

function statusOf(chunk: Buffer): string {
  return /^HTTP\/1\.1 (\d{3})/.exec(chunk.toString('latin1', 0, 20))?.[1] ?? 'closed';
}

function record(answers: Answers, outcome: string): void {
  answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
}
