/** The emojis of the picker, with the words they are announced by. */
export const EMOJIS = [
  ["👍", "thumbs up"],
  ["❤️", "heart"],
  ["😂", "tears of joy"],
  ["😊", "smile"],
  ["🎉", "party"],
  ["🙏", "thank you"],
  ["👀", "looking"],
  ["🔥", "fire"],
  ["😮", "surprised"],
  ["😢", "sad"],
  ["🤔", "thinking"],
  ["👏", "applause"],
  ["✅", "done"],
  ["💯", "hundred"],
  ["😅", "phew"],
  ["😍", "heart eyes"],
  ["🙌", "hooray"],
  ["🤝", "agreed"],
  ["🍿", "popcorn"],
  ["📚", "books"],
  ["🎵", "music"],
  ["☕", "coffee"],
  ["🌙", "night"],
  ["👎", "thumbs down"],
];

const NAMES = new Map(EMOJIS);

/** How an emoji is said; itself where no word is known. */
export const nameOf = (emoji) => NAMES.get(emoji) ?? emoji;
