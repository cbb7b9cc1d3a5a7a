import { dryRunPage } from './dry-run.tsx';
import { failedListPage } from './list.tsx';
import { failedPage } from './page.tsx';
import { progressPage } from './progress.tsx';

export const failedPages = [failedPage, failedListPage, dryRunPage, progressPage];
