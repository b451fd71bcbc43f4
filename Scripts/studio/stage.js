// The picture, as large as may be: drafts replace each other in place, a second picture lies under a divider.
import { $ } from './dom.js';
import { state, entries, emit, ownSize } from './state.js';

const mat = $('mat');
let shown = null;      // what is on the stage: { url, width, height }
let order = 0;
// Pixel by pixel: the part that is in the middle, as shares of the picture; moved by dragging.
let near = null;

const isLike = (one, other) => Math.abs(one.width / one.height - other.width / other.height) < 0.02;

/** How many times a shape fits into the mat. */
const fitting = (shape, room) => Math.min(room.width / shape.width, room.height / shape.height);

/** Fits a shape into the mat; the same shape always gets the same place, so that nothing jumps: a draft's sides are rounded, the dream's are not. */
export function layout(size = shown ?? ownSize()) {
  const room = mat.getBoundingClientRect();
  const shape = isLike(size, ownSize()) ? ownSize() : size;
  const fit = fitting(shape, room) * shape.width;
  const across = near ? Math.max(size.width / window.devicePixelRatio, fit * 1.5) : fit;
  const [w, h] = [Math.floor(across), Math.floor((across * shape.height) / shape.width)];
  const set = (name, value) => mat.style.setProperty(name, `${value}px`);
  // Near, a part of it fills the mat; nothing is drawn beyond its edges.
  const from = (across, own, middle) => (own <= across || !near ? (across - own) / 2 : Math.min(0, Math.max(across - own, across / 2 - middle * own)));
  set('--w', w); set('--h', h); set('--x', Math.floor(from(room.width, w, near?.x))); set('--y', Math.floor(from(room.height, h, near?.y)));
}
new ResizeObserver(() => layout()).observe(mat);

export const isNear = () => near !== null;

export function zoom(event) {
  const room = $('picture').getBoundingClientRect();
  const at = (value, start, length) => Math.min(1, Math.max(0, (value - start) / length));
  near = near || !shown ? null : event ? { x: at(event.clientX, room.left, room.width), y: at(event.clientY, room.top, room.height) } : { x: 0.5, y: 0.5 };
  mat.classList.toggle('near', isNear());
  $('zoom').setAttribute('aria-pressed', String(isNear()));
  layout();
}

/** Moves what is in the middle by shares of the picture. */
export function pan(across, along) {
  if (!near) return;
  const within = (value) => Math.min(1, Math.max(0, value));
  near = { x: within(near.x + across), y: within(near.y + along) };
  layout();
}

mat.addEventListener('dblclick', (event) => { if ($('mask').hidden) zoom(event); });
mat.addEventListener('pointerdown', (event) => {
  if (!near || !$('mask').hidden || event.target.closest('.divider')) return;
  mat.setPointerCapture(event.pointerId);
  let last = event;
  mat.onpointermove = (move) => {
    const room = $('picture').getBoundingClientRect();
    pan((last.clientX - move.clientX) / room.width, (last.clientY - move.clientY) / room.height);
    last = move;
  };
});
for (const name of ['pointerup', 'pointercancel']) mat.addEventListener(name, () => { mat.onpointermove = null; });
mat.addEventListener('dragstart', (event) => { if (near) event.preventDefault(); });
$('zoom').addEventListener('click', () => zoom());

/** How many pixels the picture has on this screen. */
export function screenEdge() {
  const room = mat.getBoundingClientRect();
  const size = ownSize();
  return Math.round(Math.max(size.width, size.height) * fitting(size, room) * Math.min(window.devicePixelRatio, 2));
}

