import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../src/errors.ts';
import type { InterviewRecord } from '../../src/interviews/record.ts';
import { limits } from '../../src/limits.ts';
import { day, openReports, pdfBytes, type Reports, refuses, sendsPdf } from './open-reports.ts';

let reports: Reports;

beforeEach(async () => {
  reports = await openReports({ processes: 2 });
});

afterEach(() => reports.close());

/** For storages that fall silent: everywhere else a busy machine would be taken for one. */
async function waitingBriefly(): Promise<void> {
  await reports.close();
  reports = await openReports({ processes: 2, relayLimits: { relayLinkMs: 500 } });
}

/** An interview with a PDF at the vendor's storage. */
function addWithPdf(link: { url?: string; validUntil?: number } = {}): Promise<InterviewRecord> {
  return reports.add({ report: { url: `${reports.storage.url}/sent`, ...link } });
}

function urlOf({ id, reportKey }: InterviewRecord, process = 0): string {
  return `${reports.urls[process]}/reports/${id}.${reportKey}/report.pdf`;
}

async function open(url: string, init: RequestInit = {}) {
  const answer = await fetch(url, init);
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

function outcomes() {
  return reports.notes.map(({ outcome }) => outcome);
}

/** Only the renewed link works. */
const refusesOld: RequestListener = (request, response) =>
  request.url === '/renewed' ? sendsPdf(request, response) : refuses(request, response);

test('the PDF of the vendor comes through whole, under the bridge’s headers', async () => {
  const { status, headers, bytes } = await open(urlOf(await addWithPdf()));
  expect(status).toBe(200);
  expect(bytes.equals(pdfBytes)).toBe(true);
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'application/pdf',
    'content-length': String(pdfBytes.length),
    'content-disposition': 'inline; filename="interview-report.pdf"',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex, nofollow',
    'referrer-policy': 'no-referrer',
    'cache-control': 'private, no-store',
  });
  expect(headers.has('x-vendor')).toBe(false);
  expect(outcomes()).toEqual(['streamed']);
  expect(reports.vendor.made).toEqual([]);
});

test('a PDF of unknown length comes through too', async () => {
  reports.storage.answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/pdf;charset=binary' });
    response.write(pdfBytes.subarray(0, 100));
    response.end(pdfBytes.subarray(100));
  };
  const { headers, bytes } = await open(urlOf(await addWithPdf()));
  expect(headers.has('content-length')).toBe(false);
  expect(bytes.equals(pdfBytes)).toBe(true);
});

test('HEAD asks neither the storage nor the vendor', async () => {
  reports.settings.mode = 'on-demand';
  const { status, headers } = await open(urlOf(await reports.add()), { method: 'HEAD' });
  expect([status, headers.get('content-type')]).toEqual([200, 'application/pdf']);
  expect([reports.fetched, reports.vendor.made]).toEqual([[], []]);
});

describe('without a link', () => {
  test('there is no PDF where reports are taken as sent', async () => {
    const { status, bytes } = await open(urlOf(await reports.add()));
    expect([status, bytes.toString()]).toEqual([404, expect.stringContaining('no PDF report')]);
    expect(reports.vendor.made).toEqual([]);
  });

  test('it is made when first opened where reports are made on demand', async () => {
    reports.settings.mode = 'on-demand';
    const record = await reports.add();
    for (let i = 0; i < 2; i += 1) expect((await open(urlOf(record))).bytes.equals(pdfBytes)).toBe(true);
    expect([reports.vendor.made, reports.vendor.timesMs]).toEqual([['attempt-1'], [limits.reportMs]]);
    expect(outcomes()).toEqual(['renewed', 'streamed', 'streamed']);
  });
});

