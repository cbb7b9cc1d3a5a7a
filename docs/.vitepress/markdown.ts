import { posix } from 'node:path';
import type { MarkdownOptions } from 'vitepress';

type MarkdownIt = Parameters<NonNullable<MarkdownOptions['config']>>[0];

/** The pages are written for GitHub. What its Markdown does in another way is mended here. */
export const markdown: MarkdownOptions = {
  // `<name>` is text there too, and no element of Vue.
  html: false,
  theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  anchor: { slugify: slugOf },
  config: (md) => leaveOutside(md),
};

/** The anchor that GitHub makes of a heading. */
export function slugOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
}

/** A file outside of `docs/` is no page of the site: its link becomes its name, with the path for those who point at it. */
function leaveOutside(md: MarkdownIt): void {
  md.core.ruler.push('leave-outside', ({ tokens, env }) => {
    for (const { children } of tokens) {
      let isOutside = false;
      for (const token of children ?? []) {
        if (token.type === 'link_open') {
          const path = posix.join(posix.dirname(env.relativePath ?? ''), token.attrGet('href') ?? '');
          isOutside = path.startsWith('../');
          if (isOutside)
            Object.assign(token, {
              type: 'outside_open',
              tag: 'span',
              attrs: [['title', `In the repository: ${path.replaceAll('../', '')}`]],
            });
        } else if (token.type === 'link_close' && isOutside)
          Object.assign(token, { type: 'outside_close', tag: 'span' });
      }
    }
  });
}
