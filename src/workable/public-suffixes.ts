import { createRequire } from 'node:module';
import { getPublicSuffix } from 'tldts';

/**
 * The public suffix list in the internal format of tldts: labels from the right, the edges of a node next to each
 * other. tldts has no API for it, so its version is pinned; a version with another format fails here or in the tests of
 * callback hosts.
 */
type Trie = {
  /** The first edge of each node; after the last node, the number of edges. */
  edgeStart: Uint16Array;
  edgeLength: Uint8Array;
  edgeChild: Uint16Array;
  /** The labels of all edges, one after the other. */
  labelText: string;
  rulesRoot: number;
};

/** Whether the list contains this host, including private suffixes: anyone can get a host directly below it. */
export function isPublicSuffix(host: string): boolean {
  return getPublicSuffix(host, { allowPrivateDomains: true }) === host;
}

/** Whether the list contains a suffix below this host, as `s3.amazonaws.com` is below `amazonaws.com`. */
export function hasPublicSuffixBelow(host: string): boolean {
  const trie: Trie = createRequire(import.meta.url)('tldts/dist/cjs/src/data/trie.js');
  const { edgeStart, edgeChild, rulesRoot } = trie;
  const edgesOf = (node: number): [number, number] => [edgeStart[node] ?? 0, edgeStart[node + 1] ?? 0];
  let node: number | undefined = rulesRoot;
  for (const label of host.split('.').reverse()) {
    const [from, to] = edgesOf(node);
    const edge = labelsOf(trie, from, to).indexOf(label);
    node = edge < 0 ? undefined : edgeChild[from + edge];
    if (node === undefined) return false;
  }
  const [from, to] = edgesOf(node);
  return from < to;
}

/** Of these edges alone: of all of them they would be thousands of texts for every account. */
function labelsOf({ edgeLength, labelText }: Trie, from: number, to: number): string[] {
  let end = 0;
  for (let edge = 0; edge < from; edge += 1) end += edgeLength[edge] ?? 0;
  return Array.from(edgeLength.subarray(from, to), (length) => {
    end += length;
    return labelText.slice(end - length, end);
  });
}
