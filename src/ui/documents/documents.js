// Files that are dropped or chosen go up one after the other, each with how far it is; what was refused is
// said beside its name. Without this the form sends them all at once.
'use strict';
(() => {
  const form = document.querySelector('form[data-files]');
  const place = document.querySelector('[data-drop]');
  if (!form || !place) return;
  const inputs = [...form.elements].filter((field) => field.type === 'file');
  const list = document.createElement('ul');
  list.className = 'plain-list going-up';
  list.setAttribute('aria-live', 'polite');
  place.append(list);

  // A camera is offered where there is a finger.
  if (matchMedia('(pointer: coarse)').matches) {
    for (const part of document.querySelectorAll('[data-camera]')) part.hidden = false;
  }

  const row = (file) => {
    const item = document.createElement('li');
    const bar = document.createElement('progress');
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute('aria-label', file.name);
    const words = document.createElement('span');
    item.append(file.name, ' ', bar, ' ', words);
    list.append(item);
    return { item, bar, words };
  };

  // Why a page refused something, in its own words.
  const reason = (text) => {
    const page = new DOMParser().parseFromString(text, 'text/html');
    const said = page.querySelector('form[data-files] .problem p') ?? page.querySelector('main p:not(.crumb)');
    return said ? said.textContent.trim() : form.dataset.lost;
  };

  const send = (file) => new Promise((done) => {
    const { item, bar, words } = row(file);
    const body = new FormData();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === 'string') body.append(name, value);
    }
    body.append('files', file, file.name);
    const going = new XMLHttpRequest();
    going.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    going.addEventListener('loadend', () => {
      // Who is led to the login instead is answered too: only the page itself has the list.
      const isKept = going.status === 200 && going.responseText.includes('id="kept-files"');
      bar.remove();
      if (!isKept) words.className = 'wrong';
      words.textContent = isKept ? '✓' : (going.status ? reason(going.responseText) : form.dataset.lost);
      done(isKept ? going.responseText : null);
    });
    going.open('POST', form.action);
    going.setRequestHeader('Accept', 'text/html');
    going.send(body);
  });

  let isBusy = false;
  const waiting = [];
  const sendAll = async (files) => {
    waiting.push(...files);
    for (const input of inputs) input.value = '';
    if (isBusy || !waiting.length) return;
    isBusy = true;
    list.replaceChildren();
    while (waiting.length) {
      const file = waiting.shift();
      // The page that answers has it in its list; what is typed elsewhere stays as it is.
      const answer = await send(file);
      const page = answer && new DOMParser().parseFromString(answer, 'text/html');
      const fresh = page && page.getElementById('kept-files');
      if (fresh) document.getElementById('kept-files').replaceWith(fresh);
    }
    isBusy = false;
  };

  form.addEventListener('submit', (event) => {
    const files = inputs.flatMap((input) => [...input.files]);
    if (!files.length) return;
    event.preventDefault();
    sendAll(files);
  });
  for (const input of inputs.filter((one) => one.dataset.camera !== undefined)) {
    input.addEventListener('change', () => sendAll([...input.files]));
  }

  const hasFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes('Files');
  document.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    place.classList.add('dropping');
  });
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) place.classList.remove('dropping');
  });
  document.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    place.classList.remove('dropping');
    place.scrollIntoView({ block: 'nearest' });
    sendAll([...event.dataTransfer.files]);
  });
})();
