import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { InterviewRecord } from '../../src/interviews/record.ts';
import { limits } from '../../src/limits.ts';
import { originOf } from '../../src/workable/contract.ts';
import { until } from '../../testing/world.ts';
import { openReports, pdfBytes, type Reports, refuses, sendsPdf } from './open-reports.ts';

let reports: Reports;
const leaving: (() => void)[] = [];
const reading: Promise<Response>[] = [];
afterEach(async () => {
  for (const leave of leaving.splice(0)) leave();
  await reports.close();
});

let added = 0;
async function add(account = 'acme'): Promise<string> {
  const id = `${account}_${String(added++).padStart(21, 'x')}`;
  const change: Partial<InterviewRecord> = { id, account, origin: originOf(`https://acme.workable.com/${id}`) };
  const { reportKey } = await reports.add({ report: { url: `${reports.storage.url}/sent` } }, change);
  return `${reports.urls[0]}/reports/${id}.${reportKey}/report.pdf`;
}

async function statusOf(url: string): Promise<number> {
  const answer = await fetch(url);
  await answer.arrayBuffer();
  return answer.status;
}

/** Begins to read, as soon as the storage has the request. */
async function read(url: string): Promise<{ leave: () => void; answer: Promise<Response> }> {
  const before = reports.storage.requests.length;
  const reader = new AbortController();
  const answer = fetch(url, { signal: reader.signal });
  answer.catch(() => undefined);
  await until('the storage has the request', () => reports.storage.requests.length > before);
  const leave = () => reader.abort();
  leaving.push(leave);
  // An answer that is not kept is collected, and its connection with it.
  reading.push(answer);
  return { leave, answer };
}

function outcomes() {
  return reports.notes.map(({ outcome, detail }) => [outcome, detail].filter(Boolean).join(': '));
}

/** Begins and does not go on. */
function stalls() {
  const closed: Promise<void>[] = [];
  reports.storage.answer = (_request, response) => {
    closed.push(new Promise((done) => response.on('close', done)));
    response.writeHead(200).write(pdfBytes.subarray(0, 1000));
  };
  return closed;
}

/** Goes on and on, a byte at a time; resolves when it is left. */
function drips(): Promise<void> {
  return new Promise((left) => {
    reports.storage.answer = (_request, response) => {
      response.writeHead(200).write(pdfBytes.subarray(0, 1000));
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => {
        clearInterval(timer);
        left();
      });
    };
  });
}

describe('of PDFs that are being read', () => {
  test('one report has its places; a further reader gets 503, and is served once another has left', async () => {
    reports = await openReports();
    void stalls();
    const url = await add();
    const readers = [];
    for (let i = 0; i < limits.relaysOfReport; i += 1) readers.push(await read(url));
    const refused = await fetch(url);
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('content-type')]).toEqual([
      503,
      '5',
      'text/html; charset=utf-8',
    ]);
    expect(await refused.text()).toContain('The report is not available right now');
    expect(reports.storage.requests).toHaveLength(limits.relaysOfReport);
    expect(outcomes()).toEqual(['unavailable: busy']);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
    readers[0]?.leave();
    reports.storage.answer = sendsPdf;
    await until('there is a place again', async () => (await statusOf(url)) === 200);
  });

  test('one account has its places, and keeps no other out', async () => {
    reports = await openReports();
    void stalls();
    for (let i = 0; i < limits.relaysOfAccount; i += 1) await read(await add());
    expect(await statusOf(await add())).toBe(503);
    reports.storage.answer = sendsPdf;
    expect(await statusOf(await add('globex'))).toBe(200);
  });

  test('all accounts together have so many places', async () => {
    reports = await openReports();
    void stalls();
    const accounts = ['acme', 'globex', 'initech'];
    for (let i = 0; i < limits.relays; i += 1) await read(await add(accounts[i % accounts.length]));
    // It has used only its share.
    expect(Math.ceil(limits.relays / accounts.length)).toBeLessThan(limits.relaysOfAccount);
    expect(await statusOf(await add('initech'))).toBe(503);
  });

  test('pages have no such places', async () => {
    reports = await openReports({ relayLimits: { relays: 1 } });
    void stalls();
    const url = await add();
    await read(url);
    expect(await statusOf(url.replace('/report.pdf', ''))).toBe(200);
  });
});

