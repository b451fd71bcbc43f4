// A film: its frames in a row, to scrub through and to play.
import { $, h, toast } from './dom.js';
import { fetched } from './api.js';
import { on } from './state.js';

const scrub = $('scrub');
let entry = null;
let playing = null;
const held = new Map();

const url = (frame) => `/api/history/${entry.id}/frames/${frame}?e=${entry.edition}`;

function load(frame) {
  if (!held.has(frame)) { const image = new Image(); image.src = url(frame); held.set(frame, image); }
  return held.get(frame);
}

async function show(frame) {
  const mine = entry;
  const image = load(frame);
  await image.decode().catch(() => {});
  if (mine !== entry || Number(scrub.value) !== frame) return;
  $('picture').src = image.src;
  $('frame-number').textContent = `${frame} / ${entry.frames}`;
  scrub.style.setProperty('--p', `calc(8px + ${(frame - 1) / Math.max(1, entry.frames - 1)} * (100% - 16px))`);
  const all = [...$('frames').children];
  all.forEach((element, index) => element.classList.toggle('on', index === Math.min(all.length - 1, Math.floor(((frame - 1) / entry.frames) * all.length))));
}

export const isOpen = () => entry !== null;

export function stop() {
  clearInterval(playing);
  playing = null;
  $('play').setAttribute('aria-label', 'Play');
}

export function toggle() {
  if (!entry) return;
  if (playing) return stop();
  $('play').setAttribute('aria-label', 'Pause');
  playing = setInterval(() => {
    scrub.value = (Number(scrub.value) % entry.frames) + 1;
    show(Number(scrub.value));
  }, 1000 / Math.min(entry.rate || 12, 30));
}

on('entry-shown', (shown) => {
  stop();
  held.clear();
  entry = shown.frames > 1 ? shown : null;
  $('film').hidden = !entry;
  if (!entry) return;
  scrub.max = String(entry.frames);
  scrub.value = '1';
  const count = Math.min(14, entry.frames);
  const first = (index) => 1 + Math.floor((index * entry.frames) / count);
  $('frames').replaceChildren(...Array.from({ length: count }, (_, index) => h('img', { src: url(first(index)), alt: '', onclick: () => goTo(first(index)) })));
  for (let frame = 1; frame <= Math.min(entry.frames, 120); frame += 1) load(frame);
  $('frame-number').textContent = `1 / ${entry.frames}`;
  scrub.style.setProperty('--p', '8px');
});
on('settings', () => { if (entry) { stop(); entry = null; $('film').hidden = true; } });
function goTo(frame) { stop(); scrub.value = String(frame); show(frame); }
scrub.addEventListener('input', () => goTo(Number(scrub.value)));
$('play').addEventListener('click', toggle);
$('save-film').addEventListener('click', async () => {
  const film = entry;
  const button = $('save-film');
  if (!film || button.disabled) return;
  button.disabled = true;
  button.textContent = 'Making it…';
  try {
    const blob = await fetched(`/api/history/${film.id}/film?e=${film.edition}`);
    const link = h('a', { href: URL.createObjectURL(blob), download: `${film.file.split('/')[0]}.mp4` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 20000);
    toast(`${film.file.split('/')[0]}.mp4 lies in the studio’s folder too.`);
  } catch (error) {
    toast(error.message);
  }
  button.disabled = false;
  button.textContent = 'Save as MP4';
});
