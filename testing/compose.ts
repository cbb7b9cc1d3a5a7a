import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export type ComposeService = {
  image?: string;
  build?: string;
  entrypoint?: string[];
  command?: string[];
  environment?: Record<string, string | number>;
  env_file?: { path: string; required: boolean }[];
  ports?: string[];
  volumes?: string[];
  networks?: string[];
  network_mode?: string;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  read_only?: boolean;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
};

export type ComposeFile = {
  services: Record<string, ComposeService>;
  volumes?: Record<string, null>;
  networks?: Record<string, { internal?: boolean }>;
};

/** Of a file for Docker Compose, with its anchors put in. `!reset` is Compose's own: what other files say is taken away. */
export function readCompose(path: string): ComposeFile {
  const reset = { tag: '!reset', collection: 'seq' as const, resolve: () => [] };
  return parse(readFileSync(path, 'utf8'), { merge: true, customTags: [reset] });
}
