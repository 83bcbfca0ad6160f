/** Making elements. Text only ever becomes text; the server's cleaned HTML has a door of its own. */

/**
 * @param {string} tag
 * @param {object} [attributes] attributes by name; `class`, `text`, `on: {event: listener}`, `data: {}` have their way;
 *   null, undefined and false leave an attribute out
 * @param {...(Node|string|null)} children
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => give(element, name, value));
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** The icon of a name in the sprite. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite()}#${name}`);
  svg.append(use);
  return svg;
}

/** A button that is only an icon; `label` is what it is called. */
export function iconButton(name, label, attributes = {}) {
  return make(
    "button",
    { type: "button", class: "icon-button", title: label, "aria-label": label, ...attributes },
    icon(name),
  );
}

/** What the server rendered and cleaned (nh3), as nodes. Nothing else may come here. */
export function cleanedHtml(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Change the icon that an element shows. */
export function setIcon(element, name) {
  const use = element.querySelector("use");
  const address = `${sprite()}#${name}`;
  // Written anew, even the same makes the browser draw the page again; so does what follows.
  if (use.getAttribute("href") !== address) use.setAttribute("href", address);
}

/** Set what an element has, such as `hidden`, only where it is not so already. */
export function setState(element, state) {
  Object.entries(state).forEach(([name, value]) => element[name] === value || (element[name] = value));
}

function give(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "text") element.textContent = value;
  else if (name === "on")
    Object.entries(value).forEach(([event, listener]) => element.addEventListener(event, listener));
  else if (name === "data") Object.assign(element.dataset, value);
  else element.setAttribute(name, value === true ? "" : value);
}

function sprite() {
  return byId("sprite").dataset.url;
}