describe('a place is released', () => {
  test.each<[string, () => void, number]>([
    ['the PDF has come', () => undefined, 200],
    ['there is none', () => (reports.storage.answer = refuses), 502],
    [
      'the vendor makes none',
      () => {
        reports.storage.answer = refuses;
        reports.vendor.makeReport = () => Promise.reject(new Error('A fault of the bridge'));
      },
      500,
    ],
  ])('when %s', async (_what, prepare, status) => {
    reports = await openReports({ relayLimits: { relays: 1 } });
    const url = await add();
    prepare();
    expect(await statusOf(url)).toBe(status);
    reports.storage.answer = sendsPdf;
    expect(await statusOf(url)).toBe(200);
  });

  test('when the storage breaks off within the PDF', async () => {
    reports = await openReports({ relayLimits: { relays: 1 } });
    reports.storage.answer = (request, response) =>
      void response.writeHead(200).write(pdfBytes.subarray(0, 1000), () => request.socket.destroy());
    const url = await add();
    await expect(statusOf(url)).rejects.toThrow('terminated');
    reports.storage.answer = sendsPdf;
    await until('there is a place again', async () => (await statusOf(url)) === 200);
  });

  test('when the reader leaves before the storage has answered, and the storage is left too', async () => {
    reports = await openReports({ relayLimits: { relays: 1 } });
    let isLeft = false;
    reports.storage.answer = (_request, response) => {
      response.on('close', () => {
        isLeft = true;
      });
    };
    const url = await add();
    const { leave } = await read(url);
    leave();
    await until('the storage is left', () => isLeft);
    reports.storage.answer = sendsPdf;
    await until('there is a place again', async () => (await statusOf(url)) === 200);
    expect(outcomes().at(-1)).toBe('streamed');
    expect(outcomes()).not.toContain('unavailable: cut short');
    expect(reports.vendor.made).toEqual([]);
  });

  test('when the reader leaves while the vendor makes the report, which is made all the same', async () => {
    reports = await openReports({ relayLimits: { relays: 1 } });
    let finish = (): void => undefined;
    const made = new Promise<void>((done) => {
      finish = done;
    });
    const { makeReport } = reports.vendor;
    reports.vendor.makeReport = () => made.then(makeReport);
    reports.storage.answer = (request, response) =>
      request.url === '/sent' ? refuses(request, response) : sendsPdf(request, response);
    const { leave } = await read(await add());
    await until('it is being made', () => reports.vendor.made.length === 1);
    reports.storage.answer = sendsPdf;
    const other = await add();
    expect(await statusOf(other)).toBe(503);
    leave();
    await until('there is a place again', async () => (await statusOf(other)) === 200);
    finish();
    await until('it is made', () => outcomes().includes('renewed'));
  });
});

