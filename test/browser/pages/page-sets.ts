import { againPages } from './again.ts';
import { candidatePages } from './candidate.ts';
import { connectPages } from './connect.ts';
import { consolePages } from './console.ts';
import { mailPages } from './mail.ts';
import type { PageSet } from './page-set.ts';
import { reportPages } from './report.ts';

/** Every page that people open. Add yours here, and both tests of this folder see them. */
export const pageSets: readonly PageSet[] = [
  reportPages,
  connectPages,
  againPages,
  candidatePages,
  mailPages,
  consolePages,
];
