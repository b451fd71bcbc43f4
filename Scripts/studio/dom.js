// Small helpers around the document.
export const $ = (id) => document.getElementById(id);

/** An element: h('button', { class: 'plain', onclick }, 'Text', child). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
    else if (name in element && typeof value !== 'string') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const shapes = {
  heart: 'M10 16.5 4.2 10.8a3.7 3.7 0 0 1 5.2-5.3l.6.6.6-.6a3.7 3.7 0 0 1 5.2 5.3z',
  dice: 'M4 6.5 10 3l6 3.5v7L10 17l-6-3.5zM4 6.5l6 3.5 6-3.5M10 10v7',
  picture: 'M3 5h14v10H3zM3 13l4-4 4 4 2.5-2.5L17 14',
};

/** One of our drawings. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', shapes[name]);
  svg.append(path);
  return svg;
}

let toastTimer;
/** Says something for a few seconds. */
export function toast(text) {
  const box = $('toast');
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { box.hidden = true; }, 6000);
}

export function duration(seconds) {
  if (seconds === null || seconds === undefined || !isFinite(seconds)) return '';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(Math.round(seconds % 60)).padStart(2, '0')} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

export function bytes(count) {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let unit = 0;
  while (count >= 1024 && unit < 3) { count /= 1024; unit += 1; }
  return `${count < 10 && unit > 0 ? count.toFixed(1) : Math.round(count)} ${units[unit]}`;
}

/** Arrow keys move the focus among the children of a list; of a grid, by rows too. */
export function roving(list, selector = 'button') {
  list.addEventListener('keydown', (event) => {
    const items = [...list.querySelectorAll(selector)].filter((item) => !item.hidden);
    const index = items.indexOf(document.activeElement);
    if (index < 0) return;
    const top = items[0].offsetTop;
    const columns = Math.max(1, items.filter((item) => item.offsetTop === top).length);
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
    let next = event.key in steps ? index + steps[event.key] : event.key === 'Home' ? 0 : event.key === 'End' ? items.length - 1 : null;
    if (next === null || next < 0 || next >= items.length) return;
    event.preventDefault();
    items.forEach((item, number) => { item.tabIndex = number === next ? 0 : -1; });
    items[next].focus();
    items[next].scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
}

for (const button of document.querySelectorAll('dialog [data-close]')) {
  button.addEventListener('click', () => button.closest('dialog').close());
}
for (const dialog of document.querySelectorAll('dialog')) {
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
}
