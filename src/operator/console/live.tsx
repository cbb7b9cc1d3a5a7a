import type { ComponentChildren, VNode } from 'preact';
import { z } from 'zod';
import { base } from './own-path.ts';

/** Of the address of a page with such a part: `?live=off` stops it. */
export const liveQuery = z.object({ live: z.literal('off').optional() });

type LiveProps = {
  /** The address of this page, below `/operator`. */
  at: string;
  isOn: boolean;
  everySeconds: number;
  children: ComponentChildren;
};

/** A part of a page that is fetched anew while the page is open. Without script it is as it was when it was opened. */
export function Live({ at, isOn, everySeconds, children }: LiveProps): VNode {
  const polling = {
    'hx-get': base + at,
    'hx-trigger': `every ${everySeconds}s`,
    'hx-select': '#live',
    'hx-swap': 'outerMorph',
  };
  return (
    <>
      <div id="live" {...(isOn ? polling : {})}>
        {children}
      </div>
      <p class="soft screen">
        {isOn ? `This page is brought up to date every ${everySeconds} s. ` : 'This page stays as it is. '}
        <a href={isOn ? `${base}${at}?live=off` : base + at}>
          {isOn ? 'Stop that' : 'Bring it up to date, and keep it so'}
        </a>
      </p>
    </>
  );
}
