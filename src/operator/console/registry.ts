import { circuitActions } from './overview/circuits.ts';
import { overviewPage } from './overview/page.tsx';
import type { ConsoleAction, ConsolePage } from './page.ts';

export const consolePages: readonly ConsolePage[] = [overviewPage];

export const consoleActions: readonly ConsoleAction[] = [...circuitActions];