describe('a relay ends when its time is over', () => {
  const relayMs = 400;
  const inTime = async (work: () => Promise<void>) => {
    const startedAt = performance.now();
    await work();
    const ms = performance.now() - startedAt;
    expect(ms).toBeGreaterThan(relayMs - 50);
    expect(ms).toBeLessThan(relayMs + 1500);
  };

  test('to the millisecond', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    reports = await openReports();
    const closed = drips();
    const { answer } = await read(await add());
    expect((await answer).status).toBe(200);
    vi.advanceTimersByTime(limits.relayMs - 1);
    // A cut relay would be logged by the time that another reader has finished.
    reports.storage.answer = sendsPdf;
    for (let i = 0; i < 5; i += 1) expect(await statusOf(await add())).toBe(200);
    expect(new Set(outcomes())).toEqual(new Set(['streamed']));
    vi.advanceTimersByTime(1);
    await closed;
    await until('it is logged', () => outcomes().includes('unavailable: cut short'));
  });

  test('though the storage goes on and on, a byte at a time; both sides are cut', async () => {
    reports = await openReports({ relayLimits: { relayMs } });
    const closed = drips();
    const url = await add();
    await inTime(() => expect(statusOf(url)).rejects.toThrow('terminated'));
    await closed;
    await until('it is logged', () => outcomes().includes('unavailable: cut short'));
  });

  test('though the reader goes on and on; both sides are cut', async () => {
    reports = await openReports({ relayLimits: { relayMs } });
    const closed = new Promise<void>((done) => {
      reports.storage.answer = (_request, response) => {
        response.on('close', done).writeHead(200).write(pdfBytes);
        response.end(Buffer.alloc(40_000_000));
      };
    });
    const url = new URL(await add());
    await inTime(async () => {
      const socket = connect(Number(url.port), url.hostname);
      leaving.push(() => socket.destroy());
      socket.write(`GET ${url.pathname} HTTP/1.1\r\nHost: x\r\n\r\n`);
      const timer = setInterval(() => socket.read(100), 10);
      socket.pause();
      await closed;
      clearInterval(timer);
      await untilCut(socket);
    });
  });

  test.each<[string, Parameters<typeof openReports>[0], () => void]>([
    ['the name of the storage is looked for', { lookup: () => new Promise(() => undefined) }, () => undefined],
    [
      'one redirect leads to the next',
      {},
      () => {
        reports.storage.answer = (_request, response) =>
          void setTimeout(() => response.writeHead(302, { location: '/sent' }).end(), 150);
      },
    ],
    [
      'the storage thinks',
      {},
      () => {
        reports.storage.answer = () => undefined;
      },
    ],
    [
      'the vendor makes the report',
      {},
      () => {
        reports.storage.answer = refuses;
        reports.vendor.makeReport = () => new Promise(() => undefined);
      },
    ],
  ])('though nothing has come yet, while %s: the reader gets 503', async (_what, options, prepare) => {
    reports = await openReports({ ...options, relayLimits: { relayMs, relays: 1 } });
    prepare();
    const url = await add();
    await inTime(async () => expect(await statusOf(url)).toBe(503));
    expect(outcomes()).toEqual(['unavailable: vendor-unclear']);
    expect(reports.failures.map(({ message }) => message)).toEqual(['The report did not come in time']);
    reports.storage.answer = sendsPdf;
    // Its place is free: there is one.
    if (!options?.lookup) expect(await statusOf(await add())).toBe(200);
  });

  test('and not before', async () => {
    reports = await openReports({ relayLimits: { relayMs: 3000 } });
    reports.storage.answer = (_request, response) => {
      response.writeHead(200).write(pdfBytes.subarray(0, 1000));
      setTimeout(() => response.end(pdfBytes.subarray(1000)), 500);
    };
    expect(await statusOf(await add())).toBe(200);
  });

  test('a link has a part of it, and so has each silence of its storage', async () => {
    reports = await openReports();
    expect(await statusOf(await add())).toBe(200);
    expect(reports.silencesMs).toEqual([limits.relayLinkMs]);
  });

  test('a link that leads nowhere has had its time to the millisecond', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    // While the storage is not found, only the time limit of the link runs.
    let isFollowed = false;
    const lookup = () => {
      isFollowed = true;
      return new Promise<never>(() => undefined);
    };
    reports = await openReports({ lookup });
    const url = await add();
    const answer = statusOf(url);
    answer.catch(() => undefined);
    await until('the link is followed', () => isFollowed && vi.getTimerCount() > 0);
    vi.advanceTimersByTime(limits.relayLinkMs - 1);
    // Giving the link up would have taken the lock in Redis to renew it.
    for (let i = 0; i < 5; i += 1) await reports.redis.ping();
    expect(reports.vendor.made).toEqual([]);
    vi.advanceTimersByTime(1);
    await until('a new one is made', () => reports.vendor.made.length === 1);
  });

  test('a link that leads nowhere takes only a part of it', async () => {
    reports = await openReports({ relayLimits: { relayLinkMs: 100 } });
    reports.storage.answer = (request, response) =>
      request.url === '/renewed'
        ? sendsPdf(request, response)
        : void setTimeout(() => response.writeHead(302, { location: '/sent' }).end(), 60);
    expect(await statusOf(await add())).toBe(200);
    expect(reports.storage.requests).toEqual(['/sent', '/sent', '/renewed']);
  });
});

/** Reads what is left and resolves when the other side has closed. */
async function untilCut(socket: Socket): Promise<void> {
  socket.on('error', () => undefined).resume();
  await until('the connection is cut', () => socket.closed);
}
