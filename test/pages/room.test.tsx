import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesOf } from '../../src/pages/render.tsx';
import { fitting, fittingRows } from '../../src/pages/room.tsx';

const bytesIn = (text: string) => bytesOf(<i>{text}</i>) - '<i></i>'.length;

it('a text takes no more room than it has, and is whole where it fits', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', '&', '"', '<', 'é', '漢', '😀'), maxLength: 300 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 10, max: 400 }), (text, most) => {
      const shown = fitting(text, most);
      expect(bytesIn(shown)).toBeLessThanOrEqual(most);
      expect(shown).not.toMatch(/[\uD800-\uDBFF]…$/);
      if (bytesIn(text) <= most) expect(shown).toBe(text);
      else expect(text.startsWith(shown.slice(0, -1))).toBe(true);
    }),
  );
});

it('as many rows are shown as have room', () => {
  const rows = Array.from({ length: 100 }, (_, i) => String(i));
  const shown = fittingRows(rows, 1000, (row) => <li>{row}</li>);
  expect(shown.length).toBeLessThan(rows.length);
  expect(bytesOf(<ul>{shown}</ul>) - bytesOf(<ul />)).toBeLessThanOrEqual(1000);
  expect(fittingRows(rows, 100_000, (row) => <li>{row}</li>)).toHaveLength(100);
});
