import type { Page } from 'playwright-core';

/** A page as a reader comes to it. */
export type Shown = {
  /** For messages, such as "a report without a score". */
  what: string;
  url: string;
  /** One of each kind is seen in every `npm test`, all of them in `npm run test:all`. */
  isQuick?: true;
  /** What the browser sends along, such as `Accept-Language`. */
  headers?: Record<string, string>;
  /** What has to happen before it is opened, in the same window: a log-in, or another window of requests. */
  before?: (page: Page) => Promise<void> | void;
  /** What is pressed once it is open: the page that follows is looked at. */
  press?: (page: Page) => Promise<void>;
};

/** Pages that are served by one world. */
export type PageSet = {
  name: string;
  open(): Promise<{ pages: readonly Shown[]; close(): Promise<void> }>;
};
