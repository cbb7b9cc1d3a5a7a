/** Paper and ground of each scheme (style.ts). Whatever is readable on both may be accent. */
const schemes = {
  light: { grounds: ['#ffffff', '#f2f5f8'], towards: '#000000', onAccent: '#ffffff' },
  dark: { grounds: ['#1d2530', '#131922'], towards: '#ffffff', onAccent: '#0e1c28' },
} as const;

/** WCAG 2.2 AA asks for 4.5. */
const leastContrast = 4.6;
const steps = 50;

/** A colour (`#rrggbb`), or the shade of it nearest to it that can be read in a scheme. */
export function shadeFor(scheme: keyof typeof schemes, colour: string): { accent: string; onAccent: string } {
  const { grounds, towards, onAccent } = schemes[scheme];
  const isReadable = (shade: string) => grounds.every((ground) => contrast(shade, ground) >= leastContrast);
  for (let step = 0; step < steps; step += 1) {
    const accent = mixed(colour, towards, step / steps);
    if (isReadable(accent)) return { accent, onAccent };
  }
  return { accent: towards, onAccent };
}

/** The rules of a style that make a colour the accent of a page. Forced colours are the reader's own. */
export function accentRules(colour: string): string {
  const rule = (scheme: keyof typeof schemes) => {
    const { accent, onAccent } = shadeFor(scheme, colour);
    return `:root { --accent: ${accent}; --on-accent: ${onAccent}; }`;
  };
  return `@media (forced-colors: none) { ${rule('light')} }
@media screen and (prefers-color-scheme: dark) and (forced-colors: none) { ${rule('dark')} }
`;
}

function mixed(from: string, to: string, share: number): string {
  const [a, b] = [channelsOf(from), channelsOf(to)];
  const channels = a.map((value, i) => Math.round(value + ((b[i] ?? 0) - value) * share));
  return `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channelsOf(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
