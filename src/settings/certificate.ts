import { X509Certificate } from 'node:crypto';

/** PEM with certificates alone: a key in it would be a secret in the wrong file. */
export function isCertificate(text: string): boolean {
  const blocks = text.match(/-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----/g) ?? [];
  return blocks.length > 0 && blocks.every(isReadable);
}

function isReadable(block: string): boolean {
  try {
    new X509Certificate(block);
    return true;
  } catch {
    return false;
  }
}
