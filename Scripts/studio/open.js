// Pictures come by drop, paste, file and camera; one that carries a recipe can set everything as it was. Presets come as they do.
import { $, h, toast } from './dom.js';
import { bring, bringPreset, get } from './api.js';
import { state, emit, on } from './state.js';
import { changed } from './drafts.js';
import { show, caption } from './stage.js';
import { choose, load as loadShelf } from './shelf.js';

let target = null;

export function choosePicture(parameter) {
  target = parameter;
  $('file').value = '';
  $('file').multiple = !parameter;
  $('file').click();
}

$('file').addEventListener('change', () => takeAll([...$('file').files], target));

/** One picture, or the frames that a film is dreamt on, in the order of the numbers in their names. */
export async function takeAll(files, parameter = null) {
  const preset = files.find((file) => /\.(reverie|lua)$/i.test(file.name));
  if (preset) return takePreset(preset);
  const pictures = files.filter((file) => !file.type || file.type.startsWith('image/'));
  if (pictures.length < 2 || parameter) return files[0] && take(pictures[0] ?? files[0], parameter);
  const inOrder = pictures.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const brought = [];
  try {
    for (const [index, file] of inOrder.entries()) {
      caption(`Bringing frame ${index + 1} of ${inOrder.length}`);
      brought.push(await bring(file, file.name));
    }
  } catch (error) {
    return toast(error.message);
  }
  dreamOn(brought[0], brought.map((picture) => picture.id));
  toast(`${brought.length} frames: a film preset dreams on all of them, any other on the first.`);
}

/** Puts a preset on the shelf, among one's own, and takes it. */
async function takePreset(file) {
  try {
    const card = await bringPreset(file);
    await loadShelf();
    await choose(card.name);
    toast(`“${card.title}” is among your own presets now, as '${card.name}'.`);
  } catch (error) {
    toast(error.message);
  }
}

/** Brings a picture and gives it to a parameter, or dreams on it. */
export async function take(file, parameter = null) {
  try {
    const picture = await bring(file, file.name || 'pasted picture');
    if (parameter) return give(picture, parameter);
    if (picture.carries) return ask(picture);
    dreamOn(picture);
  } catch (error) {
    toast(error.message);
  }
}

export function give(picture, parameter) {
  state.pictures[parameter] = picture.id;
  emit('preset-pictures');
  changed({ soon: 0 });
}

function dreamOn(picture, frames = []) {
  state.picture = picture;
  state.frames = frames;
  state.entry = null;
  emit('preset-pictures');
  show(`/api/pictures/${picture.id}`, picture);
  if (state.card) changed({ soon: 0 }); else emit('needs-preset');
}

async function ask(picture) {
  let opened;
  try {
    opened = await get(`/api/pictures/${picture.id}/recipe`);
  } catch (error) {
    toast(`Its recipe cannot be used: ${error.message}`);
    return dreamOn(picture);
  }
  const { recipe } = opened;
  $('opened-picture').src = `/api/pictures/${picture.id}`;
  const turned = Object.entries(recipe.parameters).map(([name, value]) => `${name} ${value}`).join(', ');
  $('opened-what').textContent = `${opened.card?.title ?? recipe.preset.name}, seed ${recipe.seed}, with ${recipe.network.name}${turned ? `; ${turned}` : ''}. ${recipe.canvas.width} × ${recipe.canvas.height} pixels.`;
  $('opened-use').onclick = () => { $('opened').close(); dreamOn(picture); };
  $('opened-open').onclick = () => { $('opened').close(); openRecipe(picture, opened); };
  $('opened').showModal();
  $('opened-open').focus();
}

async function openRecipe(picture, { recipe, card }) {
  const known = async (print) => (print ? get(`/api/pictures/${print.sha256.slice(0, 32)}/known`).catch(() => null) : null);
  const input = await known(recipe.pictures.input);
  const pictures = {};
  for (const [name, print] of Object.entries(recipe.pictures.parameters)) {
    const found = await known(print);
    if (found) pictures[name] = found.id;
  }
  Object.assign(state, {
    preset: null, carrier: picture.id, script: null, card: card ?? state.card, values: { ...recipe.parameters }, pictures,
    picture: input, frames: [], network: recipe.network.name === card?.network ? null : recipe.network.name, seed: recipe.seed, entry: null, parents: [],
  });
  if (recipe.pictures.input && !input) toast('It was dreamt on a picture that is not here; drop that picture to have the same dream.');
  emit('carrier', recipe);
  emit('preset');
  changed({ soon: 0 });
}

// Drop and paste.
let depth = 0;
const isFile = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
addEventListener('dragenter', (event) => { if (isFile(event)) { depth += 1; $('drop').hidden = false; } });
addEventListener('dragleave', (event) => { if (isFile(event)) { depth -= 1; if (depth <= 0) { depth = 0; $('drop').hidden = true; } } });
addEventListener('dragover', (event) => { if (isFile(event)) event.preventDefault(); });
addEventListener('drop', (event) => {
  depth = 0;
  $('drop').hidden = true;
  const files = [...(event.dataTransfer?.files ?? [])];
  if (!files.length) return;
  event.preventDefault();
  $('drop').hidden = true;
  const well = document.elementsFromPoint(event.clientX, event.clientY).map((element) => element.closest?.('[data-well]')).find(Boolean);
  takeAll(files, well?.dataset.well || null);
});
addEventListener('paste', (event) => {
  const file = [...(event.clipboardData?.files ?? [])][0];
  if (file) { event.preventDefault(); take(file); }
});

// The camera, where there is one.
let cameras = 0;
export const hasCamera = () => cameras > 0;
navigator.mediaDevices?.enumerateDevices?.().then((all) => {
  cameras = all.filter((device) => device.kind === 'videoinput').length;
  if (cameras) emit('preset-pictures');
}).catch(() => {});

export async function photograph() {
  const video = $('viewfinder');
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1920 } } });
  } catch {
    return toast('The browser gives no camera to the page.');
  }
  video.srcObject = stream;
  $('camera').showModal();
  $('camera').addEventListener('close', () => stream.getTracks().forEach((track) => track.stop()), { once: true });
  $('shoot').onclick = () => {
    const canvas = h('canvas', { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext('2d').drawImage(video, 0, 0);
    canvas.toBlob((blob) => { $('camera').close(); take(new File([blob], 'photograph.jpg')); }, 'image/jpeg', 0.95);
  };
}
on('restore', async ({ picture, frames, isTravel }) => {
  if (isTravel) return;
  state.frames = frames ?? [];
  state.picture = picture ? (state.picture?.id === picture ? state.picture : await get(`/api/pictures/${picture}/known`).catch(() => null)) : null;
  emit('preset-pictures');
});
