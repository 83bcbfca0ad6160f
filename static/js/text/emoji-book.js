/** All emojis: by group, by shortcode, by what one looks for. */

const TONES = ["", "\u{1F3FB}", "\u{1F3FC}", "\u{1F3FD}", "\u{1F3FE}", "\u{1F3FF}"];

const FLAGS = "Flags";
const INSIDE = 4;

let loading = null;

/** The book, fetched when it is first asked for. */
export function loadBook(url) {
  loading ??= fetch(url)
    .then((response) => (response.ok ? response.json() : Promise.reject(new Error("The emojis could not be loaded."))))
    .then((groups) => new EmojiBook(groups));
  loading.catch(() => (loading = null));
  return loading;
}

export class EmojiBook {
  /** @param {{name: string, emojis: [string, string, string, string, number?][]}[]} groups see docs/emoji_list.py */
  constructor(groups) {
    this.groups = groups.map(({ name, emojis }) => ({ name, emojis: emojis.map((entry) => entryOf(entry, name)) }));
    this.entries = this.groups.flatMap((group) => group.emojis);
    this.byShortcode = new Map(this.entries.flatMap((entry) => entry.shortcodes.map((code) => [code, entry])));
  }

  /** The entry that a shortcode names, undefined without. */
  named(shortcode) {
    return this.byShortcode.get(shortcode);
  }

  /**
   * Up to `most` entries for what is typed: those first that are called so, then those of which a word begins so, then
   * (`isLoose`) those that have it somewhere.
   */
  search(words, { most = Infinity, isLoose = true } = {}) {
    const furthest = isLoose ? Infinity : INSIDE;
    const query = words.toLowerCase().replaceAll(/[\s_]+/g, " ").trim();
    if (!query) return [];
    const ranked = this.entries.map((entry) => [rank(entry, query), entry]).filter(([at]) => at < furthest);
    return ranked
      .sort(([one], [other]) => one - other)
      .slice(0, most)
      .map(([, entry]) => entry);
  }
}

/** An emoji in a skin tone, from 0 (none) to 5. */
export function toned({ emoji, hasTones }, tone) {
  if (!hasTones || !TONES[tone]) return emoji;
  const [first, ...others] = emoji;
  return first + TONES[tone] + others.join("").replace(/^\uFE0F/u, "");
}

function entryOf([emoji, name, codes, words, hasTones], group) {
  const shortcodes = [...codes.split(" "), name.replaceAll(" ", "_")].filter(Boolean);
  const called = [...new Set([name, ...shortcodes.map((code) => code.replaceAll("_", " "))])];
  return { emoji, name, shortcodes, called, words: words ? words.split(" ") : [], hasTones: Boolean(hasTones), isFlag: group === FLAGS };
}

// What it is called counts for more than what else it may stand for; the many flags come after what is as close.
function rank({ called, words, isFlag }, query) {
  return Math.min(closeness(called, query), closeness(words, query) + 0.5) + (isFlag ? 1.5 : 0);
}

function closeness(texts, query) {
  if (texts.includes(query)) return 0;
  if (texts.some((text) => text.startsWith(query))) return 1;
  if (texts.some((text) => text.includes(` ${query}`))) return 2;
  return texts.some((text) => text.includes(query)) ? INSIDE : Infinity;
}
