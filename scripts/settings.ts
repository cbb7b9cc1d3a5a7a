import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { envExample, withTables } from './settings-docs.ts';

/** `npm run settings`: brings `.env.example` and the tables of `docs/settings.md` in step with the code. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const page = join(root, 'docs/settings.md');

writeFileSync(join(root, '.env.example'), envExample());
writeFileSync(page, withTables(readFileSync(page, 'utf8')));