/** Shows a picture once it is decoded; an older one that comes late is not shown. */
export async function show(url, size, { veiled = false, alt = '' } = {}) {
  const mine = ++order;
  const image = new Image();
  image.src = url;
  try { await image.decode(); } catch { return; }
  if (mine < order) return;
  const [picture, incoming] = [$('picture'), $('incoming')];
  const isSame = shown && isLike(shown, size);
  shown = { url, ...size };
  layout();
  const settle = () => {
    picture.src = url;
    picture.alt = alt;
    picture.classList.toggle('veiled', veiled);
  };
  if (isSame && picture.src && !veiled && !picture.classList.contains('veiled')) {
    incoming.src = url;
    incoming.hidden = false;
    requestAnimationFrame(() => incoming.classList.add('on'));
    setTimeout(async () => {
      if (mine === order) { settle(); await picture.decode().catch(() => {}); }
      if (mine === order) { incoming.classList.remove('on'); incoming.hidden = true; }
    }, 150);
  } else {
    settle();
    incoming.classList.remove('on');
    incoming.hidden = true;
  }
  mat.dataset.shown = url;
  mat.dataset.at = performance.now();
  emit('shown', url);
}

export const pictureURL = (entry) => `/api/history/${entry.id}/picture?e=${entry.edition}`;
export const thumbnailURL = (entry) => `/api/history/${entry.id}/thumbnail?e=${entry.edition}`;

export function showEntry(entry) {
  $('save-picture').href = pictureURL(entry);
  $('save-picture').download = entry.file?.split('/').pop() ?? `${entry.title}.png`;
  return show(pictureURL(entry), entry, { alt: `${entry.title}, ${entry.width} by ${entry.height}` });
}

export function caption(text, isWrong = false) {
  $('caption').textContent = text;
  $('caption').classList.toggle('wrong', isWrong);
}

/** The hair line over the stage: how far the draft is. */
export function hair(fraction) {
  $('hair').classList.toggle('on', fraction !== null);
  if (fraction !== null) $('hair').firstElementChild.style.transform = `scaleX(${fraction})`;
}

// The original, as long as a key or the button is held.
let isHeld = false;
export function holdOriginal(isOn) {
  if (isOn === isHeld) return;
  isHeld = isOn;
  const other = $('other');
  if (!isOn) {
    if (!isComparing()) other.hidden = true; else placeOther(pictureURL(compared));
    return cut(isComparing() ? at : 1);
  }
  if (!state.picture) return;
  placeOther(`/api/pictures/${state.picture.id}`);
  cut(0);
}
const before = $('before');
before.addEventListener('pointerdown', () => holdOriginal(true));
for (const name of ['pointerup', 'pointerleave', 'blur']) before.addEventListener(name, () => holdOriginal(false));
before.addEventListener('keydown', (event) => { if (event.key === ' ' || event.key === 'Enter') holdOriginal(true); });
before.addEventListener('keyup', () => holdOriginal(false));

function placeOther(url) {
  $('other-picture').src = url;
  $('other').hidden = false;
}

// Two pictures under one divider.
let compared = null;
let at = 0.5;
export const isComparing = () => compared !== null;

function cut(part) {
  mat.style.setProperty('--cut', `${part * 100}%`);
  mat.style.setProperty('--at', part);
  $('divider').setAttribute('aria-valuenow', Math.round(part * 100));
}

export function compare(entry) {
  compared = entry;
  $('divider').hidden = !entry;
  $('compare').setAttribute('aria-pressed', String(!!entry));
  if (!entry) { $('other').hidden = true; return; }
  at = 0.5;
  placeOther(pictureURL(entry));
  cut(at);
}

/** The picture that is compared with when nobody says: the one that was shown before. */
export function otherEntry() {
  const all = [...entries.values()];
  const index = all.findIndex((entry) => entry.id === state.entry);
  const marked = state.marked.find((id) => id !== state.entry && entries.has(id));
  return marked ? entries.get(marked) : all[index - 1] ?? all[index + 1] ?? null;
}

const divider = $('divider');
divider.addEventListener('pointerdown', (event) => {
  divider.setPointerCapture(event.pointerId);
  divider.onpointermove = (move) => {
    const room = $('picture').getBoundingClientRect();
    at = Math.min(1, Math.max(0, (move.clientX - room.left) / room.width));
    cut(at);
  };
});
divider.addEventListener('pointerup', () => { divider.onpointermove = null; });
divider.addEventListener('keydown', (event) => {
  const step = { ArrowLeft: -0.02, ArrowRight: 0.02 }[event.key];
  if (!step) return;
  event.preventDefault();
  at = Math.min(1, Math.max(0, at + step));
  cut(at);
});
