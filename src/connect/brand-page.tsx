import type { ComponentChildren, VNode } from 'preact';
import type { Language } from '../pages/reading.ts';
import { type Page, renderPage } from '../pages/render.tsx';
import { styleOfBrand } from './style.ts';

/** The vendor as it wants to be seen. */
export type Branded = { title: string; logo?: string; colour?: string };

type Headed = { vendor: Branded; language: Language; heading: string; lead: VNode };

/** A page in the name of the vendor. */
export function brandPage({ vendor, language, heading, lead }: Headed, content: ComponentChildren): Page {
  const { title, logo, colour } = vendor;
  return renderPage(
    { title: heading, lang: language, style: styleOfBrand(colour), forms: 'self', hasImages: logo !== undefined },
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
