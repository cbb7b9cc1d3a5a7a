import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOutput, OutputClosed, type Terminal } from '../../../src/operator/cli/output.ts';
import { openTable } from '../../../src/operator/cli/table.ts';

function open(terminal: Partial<Terminal> = {}, style: { isJson?: boolean; isReadOnly?: boolean } = {}) {
  const lines: string[] = [];
  const print = (text: string) => void lines.push(text);
  const output = createOutput({ print, printError: print, ...terminal }, { isJson: false, isReadOnly: true, ...style });
  return { lines, output };
}

describe('colours', () => {
  const line = [{ text: 'WRONG', tone: 'bad' }, '  redis'] as const;

  it('are for a terminal that has them', () => {
    const { lines, output } = open({ columns: 80, hasColours: true });
    output.print(line);
    expect(lines).toEqual(['\u001b[31mWRONG\u001b[0m  redis']);
  });

  it.each([{}, { columns: 80, hasColours: false }])('are left out for %j', (terminal) => {
    const { lines, output } = open(terminal);
    output.print(line);
    expect(lines).toEqual(['WRONG  redis']);
  });

  it('do not come from outside', () => {
    const { lines, output } = open({ columns: 80, hasColours: true });
    output.print([{ text: '\u001b[32mfine', tone: 'bad' }]);
    expect(lines).toEqual(['\u001b[31m\\u001b[32mfine\u001b[0m']);
  });
});

describe('progress', () => {
  it.each([
    [undefined, 'keys: 7'],
    [0, `[${'.'.repeat(20)}] keys: 7`],
    [0.5, `[${'#'.repeat(10)}${'.'.repeat(10)}] keys: 7`],
    [1.2, `[${'#'.repeat(20)}] keys: 7`],
  ])('of which %s is done is shown as %j', (share, shown) => {
    const seen: string[] = [];
    const { output } = open({ showProgress: (text) => void seen.push(text) });
    output.showProgress('keys: 7', share);
    expect(seen).toEqual([shown]);
  });

  it('is not shown where there is no terminal', () => {
    const { lines, output } = open();
    output.showProgress('keys: 7', 0.5);
    expect(lines).toEqual([]);
  });
});

describe('JSON', () => {
  it('is a line that says the same, without a control character, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { lines, output } = open({}, { isJson: true });
        output.printJson({ text });
        expect(lines).toHaveLength(1);
        expect(lines[0]).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
        expect(JSON.parse(lines[0] ?? '')).toEqual({ text });
      }),
    );
  });

  it('is all there is with --json, and there is none without', () => {
    const [json, people] = [open({}, { isJson: true }), open()];
    for (const { output } of [json, people]) {
      output.print('a line');
      output.printText('a\ntext');
      output.printJson({ a: 1 });
    }
    expect([json.lines, people.lines]).toEqual([['{"a":1}'], ['a line', 'a\ntext']]);
  });
});

describe('a closed output', () => {
  const print = () => {
    throw new OutputClosed();
  };

  it('ends a command that only reads', () => {
    expect(() => open({ print }).output.print('x')).toThrow(OutputClosed);
  });

  it('does not keep a command that changes something from its work', () => {
    const { output } = open({ print }, { isReadOnly: false });
    output.print('x');
    output.print('y');
  });
});

describe('a list', () => {
  const rows = [
    ['2026-01-31', 'a', 'open'],
    ['2026-01-30', 'longer', { text: 'failed', tone: 'bad' }],
  ] as const;

  function listed(terminal: Partial<Terminal>, some: readonly (typeof rows)[number][] = rows) {
    const { lines, output } = open(terminal);
    const table = openTable(output, ['created', 'id', 'state']);
    for (const row of some) table.row(row);
    table.end('2 in all');
    return lines;
  }

  it('is aligned and has a head on a terminal', () => {
    expect(listed({ columns: 80 })).toEqual([
      'CREATED     ID      STATE',
      '2026-01-31  a       open',
      '2026-01-30  longer  failed',
      '2 in all',
    ]);
  });

  it('is plain elsewhere', () => {
    expect(listed({})).toEqual(['2026-01-31  a  open', '2026-01-30  longer  failed', '2 in all']);
  });

  it('has no head when it is empty', () => {
    expect(listed({ columns: 80 }, [])).toEqual(['2 in all']);
  });

  it('does not wait for its end when it is long', () => {
    const { lines, output } = open({ columns: 80 });
    const table = openTable(output, ['id']);
    for (let i = 0; i < 1000; i += 1) table.row([String(i)]);
    expect(lines).toHaveLength(1001);
  });
});
