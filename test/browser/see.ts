import type { Browser, Look } from '../../testing/browser.ts';
import type { Shown } from './pages/page-set.ts';

/**
 * What is wrong with a page, a line each, with the name of the page and how it was looked at. With a dark theme only what
 * the theme can break is looked for: the rest is the same as with a light one.
 */
export async function see(
  browser: Browser,
  { what, url, headers, before, press }: Shown,
  { as, byKeyboard }: { as: readonly Look[]; byKeyboard: boolean },
): Promise<string[]> {
  const visit = await browser.visit(url, { headers, before: async (page) => before?.(page) });
  await press?.(visit.page);
  const found: string[] = [];
  for (const look of as) {
    await visit.look(look);
    const problems =
      look.scheme === 'dark'
        ? await visit.themeProblems()
        : [...(await visit.problems()), ...(byKeyboard ? await visit.keyboardProblems() : [])];
    found.push(...problems.map((each) => `${what} (${look.width} px, ${look.scheme}): ${each}`));
  }
  found.push(...visit.answerProblems().map((each) => `${what}: ${each}`));
  await visit.close();
  return found;
}
