import type { Random } from '../support/random.ts';
import type { Header } from './heads.ts';
import { one } from './valid.ts';

export type Message = { method: string; path: string; headers: Header[]; body: Buffer | undefined };

/** A request as it should be written. */
export function frame({ method, path, headers, body }: Message): Buffer {
  const length: Header[] = body ? [['Content-Length', String(body.length)]] : [];
  return bytesOf(`${method} ${path} HTTP/1.1`, [['Host', 'bridge.example'], ...headers, ...length], body);
}

export function frameInChunks(random: Random, { method, path, headers, body = Buffer.alloc(0) }: Message): Buffer {
  const chunks: Buffer[] = [];
  const size = Math.max(1, Math.ceil(body.length / random.whole(1, 50)));
  for (let at = 0; at < body.length; at += size) {
    const chunk = body.subarray(at, at + size);
    chunks.push(
      Buffer.from(`${chunk.length.toString(16)}${random.chance(0.1) ? ';x="y"' : ''}\r\n`),
      chunk,
      Buffer.from('\r\n'),
    );
  }
  chunks.push(Buffer.from(`0\r\n${random.chance(0.2) ? 'X-Trailer: y\r\n' : ''}\r\n`));
  const all: Header[] = [['Host', 'bridge.example'], ...headers, ['Transfer-Encoding', 'chunked']];
  return bytesOf(`${method} ${path} HTTP/1.1`, all, Buffer.concat(chunks));
}

/** Contradictory bytes, or bytes that are not a request. */
export function misframe(random: Random, message: Message): Buffer {
  const { method, path, headers, body = Buffer.from('{}') } = message;
  const host: Header = ['Host', 'bridge.example'];
  const line = `${method} ${path} HTTP/1.1`;
  const withHeaders = (more: Header[], first = line): Buffer => bytesOf(first, [host, ...headers, ...more], body);
  switch (
    random.pick({
      length: 6,
      both: 2,
      chunks: 5,
      header: 5,
      line: 5,
      host: 2,
      pipeline: 3,
      garbage: 2,
      cut: 4,
      many: 1,
    })
  ) {
    case 'length':
      return withHeaders([
        ['Content-Length', one(random, [...lengths, String(body.length + 5), String(Math.floor(body.length / 2))])],
      ]);
    case 'both':
      return withHeaders([
        ['Content-Length', String(body.length)],
        [
          'Transfer-Encoding',
          one(random, ['chunked', 'chunked, chunked', 'gzip, chunked', 'identity', 'x', ' chunked']),
        ],
      ]);
    case 'chunks':
      return bytesOf(line, [host, ...headers, ['Transfer-Encoding', 'chunked']], Buffer.from(one(random, chunks)));
    case 'header':
      return withHeaders([], `${line}\r\n${one(random, oddHeaders)}`);
    case 'line':
      return withHeaders([], one(random, linesFor(message)));
    case 'host':
      return bytesOf(line, [...one(random, hosts), ...headers], undefined);
    case 'pipeline':
      return Buffer.concat(Array.from({ length: random.whole(2, 20) }, () => frame(message)));
    case 'garbage':
      return Buffer.from(Array.from({ length: random.whole(0, 300) }, () => random.whole(0, 255)));
    case 'cut': {
      const whole = frame(message);
      return whole.subarray(0, random.whole(0, whole.length));
    }
    case 'many':
      return withHeaders(Array.from({ length: random.whole(100, 3_000) }, (_, i): Header => [`X-${i}`, 'y']));
  }
}

const lengths = ['-1', '+5', '0x5', '5, 5', '1e3', '99999999999999999999', '4294967301', '', ' ', '05', '1048577'];
const chunks = [
  'zz\r\n{}\r\n0\r\n\r\n',
  '2\r\n{}0\r\n\r\n',
  '-2\r\n{}\r\n0\r\n\r\n',
  'ffffffffffffffff\r\n{}\r\n0\r\n\r\n',
  '2\n{}\n0\n\n',
  '2;\r\n{}\r\n0\r\n\r\n',
  '2\r\n{}\r\n',
  `2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
  '0\r\nContent-Length: 5\r\n\r\n',
  '1\r\n{\r\n1\r\n}\r\n0\r\n\r\n',
];
const oddHeaders = [
  'no colon at all',
  ' folded: line',
  'X: a\r\n folded',
  'Content-Length : 2',
  ': empty name',
  'X\0Y: z',
  'X: a\rb',
  'X: a\nb: c',
  `X: ${'y'.repeat(20_000)}`,
  'Content-Length: 2\r\nContent-Length: 2',
  'Content-Length: 2\r\nContent-Length: 3',
  'X\xe9: \xff',
];
const hosts: Header[][] = [
  [],
  [['Host', '']],
  [
    ['Host', 'a'],
    ['Host', 'b'],
  ],
  [['Host', 'a b']],
  [['Host', '[::1']],
  [['Host', 'x'.repeat(5_000)]],
];

function linesFor({ method, path }: Message): string[] {
  return [
    `${method} ${path}`,
    `${method} ${path} HTTP/0.9`,
    `${method} ${path} HTTP/1.0`,
    `${method} ${path} HTTP/2.0`,
    `${method} ${path} HTTP/1.1 `,
    `${method}  ${path}  HTTP/1.1`,
    `${method.toLowerCase()} ${path} HTTP/1.1`,
    `BREW ${path} HTTP/1.1`,
    `${method} http://elsewhere.example${path} HTTP/1.1`,
    `${method} //elsewhere.example${path} HTTP/1.1`,
    'CONNECT elsewhere.example:443 HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    `${method} ${path.slice(1)} HTTP/1.1`,
    `${method} ${path} and more HTTP/1.1`,
    'PRI * HTTP/2.0',
    `\r\n\r\n${method} ${path} HTTP/1.1`,
    `\x16\x03\x01${method} ${path} HTTP/1.1`,
    `${method} ${path} HTTP/1.1\n`,
  ];
}

function bytesOf(line: string, headers: Header[], body: Buffer | undefined): Buffer {
  const head = [line, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), body ?? Buffer.alloc(0)]);
}