describe('a link is renewed', () => {
  const sends = (status: number, headers: Record<string, string>, body: string | Buffer = 'words'): RequestListener => {
    return (request, response) =>
      request.url === '/renewed' ? sendsPdf(request, response) : response.writeHead(status, headers).end(body);
  };

  test.each<[string, RequestListener]>([
    ['the storage refuses it', refusesOld],
    ['it leads to a page', sends(200, { 'content-type': 'text/html' })],
    ['it leads to a page that is called a PDF', sends(200, { 'content-type': 'application/pdf' }, '<html>%PDF-1.7')],
    ['it leads to half a beginning', sends(200, { 'content-type': 'application/pdf' }, '%PD')],
    ['it leads to nothing', sends(200, { 'content-type': 'application/pdf' }, '')],
    ['it leads to a compressed page', sends(200, { 'content-encoding': 'gzip' }, gzipSync('<html>'))],
    ['it leads to an unknown compression', sends(200, { 'content-encoding': 'zstd' }, deflateSync(pdfBytes))],
    ['it leads to a packing that is broken', sends(200, { 'content-encoding': 'br' }, deflateSync(pdfBytes))],
    ['it leads to a PDF that is no answer', sends(206, { 'content-type': 'application/pdf' }, pdfBytes)],
    ['it leads to a private address', sends(302, { location: 'https://10.0.0.1/report' })],
    ['it leads to the metadata of a cloud', sends(302, { location: 'http://169.254.169.254/latest/meta-data/' })],
    ['it leads to a file', sends(302, { location: 'file:///etc/passwd' })],
    ['it leads in a circle', sends(302, { location: '/sent' })],
    ['it leads nowhere', sends(302, {})],
    [
      'the storage hangs up',
      (request, response) => (request.url === '/renewed' ? sendsPdf(request, response) : request.socket.destroy()),
    ],
  ])('when %s', async (_what, answer) => {
    reports.storage.answer = answer;
    await expectRenewed();
  });

  test.each<[string, RequestListener]>([
    [
      'the storage sends nothing after the first bytes',
      (request, response) => (request.url === '/renewed' ? sendsPdf(request, response) : response.write('%PD')),
    ],
    [
      'the first bytes never come out of their packing',
      (request, response) => {
        if (request.url === '/renewed') return sendsPdf(request, response);
        // The head of a gzip with a name that does not end.
        response.writeHead(200, { 'content-encoding': 'gzip' }).write(Buffer.from('1f8b0808000000000003', 'hex'));
        const timer = setInterval(() => response.write('name'), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ])('when %s', async (_what, answer) => {
    await waitingBriefly();
    reports.storage.answer = answer;
    await expectRenewed();
  });

  async function expectRenewed(): Promise<void> {
    const { status, bytes } = await open(urlOf(await addWithPdf()));
    expect([status, bytes.equals(pdfBytes)]).toEqual([200, true]);
    expect(reports.vendor.made).toEqual(['attempt-1']);
    expect(reports.fetched.filter((url) => !url.startsWith(reports.storage.url))).toEqual([]);
    expect(reports.fetched.length).toBeLessThanOrEqual(5);
  }

  test('when its time is over, without being tried', async () => {
    const record = await addWithPdf({ validUntil: reports.clock.now });
    expect((await open(urlOf(record))).status).toBe(200);
    expect(reports.storage.requests).toEqual(['/renewed']);
  });

  test('and remembered, so that it is not renewed again while it works', async () => {
    const record = await addWithPdf({ validUntil: reports.clock.now });
    await open(urlOf(record));
    const attempt = (await reports.store.read(record.id))?.record.attempts['attempt-1'];
    expect(attempt?.madeReport).toEqual({
      url: `${reports.storage.url}/renewed`,
      validUntil: reports.clock.now + day,
      at: reports.clock.now,
    });
    await open(urlOf(record, 1));
    expect(reports.vendor.made).toEqual(['attempt-1']);
  });

  test('once, however many ask in however many processes', async () => {
    reports.storage.answer = refusesOld;
    const record = await addWithPdf();
    const opened = await Promise.all(Array.from({ length: 8 }, (_, i) => open(urlOf(record, i % 2))));
    expect(opened.every(({ status, bytes }) => status === 200 && bytes.equals(pdfBytes))).toBe(true);
    expect(reports.vendor.made).toEqual(['attempt-1']);
  });

  test('once, and further readers get 503', async () => {
    reports.storage.answer = refusesOld;
    const record = await addWithPdf();
    const opened = await Promise.all(Array.from({ length: 50 }, (_, i) => open(urlOf(record, i % 2))));
    const served = opened.filter(({ status }) => status === 200);
    expect(served.length).toBeGreaterThanOrEqual(8);
    expect(served.every(({ bytes }) => bytes.equals(pdfBytes))).toBe(true);
    expect(opened.filter(({ status }) => status === 503)).toHaveLength(50 - served.length);
    expect(reports.vendor.made).toEqual(['attempt-1']);
  });

  test('and again at once when the new link dies too', async () => {
    reports.storage.answer = refusesOld;
    const record = await addWithPdf();
    expect((await open(urlOf(record))).status).toBe(200);
    reports.storage.answer = (request, response) =>
      request.url === '/again' ? sendsPdf(request, response) : refuses(request, response);
    reports.vendor.makeReport = async () => ({ url: `${reports.storage.url}/again` });
    expect((await open(urlOf(record))).status).toBe(200);
  });

  test('although the record changes meanwhile', async () => {
    reports.storage.answer = refusesOld;
    const record = await addWithPdf();
    reports.vendor.makeReport = async () => {
      await reports.store.save({ ...record, jobTitle: 'Changed' }, 1, { dueAt: reports.clock.now });
      return { url: `${reports.storage.url}/renewed` };
    };
    expect((await open(urlOf(record))).status).toBe(200);
    const saved = (await reports.store.read(record.id))?.record;
    expect([saved?.jobTitle, saved?.attempts['attempt-1']?.madeReport?.url]).toEqual([
      'Changed',
      `${reports.storage.url}/renewed`,
    ]);
  });
});

describe('the bytes alone are believed:', () => {
  const compressed: [string, Record<string, string>, Buffer][] = [
    ['gzip', { 'content-encoding': 'gzip', 'content-type': 'application/pdf' }, gzipSync(pdfBytes)],
    ['deflate', { 'content-encoding': 'deflate' }, deflateSync(pdfBytes)],
    ['brotli', { 'content-encoding': 'br' }, brotliCompressSync(pdfBytes)],
    ['gzip of which the header says nothing', {}, gzipSync(pdfBytes)],
    ['gzip under the name of another packing', { 'content-encoding': 'br' }, gzipSync(pdfBytes)],
  ];
  const plain: [string, Record<string, string>][] = [
    ['as bytes', { 'content-type': 'application/octet-stream' }],
    ['as a page', { 'content-type': 'text/html; charset=utf-8' }],
    ['as nothing', {}],
    ['as a download', { 'content-type': 'binary/octet-stream', 'content-disposition': 'attachment; filename=a.exe' }],
    ['as compressed, which it is not', { 'content-encoding': 'gzip' }],
    ['as encoded for another storage', { 'content-encoding': 'aws-chunked' }],
  ];

  test.each(plain)('a PDF that is served %s is a PDF', async (_what, headers) => {
    reports.storage.answer = (_request, response) => {
      response.writeHead(200, { ...headers, 'content-length': pdfBytes.length }).end(pdfBytes);
    };
    const opened = await open(urlOf(await addWithPdf()));
    expect([opened.status, opened.bytes.equals(pdfBytes)]).toEqual([200, true]);
    expect(opened.headers.get('content-type')).toBe('application/pdf');
    expect(opened.headers.get('content-disposition')).toBe('inline; filename="interview-report.pdf"');
    expect(opened.headers.get('content-length')).toBe(String(pdfBytes.length));
    expect(opened.headers.has('content-encoding')).toBe(false);
    expect(reports.vendor.made).toEqual([]);
  });

  test.each(compressed)('a PDF in %s is decompressed', async (_what, headers, body) => {
    reports.storage.answer = (_request, response) => {
      response.writeHead(200, { ...headers, 'content-length': body.length }).end(body);
    };
    const opened = await open(urlOf(await addWithPdf()));
    expect([opened.status, opened.bytes.equals(pdfBytes)]).toEqual([200, true]);
    expect(opened.headers.has('content-encoding')).toBe(false);
    // That of the compressed bytes would be wrong.
    expect(opened.headers.has('content-length')).toBe(false);
    expect(reports.vendor.made).toEqual([]);
  });

  test('a PDF whose beginning comes byte by byte is a PDF', async () => {
    reports.storage.answer = async (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/pdf' });
      for (const byte of pdfBytes.subarray(0, 8)) {
        response.write(Buffer.of(byte));
        await new Promise(setImmediate);
      }
      response.end(pdfBytes.subarray(8));
    };
    expect((await open(urlOf(await addWithPdf()))).bytes.equals(pdfBytes)).toBe(true);
  });

  test('a page that is called a PDF is never relayed', async () => {
    reports.storage.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/pdf' }).end('<script>alert(1)</script>');
    };
    const { status, headers, bytes } = await open(urlOf(await addWithPdf()));
    expect([status, headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    expect(bytes.toString()).not.toContain('alert');
    expect(reports.vendor.made).toEqual(['attempt-1']);
  });
});

test('a redirect within what is allowed is followed', async () => {
  reports.storage.answer = (request, response) =>
    request.url === '/sent' ? response.writeHead(307, { location: '/moved' }).end() : sendsPdf(request, response);
  expect((await open(urlOf(await addWithPdf()))).status).toBe(200);
  expect(reports.storage.requests).toEqual(['/sent', '/moved']);
});

test.each([
  ['as often as it may be', limits.relayRedirects, []],
  ['no more often than it may be, and a new link is made', limits.relayRedirects + 1, ['attempt-1']],
])('a link is redirected %s', async (_what, times, made) => {
  let redirects = 0;
  reports.storage.answer = (request, response) => {
    if (request.url === '/renewed' || redirects === times) return sendsPdf(request, response);
    redirects += 1;
    response.writeHead(302, { location: `/moved-${redirects}` }).end();
  };
  expect((await open(urlOf(await addWithPdf()))).status).toBe(200);
  expect(reports.vendor.made).toEqual(made);
});

describe('a report that cannot be fetched', () => {
  test('is a page with 502 when the renewed link fails too, and is not made over and over', async () => {
    reports.storage.answer = refuses;
    const record = await addWithPdf();
    for (const process of [0, 1, 0]) {
      const { status, headers, bytes } = await open(urlOf(record, process));
      expect([status, headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
      expect(headers.has('content-disposition')).toBe(false);
      expect(bytes.toString()).toContain('The report could not be fetched');
    }
    expect(reports.vendor.made).toEqual(['attempt-1']);
    expect(outcomes()).toEqual(['renewed', 'unavailable', 'unavailable', 'unavailable']);
  });

  test('is tried again after a moment', async () => {
    reports.storage.answer = refuses;
    const record = await addWithPdf();
    await open(urlOf(record));
    const [lock = ''] = await reports.redis.keys('*:report:*');
    expect(await reports.redis.pttl(lock)).toBeLessThanOrEqual(3000);
    await reports.redis.del(lock);
    await open(urlOf(record));
    expect(reports.vendor.made).toHaveLength(2);
  });

  test.each([
    ['vendor-refused', 502],
    ['vendor-key-rejected', 502],
    ['vendor-unclear', 503],
  ] as const)('is a page without the words of the vendor when it fails with %s', async (kind, expected) => {
    reports.vendor.makeReport = async () => {
      throw new Failure(kind, 'Words of the vendor');
    };
    const { status, bytes } = await open(urlOf(await addWithPdf({ validUntil: 1 })));
    expect(status).toBe(expected);
    expect(bytes.toString()).not.toContain('Words of the vendor');
    expect(reports.failures.map((failure) => failure.kind)).toEqual([kind]);
  });

  test('is a page with 503 while another process takes too long to make it', async () => {
    const record = await addWithPdf({ validUntil: 1 });
    reports.vendor.makeReport = async () => {
      const waiting = open(urlOf(record, 1));
      // Each waiting reader has checked the lock before its time limit.
      while (reports.notes.length === 0) {
        reports.clock.now += 1000;
        await new Promise(setImmediate);
      }
      expect((await waiting).status).toBe(503);
      return { url: `${reports.storage.url}/renewed` };
    };
    expect((await open(urlOf(record))).status).toBe(200);
  });
});

describe('on the public internet', () => {
  beforeEach(() => {
    reports.settings.allowsLoopback = false;
  });

  test.each([
    'http://files.example/report',
    'https://127.0.0.1/report',
    'https://[::1]/report',
    'https://localhost/report',
    'https://10.1.2.3/report',
    'https://172.16.0.1/report',
    'https://192.168.1.1/report',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/report',
    'https://0.0.0.0/report',
    'https://2130706433/report',
    'https://[::ffff:10.0.0.1]/report',
    'https://[fd00:ec2::254]/report',
    'https://[fe80::1]/report',
    'https://[64:ff9b::a00:1]/report',
    'https://224.0.0.1/report',
    'https://user:password@1.1.1.1/report',
    'javascript:alert(1)',
    'no address',
  ])('%s is never fetched', async (url) => {
    reports.vendor.makeReport = async () => ({ url });
    expect((await open(urlOf(await addWithPdf({ url })))).status).toBe(502);
    expect(reports.fetched).toEqual([]);
  });
});

/** Packed once, for that takes long. */
const tooLarge = gzipSync(Buffer.concat([pdfBytes, Buffer.alloc(limits.relayBytes)]));

describe('a PDF that breaks off never looks whole', () => {
  const randomPdf = Buffer.concat([pdfBytes, randomBytes(200_000)]);
  const begins = (rest: RequestListener, length?: number): RequestListener => {
    return (request, response) => {
      response.writeHead(200, length === undefined ? {} : { 'content-length': length });
      response.write(pdfBytes.subarray(0, 1000), () => rest(request, response));
    };
  };

  test.each<[string, RequestListener]>([
    ['when the storage hangs up', begins((request) => request.socket.destroy())],
    [
      'when it is larger than allowed',
      begins((_request, response) => {
        const chunk = Buffer.alloc(1024 * 1024);
        const pour = () => {
          while (!response.destroyed && response.write(chunk));
        };
        response.on('drain', pour);
        pour();
      }),
    ],
    ['when it is shorter than it was said to be', begins((request) => request.socket.end(), pdfBytes.length)],
    [
      'when its packing breaks off',
      (_request, response) => {
        const head = { 'content-encoding': 'gzip' };
        response.writeHead(200, head).end(gzipSync(randomPdf).subarray(0, -100));
      },
    ],
    [
      'when it decompresses to more than allowed',
      (_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(tooLarge);
      },
    ],
  ])('%s', async (_what, answer) => {
    reports.storage.answer = answer;
    await expectBroken();
  });

  test('when the storage sends nothing more', async () => {
    await waitingBriefly();
    reports.storage.answer = begins(() => undefined);
    await expectBroken();
  });

  async function expectBroken(): Promise<void> {
    await expect(open(urlOf(await addWithPdf()))).rejects.toThrow('terminated');
    await expect.poll(outcomes).toEqual(['unavailable']);
  }

  test('nor does one that says beforehand that it is too large begin', async () => {
    reports.storage.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': limits.relayBytes + 1 });
      response.write('%PDF');
    };
    expect((await open(urlOf(await addWithPdf()))).status).toBe(502);
  });
});

test('a reader who leaves ends the fetching too', async () => {
  const closed = new Promise<void>((done) => {
    reports.storage.answer = (_request, response) => {
      response.on('close', done).writeHead(200, { 'content-type': 'application/pdf' });
      response.write(pdfBytes.subarray(0, 1000));
    };
  });
  const leaving = new AbortController();
  const answer = await fetch(urlOf(await addWithPdf()), { signal: leaving.signal });
  expect(answer.status).toBe(200);
  leaving.abort();
  await closed;
  expect(outcomes()).toEqual([]);
});

test('of a paused account the page is shown, and nothing is fetched for its PDF', async () => {
  const record = await addWithPdf();
  const [account] = reports.accounts.all();
  reports.accounts.set('acme', { ...account!, name: 'acme', isPaused: true });
  const before = reports.storage.requests.length;
  const { status, headers } = await fetch(urlOf(record));
  expect(status).toBe(503);
  expect(headers.get('retry-after')).not.toBeNull();
  expect(reports.storage.requests).toHaveLength(before);
  reports.accounts.set('acme', account);
  expect((await fetch(urlOf(record))).status).toBe(200);
});
