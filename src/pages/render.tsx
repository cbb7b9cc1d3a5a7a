import type { Context } from 'koa';
import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { legible } from '../interviews/legible.ts';
import { type Forms, pageHeaders } from './headers.ts';
import { Layout } from './layout.tsx';
import { pageStyle, type Style } from './style.ts';

/** Ready to be sent. */
export type Page = { headers: Readonly<Record<string, string>>; body: Buffer };

/** `hasImages`: those that stand in the page itself. `hasScript`: `head` names it. `before`: what stands before `main`. */
type About = {
  title: string;
  lang?: string;
  style?: Style;
  forms?: Forms;
  hasImages?: boolean;
  hasScript?: boolean;
  head?: ComponentChildren;
  before?: ComponentChildren;
};

export function renderPage(about: About, content: ComponentChildren): Page {
  const { title, lang = 'en', style = pageStyle, forms = 'none', hasImages = false, hasScript = false } = about;
  const document = renderToString(
    <Layout title={title} lang={lang} style={style} head={about.head} before={about.before}>
      {content}
    </Layout>,
  );
  // In one place for all texts. They are escaped, so markup cannot arise from what is left of them.
  return {
    headers: pageHeaders({ style, forms, hasImages, hasScript }),
    body: Buffer.from(`<!doctype html>\n${legible(document, document.length)}\n`),
  };
}

/** How long it is in a page. */
export function bytesOf(content: VNode): number {
  return Buffer.byteLength(renderToString(content));
}

export function sendPage(ctx: Context, { headers, body }: Page): void {
  ctx.set({ ...headers });
  ctx.body = body;
}
