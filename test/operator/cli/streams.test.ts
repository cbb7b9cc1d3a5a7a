import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, test } from 'vitest';
import { OutputClosed } from '../../../src/operator/cli/output.ts';
import { openStreams } from '../../../src/operator/cli/streams.ts';

function streamOf(about: { isTTY?: boolean; columns?: number; fails?: string } = {}) {
  const written: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      if (about.fails) return done(Object.assign(new Error('no'), { code: about.fails }));
      written.push(String(chunk));
      done();
    },
    autoDestroy: false,
  });
  return Object.assign(stream, about, { written });
}

function open(stdout: ReturnType<typeof streamOf>, stderr = streamOf(), env = {}, elapsedMs = () => 0) {
  return openStreams({ stdout, stderr, env, elapsedMs });
}

test.each([
  [{ isTTY: true, columns: 120 }, {}, { columns: 120, hasColours: true }],
  [{ isTTY: true, columns: 0 }, {}, { columns: 80, hasColours: true }],
  [{ isTTY: true, columns: 120 }, { NO_COLOR: '' }, { columns: 120, hasColours: true }],
  [{ isTTY: true, columns: 120 }, { NO_COLOR: '1' }, { columns: 120, hasColours: false }],
  [{ isTTY: true, columns: 120 }, { TERM: 'dumb' }, { columns: 120, hasColours: false }],
  [{ columns: 120 }, {}, { columns: undefined, hasColours: undefined }],
])('standard output %j with %j is a terminal with %j', (about, env, expected) => {
  const { columns, hasColours } = open(streamOf(about), streamOf(), env).terminal;
  expect({ columns, hasColours }).toEqual(expected);
});

test.each(['EPIPE', 'ENOSPC'])('%s ends the printing', async (fails) => {
  const stderr = streamOf();
  const { terminal, finish } = open(streamOf({ fails }), stderr);
  terminal.print('lost');
  await turn();
  expect(() => terminal.print('x')).toThrow(OutputClosed);
  const isQuiet = fails === 'EPIPE';
  expect(await finish(0)).toBe(isQuiet ? 0 : 1);
  expect(stderr.written).toEqual(isQuiet ? [] : ['The output could not be written (ENOSPC)\n']);
});

it('leaves the streams to the server as they were', () => {
  const [stdout, stderr] = [streamOf(), streamOf()];
  open(stdout, stderr).release();
  expect([stdout.listenerCount('error'), stderr.listenerCount('error')]).toEqual([0, 0]);
});

it('shows progress of long work on a terminal only, not too often, and erases it before anything else is printed', async () => {
  let now = 0;
  const stderr = streamOf({ isTTY: true, columns: 12 });
  const { terminal, finish } = open(streamOf(), stderr, {}, () => now);
  terminal.showProgress?.('0 interviews read');
  now = 500;
  terminal.showProgress?.('1 interview read');
  terminal.showProgress?.('2 interviews read');
  now = 600;
  terminal.showProgress?.('3 interviews read');
  terminal.printError('bad');
  now = 700;
  terminal.showProgress?.('4');
  await finish(0);
  const erase = '\r\u001b[K';
  expect(stderr.written).toEqual([`${erase}1 interview`, `${erase}3 interview`, erase, 'bad\n', `${erase}4`, erase]);
  expect(open(streamOf({ isTTY: true })).terminal.showProgress).toBeUndefined();
});
