import { type FaceParts, openFace } from '../face.ts';
import { consoleActions, consolePages } from './registry.ts';
import { consoleRoutes } from './routes.ts';
import { readScript } from './script.ts';

type Parts = FaceParts &
  Pick<Parameters<typeof consoleRoutes>[0], 'operatorToken' | 'readBytes' | 'enter' | 'redisTrouble' | 'report'>;

/** The operator's console: one more face of the same queries and actions. */
export function createConsole({ operatorToken, readBytes, enter, redisTrouble, report, ...face }: Parts) {
  return consoleRoutes({
    pages: consolePages,
    actions: consoleActions,
    parts: openFace(face, 'console', ', by operator'),
    access: face.storage.consoleAccess,
    operatorToken,
    script: readScript(),
    enter,
    readBytes,
    redisTrouble,
    report,
    log: face.log,
  });
}
