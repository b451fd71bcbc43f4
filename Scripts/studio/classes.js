// The classes of a network, to be searched: for controls, and for masks.
import { h } from './dom.js';
import { get } from './api.js';

const labels = new Map();

async function labelsOf(network) {
  if (!labels.has(network)) labels.set(network, await get(`/api/networks/${encodeURIComponent(network)}/labels`).catch(() => []));
  return labels.get(network);
}

/** A field with a list below it, of the classes that have what is typed. */
export function classPicker({ id, value, hint, network, take: taken }) {
  const input = h('input', { type: 'text', id, value: value ?? '', placeholder: hint, role: 'combobox', 'aria-expanded': 'false', 'aria-controls': `l-${id}`, autocomplete: 'off', spellcheck: 'false' });
  const list = h('ul', { id: `l-${id}`, role: 'listbox', hidden: true });
  let index = 0;
  let now = value ?? '';
  const close = () => { list.hidden = true; input.setAttribute('aria-expanded', 'false'); };
  const take = (name) => { input.value = now = name; close(); taken(name); };
  const fill = async (all) => {
    const known = await labelsOf(network());
    const typed = all ? '' : input.value.trim().toLowerCase();
    const found = known.map((label) => label.split(',')).filter((names) => names.some((name) => name.toLowerCase().includes(typed)))
      .sort((a, b) => b[0].toLowerCase().startsWith(typed) - a[0].toLowerCase().startsWith(typed)).slice(0, typed ? 60 : 1000);
    index = Math.max(0, found.findIndex((names) => names.some((name) => name.trim() === now)));
    list.replaceChildren(...found.map((names, number) => h('li', { role: 'option', 'aria-selected': String(number === index), onpointerdown: (event) => { event.preventDefault(); take(names[0].trim()); } }, names.join(','))));
    list.hidden = !found.length;
    input.setAttribute('aria-expanded', String(!list.hidden));
    list.children[index]?.scrollIntoView({ block: 'nearest' });
  };
  input.addEventListener('input', () => fill(false));
  input.addEventListener('focus', () => { input.select(); fill(true); });
  input.addEventListener('blur', () => { close(); if (input.value !== now) take(input.value); });
  input.addEventListener('keydown', (event) => {
    const items = [...list.children];
    if (event.key === 'Escape' && !list.hidden) { event.stopPropagation(); close(); }
    if (event.key === 'Enter' && !list.hidden && items[index]) { event.preventDefault(); take(items[index].textContent.split(',')[0].trim()); }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !items.length) return;
    event.preventDefault();
    items[index]?.setAttribute('aria-selected', 'false');
    index = (index + step + items.length) % items.length;
    items[index].setAttribute('aria-selected', 'true');
    items[index].scrollIntoView({ block: 'nearest' });
  });
  return h('div', { class: 'picker' }, input, list);
}
