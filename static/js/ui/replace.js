/** Change a part of a text field as if it were typed: the field's own undo (Ctrl/Cmd-Z) takes it back. */

/** @param {HTMLTextAreaElement} field @param {{start: number, end: number, text: string, from?: number, to?: number}} change */
export function replace(field, { start, end, text, from = start + text.length, to = from }) {
  field.focus();
  field.setSelectionRange(start, end);
  const isTyped = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!isTyped) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  field.setSelectionRange(from, to);
}

/** Put a text where the caret is, in the place of what is selected. */
export function insert(field, text) {
  replace(field, { start: field.selectionStart, end: field.selectionEnd, text });
}
