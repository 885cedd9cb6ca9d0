// The few things that the page does with the document. Data becomes text and attributes, never markup.

/** Makes an element with attributes, and children that are nodes or text. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(node, name, value);
  node.append(...children.filter((child) => child != null));
  return node;
}

/** The same for drawings. */
export function draw(tag, attributes = {}) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) set(node, name, value);
  return node;
}

export const byId = (id) => document.getElementById(id);

/** Sets an attribute, or takes it away; does nothing where nothing changes. */
export function set(node, name, value) {
  if (value == null || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value === true ? "" : value);
}

/** Sets the text of an element, which keeps a selection in it while nothing changes. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** The first items, and how many more there are. */
export const first = (items, most) => [items.slice(0, most), Math.max(0, items.length - most)];

const children = new WeakMap();

/**
 * Keeps one child for each item, in their order. A child lives as long as its item is there, so that focus stays.
 * `make` makes one, `update` brings one up to date.
 */
export function list(parent, items, key, make, update = () => {}) {
  const known = children.get(parent) ?? new Map();
  const kept = new Map();
  let next = parent.firstChild;
  for (const item of items) {
    const node = known.get(key(item)) ?? make(item);
    kept.set(key(item), node);
    if (node === next) next = node.nextSibling;
    else parent.insertBefore(node, next);
    update(node, item);
  }
  for (const [name, node] of known) if (!kept.has(name)) node.remove();
  children.set(parent, kept);
}
