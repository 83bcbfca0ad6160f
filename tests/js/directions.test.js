/** Stylesheets say start and end, never left and right: a page that is read from the right is its own mirror. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const FOLDER = new URL("../../static/css/", import.meta.url);
const SIDED = /^(left|right|(margin|padding|border)-(left|right)(-.+)?|border-(top|bottom)-(left|right)-radius|scroll-(margin|padding)-(left|right))$/;
const TO_A_SIDE = /^(text-align|float|clear|caption-side)$/;
const OF_FOUR = /^(inset|margin|padding|border-width|border-style|border-color)$/;

for (const name of readdirSync(FOLDER).filter((each) => each.endsWith(".css"))) {
  test(`${name} knows no left and right`, () => {
    assert.deepEqual(declarationsIn(name).filter(isPhysical), []);
  });
}

function declarationsIn(name) {
  const css = readFileSync(new URL(name, FOLDER), "utf8").replace(/\/\*.*?\*\//gs, "");
  return [...css.matchAll(/([\w-]+):\s*([^;{}]+);/g)].map(([, property, value]) => `${property}: ${value.replace("!important", "").trim()}`);
}

function isPhysical(declaration) {
  const [property, value] = declaration.split(/: (.*)/s);
  const parts = partsOf(value);
  if (SIDED.test(property)) return true;
  if (TO_A_SIDE.test(property)) return /\b(left|right)\b/.test(value);
  if (OF_FOUR.test(property)) return parts.length === 4 && parts[1] !== parts[3];
  if (property === "border-radius") return new Set(cornersOf(parts).slice(0, 2)).size > 1 || !isMirrored(parts);
  return property === "transform" && /translateX|translate\((?!0)|translate3d/.test(value);
}

// Top left, top right, bottom right, bottom left: mirrored where each side has the corners of the other.
function isMirrored(parts) {
  const [topLeft, topRight, bottomRight, bottomLeft] = cornersOf(parts);
  return topLeft === topRight && bottomRight === bottomLeft;
}

const cornersOf = ([first, second = first, third = first, fourth = second]) => [first, second, third, fourth];

// Parts are apart by spaces, but not by those inside of brackets.
function partsOf(value) {
  return value.match(/(?:[^\s(]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))+/g) ?? [];
}
