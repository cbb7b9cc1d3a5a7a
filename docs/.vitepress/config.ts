import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { markdown } from './markdown.ts';
import { pageOf, sections } from './pages.ts';

const title = 'interview-bridge';

/** `npm run docs` shows the site while you write, `npm run docs:build` builds it; `-- --base /path/` where it is not at the top. */
export default defineConfig({
  title,
  description: pageOf('index.md')?.description ?? '',
  lang: 'en',
  // Without one, browsers ask for /favicon.ico.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown,
  // Those of the sandbox, which the reader starts. Any other dead link ends the build.
  ignoreDeadLinks: 'localhostLinks',
  transformPageData({ relativePath }) {
    const page = pageOf(relativePath);
    return page && { description: page.description };
  },
  /** Pages lead to these files. */
  async buildEnd({ outDir }) {
    const openapi = fileURLToPath(new URL('../openapi', import.meta.url));
    await cp(openapi, join(outDir, 'openapi'), { recursive: true });
  },
  themeConfig: {
    outline: [2, 3],
    sidebar: sections.map(({ title: text, pages }) => ({
      text,
      items: pages.map((page) => ({ text: page.title, link: `/${page.path === 'index' ? '' : page.path}` })),
    })),
    nav: [
      { text: 'Get started', link: '/' },
      { text: 'Settings', link: '/settings' },
      { text: 'API', link: '/api-reference' },
      { text: 'Operations', link: '/operations' },
    ],
    search: {
      provider: 'local',
      options: {
        /** The description is found too. */
        _render(source, env, md) {
          const html = md.render(source, env);
          const page = pageOf(env.relativePath);
          return page ? html.replace('</h1>', `</h1><p>${page.description}</p>`) : html;
        },
      },
    },
  },
});
