// Keeps the page up to date. Whatever can be done here can be done without this file: it only loads the page anew, part
// by part, when the program says that something changed.
const mark = document.getElementById('live');
/** Not more often, milliseconds: a burst of posts is one change. */
const pauseMs = 700;
let isLoading = false;
let isWanted = false;

function show(isOn) {
  mark.hidden = false;
  mark.classList.toggle('off', !isOn);
  mark.textContent = isOn ? mark.dataset.on : mark.dataset.off;
}

/** What a person is about to use stays as it is. */
function isInUse(part) {
  return part.contains(document.activeElement) && document.activeElement !== document.body;
}

async function load() {
  if (isLoading || document.hidden) {
    isWanted = true;
    return;
  }
  isLoading = true;
  isWanted = false;
  try {
    const answer = await fetch(location.href, { headers: { 'x-live': '1' } });
    if (answer.status === 401) location.reload();
    if (!answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of document.querySelectorAll('[data-live]')) {
      const fresh = next.getElementById(part.id);
      if (fresh === null || fresh.outerHTML === part.outerHTML || isInUse(part)) continue;
      part.replaceWith(fresh);
    }
  } catch {
    // The connection is away. The stream of events says so, and comes back by itself.
  } finally {
    setTimeout(() => {
      isLoading = false;
      if (isWanted) void load();
    }, pauseMs);
  }
}

/** Telegram shows no empty frame either, where a picture cannot be fetched. */
function hideBroken(picture) {
  if (picture instanceof HTMLImageElement) picture.hidden = true;
}

document.addEventListener('error', ({ target }) => hideBroken(target), true);
for (const picture of document.images)
  if (picture.complete && picture.naturalWidth === 0) hideBroken(picture);
// On a phone the parts of the page are wider than the window.
// Not by scrollIntoView, which would also say where the next press of Tab begins.
const here = document.querySelector('nav [aria-current]');
if (here instanceof HTMLElement && here.parentElement !== null) {
  const room = here.parentElement.clientWidth - here.offsetWidth;
  here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - room / 2;
}

if (mark !== null) {
  const stream = new EventSource('/live');
  stream.addEventListener('open', () => show(true));
  stream.addEventListener('error', () => show(false));
  stream.addEventListener('changed', () => void load());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && isWanted) void load();
  });
  addEventListener('pagehide', () => stream.close());
}
