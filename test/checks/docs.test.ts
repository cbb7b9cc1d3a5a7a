import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { providerClauses } from '../../src/checks/provider/check-provider.ts';
import { vendorClauses } from '../../src/checks/vendor/check-vendor.ts';

const page = readFileSync('docs/check-your-server.md', 'utf8');
const kits = [
  { side: 'Vendor', groups: vendorClauses },
  { side: 'Provider', groups: providerClauses },
] as const;

/** The rows of the page below a heading. */
function rowsBelow(heading: string): string[][] {
  const [, section = ''] = page.split(`\n### ${heading}\n`);
  const [own = ''] = section.split('\n#');
  const lines = own.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
}

test.each(kits)('the page has the clauses of the check: $side', ({ side, groups }) => {
  for (const { title, clauses } of groups) {
    const heading = `${side}: ${title.charAt(0).toLowerCase()}${title.slice(1)}`;
    expect(rowsBelow(heading)).toEqual(clauses.map(({ id, title, why }) => [id, title, why]));
  }
});

test('the page has no clause of which the code knows nothing', () => {
  const known = kits.flatMap(({ groups }) => groups.flatMap(({ clauses }) => clauses.map(({ id }) => id)));
  const listed = [...page.matchAll(/^\| ([VP]\d+)\s*\|/gm)].map(([, id]) => id);
  expect(listed).toEqual(known);
});

test.each(kits)('reports link to headings that exist: $side', ({ groups }) => {
  for (const { docs } of groups) {
    const [path = '', anchor] = docs.split('#');
    const headings = readFileSync(path, 'utf8').match(/^#+ .*$/gm) ?? [];
    const anchors = headings.map((heading) =>
      heading
        .replace(/^#+ /, '')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    );
    expect(anchors).toContain(anchor);
  }
});
