// The consultation: keys, earlier notes beside the one that is written, times of the next appointment.
'use strict';
(() => {
  const form = document.querySelector('form[data-consultation]');
  const one = (selector, within = document) => within.querySelector(selector);

  // Where there is little room, the earlier consultation opens at a press.
  if (matchMedia('(max-width: 75rem)').matches) one('details.before')?.removeAttribute('open');
  if (!form) return;

  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const wanted = { s: '[data-save]', S: '[data-save]', Enter: '[data-finish]' }[event.key];
    const button = wanted && (one(wanted, form) || one('[data-save]', form));
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // A section goes below what stands, on a new line.
  const copy = (name) => {
    const [from, to] = [document.getElementById('before-' + name), form.elements[name]];
    if (!from || !to) return null;
    const stands = to.value.trimEnd();
    to.value = stands ? stands + '\n' + from.textContent : from.textContent;
    to.dispatchEvent(new Event('input', { bubbles: true }));
    return to;
  };

  // What depends on a choice is asked of the server, and what was typed stays untouched.
  let latest = 0;
  const renew = async (id, name, value) => {
    const turn = ++latest;
    const wanted = new URLSearchParams({ edit: '1', [name]: value });
    try {
      const answer = await fetch(form.getAttribute('action') + '?' + wanted);
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const found = page.getElementById(id);
      if (turn !== latest || !found) return;
      const place = document.getElementById(id);
      place.replaceChildren(...found.childNodes);
      if (found.dataset.asOn) place.dataset.asOn = found.dataset.asOn;
      (one(`[name="${document.activeElement?.name}"]`, place) || one('button, select', place))?.focus();
    } catch { /* The button still leads there. */ }
  };
  form.addEventListener('click', (event) => {
    const button = event.target.closest('[data-look], [data-copy], [data-copy-all]');
    if (!button) return;
    event.preventDefault();
    if (button.dataset.look) renew('earlier', 'before', button.dataset.look);
    else if (button.dataset.copy) copy(button.dataset.copy)?.focus();
    else {
      const names = [...form.querySelectorAll('[data-copy]')].map((other) => other.dataset.copy);
      names.filter((name) => name !== 'private_notes').map(copy)[0]?.focus();
    }
  });
  form.addEventListener('change', (event) => {
    if (event.target.name === 'visit_type') {
      const price = event.target.selectedOptions[0]?.dataset.price ?? '';
      for (const place of form.querySelectorAll('[data-price-shown]')) place.textContent = price;
    }
    if (event.target.name === 'next_weeks') renew('next', 'weeks', event.target.value);
    if (event.target.name === 'next_other' && event.target.value) {
      one('[name=next_at][value=other]', form).checked = true;
    }
  });

  // A slash where somebody writes offers what stood there the last time and the text blocks; typing
  // narrows them.
  const blocks = [...form.querySelectorAll('#blocks [data-name]')].map(
    (block) => ({ name: block.dataset.name, text: block.textContent }));
  const before = (field) => {
    const [words, text] = [document.getElementById('earlier')?.dataset.asOn, document.getElementById('before-' + field.name)];
    return words && text ? [{ name: words, text: text.textContent }] : [];
  };
  if (blocks.length || document.getElementById('earlier')?.dataset.asOn) {
    const told = one('[data-blocks]', form);
    if (told) told.hidden = false;
    const list = document.createElement('ul');
    list.className = 'offers';
    list.id = 'block-list';
    list.setAttribute('role', 'listbox');
    list.hidden = true;
    let field = null;
    let start = 0;
    let chosen = 0;
    let offered = [];
    const close = () => { list.hidden = true; field?.removeAttribute('aria-activedescendant'); };
    const show = () => {
      list.replaceChildren(...offered.map((block, at) => {
        const item = document.createElement('li');
        item.id = 'block-' + at;
        item.setAttribute('role', 'option');
        item.setAttribute('aria-selected', String(at === chosen));
        item.textContent = block.name;
        item.addEventListener('mousedown', (event) => { event.preventDefault(); take(at); });
        return item;
      }));
      list.hidden = offered.length === 0;
      field.parentElement.classList.add('offering');
      field.after(list);
      field.setAttribute('aria-controls', list.id);
      field.setAttribute('aria-activedescendant', 'block-' + chosen);
    };
    const take = (at) => {
      field.setRangeText(offered[at].text, start, field.selectionStart, 'end');
      field.dispatchEvent(new Event('input', { bubbles: true }));
      close();
    };
    form.addEventListener('input', (event) => {
      if (event.target.tagName !== 'TEXTAREA') return;
      field = event.target;
      const typed = /(^|\s)\/([^\s/]*)$/.exec(field.value.slice(0, field.selectionStart));
      if (!typed) { close(); return; }
      start = field.selectionStart - typed[2].length - 1;
      const sought = typed[2].toLocaleLowerCase();
      const all = [...before(field), ...blocks];
      offered = all.filter((block) => block.name.toLocaleLowerCase().includes(sought)).slice(0, 8);
      chosen = 0;
      show();
    });
    form.addEventListener('keydown', (event) => {
      if (list.hidden || event.target !== field || event.ctrlKey || event.metaKey) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) { chosen = (chosen + step + offered.length) % offered.length; show(); }
      else if (event.key === 'Enter' || event.key === 'Tab') take(chosen);
      else if (event.key === 'Escape') close();
      else return;
      event.preventDefault();
    });
    form.addEventListener('focusout', close);
  }
})();
