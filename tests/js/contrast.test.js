/** Every pair of text and ground has the contrast that WCAG 2.2 AA asks for, in light and in dark. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../../static/css/tokens.css", import.meta.url), "utf8");
const number = "([\\d.]+)";
const oklch = `oklch\\(${number} ${number} ${number}\\)`;

const GROUNDS = ["ground", "ground-sunk", "ground-raised", "ground-hover"];
const TEXT = [
  ...GROUNDS.flatMap((ground) => ["ink", "ink-soft"].map((text) => [text, ground])),
  ...GROUNDS.slice(0, 3).flatMap((ground) => ["ink-faint", "accent", "danger"].map((text) => [text, ground])),
  ...["ink", "ink-soft", "agent"].map((text) => [text, "agent-soft"]),
  ...["ink", "ink-soft"].map((text) => [text, "flash"]),
  ...["comment", "keyword", "string", "number", "name", "type"].map((kind) => [`code-${kind}`, "ground-sunk"]),
  ["agent", "ground-raised"],
  ["agent", "ground"],
  ["agent", "ground-sunk"],
  ["accent", "accent-soft"],
  ["ink", "accent-soft"],
  ["ink", "danger-soft"],
  ["danger", "danger-soft"],
  ["on-accent", "accent"],
  ["on-accent", "accent-hover"],
  ["on-accent", "unread"],
  ["on-danger", "danger"],
  ["on-lamp", "agent-lamp"],
];
const SIGNS = [
  ...GROUNDS.slice(0, 3).flatMap((ground) => ["line-strong", "focus"].map((sign) => [sign, ground])),
  ["online", "ground-raised"],
  ["online", "ground-sunk"],
  ["agent", "agent-soft"],
];

for (const [scheme, place] of [
  ["light", 1],
  ["dark", 4],
]) {
  for (const [least, pairs] of [
    [4.5, TEXT],
    [3, SIGNS],
  ]) {
    for (const [front, back] of pairs) {
      test(`${front} on ${back} in ${scheme} has at least ${least}`, () => {
        const found = contrast(luminance(token(front, place)), luminance(token(back, place)));
        assert.ok(found >= least, `it has ${found.toFixed(2)}`);
      });
    }
  }
}

function token(name, place) {
  const match = css.match(new RegExp(`--${name}: light-dark\\(${oklch}, ${oklch}\\)`));
  assert.ok(match, `--${name} is not a pair of colours`);
  return match.slice(place, place + 3).map(Number);
}

function contrast(one, other) {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** Relative luminance of an OKLCH colour: OKLab's matrices by Björn Ottosson, clipped into sRGB. */
function luminance([lightness, chroma, hue]) {
  const [a, b] = [Math.cos, Math.sin].map((turn) => chroma * turn((hue * Math.PI) / 180));
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
  const green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
  const blue = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s;
  const [r, g, bl] = [red, green, blue].map((part) => Math.min(1, Math.max(0, part)));
  return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
}
