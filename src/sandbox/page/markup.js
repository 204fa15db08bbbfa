const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * Creates an element. Everything from a message goes through this function or a text node, so that it is never read
 * as HTML.
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes] false, null and undefined are left out; true is the empty attribute
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * Creates an SVG element.
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {SVGElement}
 */
export function draw(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(svgNamespace, tag), attributes, children);
}

/**
 * One of the icons of index.html.
 * @param {string} name
 * @param {string | null} [label] what a screen reader says; null: decoration only
 */
export function icon(name, label = null) {
  const use = draw('use', { href: `#icon-${name}` });
  if (label === null) return draw('svg', { class: 'icon', 'aria-hidden': 'true' }, use);
  return draw('svg', { class: 'icon', role: 'img', 'aria-label': label }, draw('title', {}, label), use);
}

/**
 * @template {Element} E
 * @param {E} element
 * @param {Record<string, string | number | boolean | null | undefined>} attributes
 * @param {(Node | string | null | undefined | false)[]} children
 * @returns {E}
 */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}
