import type { ComponentChildren, VNode } from 'preact';
import { type Page, renderPage } from '../pages/render.tsx';
import { styleOfBrand } from './style.ts';

/** The vendor as it wants to be seen. */
export type Branded = { title: string; logo?: string; colour?: string };

/** A page in the name of the vendor. */
export function brandPage(
  { title, logo, colour }: Branded,
  heading: string,
  lead: VNode,
  content: ComponentChildren,
): Page {
  return renderPage(
    { title: heading, style: styleOfBrand(colour), forms: 'self', hasImages: logo !== undefined },
    <>
      <header class="brand">
        <p class="vendor">{logo === undefined ? <bdi>{title}</bdi> : <img src={logo} alt={title} />}</p>
        <h1 dir="auto">{heading}</h1>
        {lead}
      </header>
      {content}
    </>,
  );
}
