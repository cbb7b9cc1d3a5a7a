import type { LinkLife } from '../config.ts';
import type { SharedLink } from '../store/shared-links.ts';

/** How long a link works, in the words of Workable's contract; empty for a permanent one. */
export type Ttl = { ttl?: string; ttl_units?: 'minutes' | 'days' | 'views' };

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** How long the PDF and the transcript can be opened after a view of the page. */
const afterViewMs = 15 * minuteMs;

export function newLink(life: LinkLife, createdAt: number): SharedLink {
  switch (life.kind) {
    case 'forever':
      return { createdAt };
    case 'time':
      return { createdAt, expiresAt: createdAt + life.ms };
    case 'views':
      return { createdAt, viewsLeft: life.views };
  }
}

/** In days where they are whole, else in minutes, rounded up; the link itself works exactly as long as configured. */
export function ttlOf(life: LinkLife): Ttl {
  switch (life.kind) {
    case 'forever':
      return {};
    case 'time':
      return life.ms % dayMs === 0
        ? { ttl: String(life.ms / dayMs), ttl_units: 'days' }
        : { ttl: String(Math.ceil(life.ms / minuteMs)), ttl_units: 'minutes' };
    case 'views':
      return { ttl: String(life.views), ttl_units: 'views' };
  }
}

/** Text for a link as it was before this view. */
export function opensPage(link: SharedLink, now: number): boolean {
  return isInTime(link, now) && link.viewsLeft !== 0;
}

/** Of the PDF and the transcript: they use up no view, so they open for a while after one. */
export function opensBesidePage(link: SharedLink, now: number): boolean {
  const wasJustViewed = link.viewedAt !== undefined && now < link.viewedAt + afterViewMs;
  return isInTime(link, now) && (link.viewsLeft === undefined || wasJustViewed);
}

export function isUsedUp({ viewsLeft }: SharedLink): boolean {
  return viewsLeft === 0;
}

function isInTime({ expiresAt }: SharedLink, now: number): boolean {
  return expiresAt === undefined || now < expiresAt;
}
