/** A shortcut as it is called on this machine. */
export const keyName = (key) => (isApple() ? `⌘${key}` : `Ctrl ${key}`);

const isApple = () => /Mac|iPhone|iPad/.test(navigator.platform);
