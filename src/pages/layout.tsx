import type { ComponentChildren, VNode } from 'preact';
import type { Style } from './style.ts';

/** `head`: more of the head of the document; `before`: what stands before its main part. */
type LayoutProps = {
  title: string;
  lang: string;
  style: Style;
  head?: ComponentChildren;
  before?: ComponentChildren;
  children: ComponentChildren;
};

/** The whole document. Give texts from outside `dir="auto"`, for they may run from right to left. */
export function Layout({ title, lang, style, head, before, children }: LayoutProps): VNode {
  return (
    <html lang={lang}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <title>{title}</title>
        <style>{style.text}</style>
        {head}
      </head>
      <body>
        {before}
        <main id="main">{children}</main>
      </body>
    </html>
  );
}

export function Section({
  id,
  title,
  children,
}: {
  id: string;
  title: ComponentChildren;
  children: ComponentChildren;
}): VNode {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}
